import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { parseStepId } from '../phases/step-address';

/** What Terraform or Pulumi asks for: arguments and the NUCLAB_ variables of the environment. */
export type RunnerRequest =
  | { readonly mode: 'apply'; readonly stepId: string; readonly plannedDigest?: string }
  | { readonly mode: 'destroy'; readonly stepId: string; readonly leaving: LeavingHost };

/** The host as the state remembers it: steps.json may know it no longer, or by another address. */
export interface LeavingHost {
  readonly name: string;
  readonly address: string;
  readonly role: string;
  readonly lab: string;
  /** `address:port` of the API server of the cluster it leaves. */
  readonly apiEndpoint: string;
  /** The operator gave it up: not reaching it is no failure. */
  readonly abandoned: boolean;
}

const usage =
  'call it as main.js apply <host>/<phase> or main.js destroy <host>/<phase> in a synthesised stack folder';
const leavingVariables = {
  NUCLAB_HOST: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
  NUCLAB_ADDRESS: /^\d{1,3}(\.\d{1,3}){3}$/,
  NUCLAB_ROLE: /^(control-plane|worker)$/,
  NUCLAB_LAB: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
  NUCLAB_API_ENDPOINT: /^[A-Za-z0-9.-]+:\d+$/,
} as const;

/** @throws NuclabError `invalidInput` when the call is not one that nuclab's engines make */
export function parseRequest(args: readonly string[], environment: NodeJS.ProcessEnv): RunnerRequest {
  const [mode, stepId, ...others] = args;
  if ((mode !== 'apply' && mode !== 'destroy') || stepId === undefined || others.length > 0) {
    throw invalid(`arguments are "${args.join(' ')}", expected two`, usage);
  }
  if (parseStepId(stepId) === undefined) throw invalid(`step is "${stepId}", expected <host>/<phase>`, usage);
  if (mode === 'apply') return { mode, stepId, plannedDigest: environment.NUCLAB_STEP_DIGEST };
  return { mode, stepId, leaving: leavingHost(environment) };
}

function leavingHost(environment: NodeJS.ProcessEnv): LeavingHost {
  const value = (name: keyof typeof leavingVariables): string => {
    const text = environment[name] ?? '';
    if (leavingVariables[name].test(text)) return text;
    throw invalid(
      `${name} is "${text}"`,
      'let Terraform destroy the resource, it sets the variable from its state',
    );
  };
  const name = value('NUCLAB_HOST');
  return {
    name,
    address: value('NUCLAB_ADDRESS'),
    role: value('NUCLAB_ROLE'),
    lab: value('NUCLAB_LAB'),
    apiEndpoint: value('NUCLAB_API_ENDPOINT'),
    abandoned: (environment.NUCLAB_ABANDON ?? '').split(/[ ,]+/).includes(name),
  };
}

function invalid(what: string, fix: string): NuclabError {
  return new NuclabError({ what, fix, exitCode: ExitCode.invalidInput });
}
