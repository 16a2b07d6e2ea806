import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { singleLine } from '../text/single-line';
import { parseStateLock } from './state-lock';
import type { Diagnostic } from './ui-message';

/** A run of Terraform that failed; its texts are redacted. */
export interface FailedRun {
  /** `terraform` or `tofu`, as a person would type it. */
  readonly program: string;
  readonly subcommand: string;
  /** Where it ran: the stack folder. */
  readonly directory: string;
  /** Errors only. */
  readonly errors: readonly Diagnostic[];
  /** What it printed as plain text. */
  readonly text: string;
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
}

type Rule = (error: Diagnostic, run: FailedRun) => NuclabError | undefined;

const noNetwork =
  /dial tcp.*|connection refused|connection reset.*|no such host|i\/o timeout|no route to host|network is unreachable|TLS handshake.*|x509:.*|context deadline exceeded/;

/** In this order: a lock that cannot be reached is no lock that somebody holds. */
const rules: readonly Rule[] = [
  stateLocked,
  providerMissing,
  backendUnreachable,
  backendChanged,
  stalePlan,
  unreadablePlan,
];

/** The error to tell a person, in their words where nuclab knows the case, else in Terraform's. */
export function terraformProblem(run: FailedRun): NuclabError {
  for (const error of run.errors) {
    for (const rule of rules) {
      const known = rule(error, run);
      if (known !== undefined) return known;
    }
  }
  return unknown(run);
}

function stateLocked(error: Diagnostic, { program, directory }: FailedRun): NuclabError | undefined {
  if (!/acquiring the state lock/i.test(error.summary)) return undefined;
  const lock = parseStateLock(error.detail);
  if (lock !== undefined) {
    const what =
      'who' in lock
        ? `the state has been locked by ${lock.who} (${lock.operation}) since ${lock.since}`
        : 'the state is locked by another run; its backend does not say whose';
    const unlock =
      lock.id === undefined
        ? ''
        : `; if it was killed, run \`${program} force-unlock ${lock.id}\` in ${directory}`;
    const fix = `wait until it has finished, then run it again${unlock}`;
    return new NuclabError({ what, fix, exitCode: ExitCode.locked });
  }
  if (noNetwork.test(error.detail)) return undefined;
  const reason = /Error message: (.*)/.exec(error.detail)?.[1] ?? singleLine(error.detail);
  return new NuclabError({
    what: `the state cannot be locked: ${reason}`,
    fix: 'make sure that you may write where the state is kept',
    exitCode: ExitCode.invalidInput,
  });
}

function providerMissing(error: Diagnostic): NuclabError | undefined {
  if (error.summary !== 'Failed to query available provider packages') return undefined;
  const [first = ''] = error.detail.split('\n\n');
  const provider = /provider (\S+?)[:,]? /.exec(first)?.[1] ?? 'a provider';
  const reason = noNetwork.exec(first)?.[0] ?? singleLine(first);
  return new NuclabError({
    what: `the provider ${provider} cannot be fetched: ${reason}`,
    fix: 'allow access to registry.terraform.io, or name a mirror in the file of TF_CLI_CONFIG_FILE',
    exitCode: ExitCode.missingTool,
  });
}

function backendUnreachable(error: Diagnostic): NuclabError | undefined {
  if (error.address !== undefined) return undefined;
  const reason = noNetwork.exec(`${error.summary}\n${error.detail}`)?.[0];
  if (reason === undefined) return undefined;
  return new NuclabError({
    what: `the backend of the state does not respond: ${reason}`,
    fix: 'check the network and backend in lab.yaml, then run it again',
    exitCode: ExitCode.unreachable,
  });
}

function backendChanged(error: Diagnostic, { program, directory }: FailedRun): NuclabError | undefined {
  if (!/^Backend configuration changed/.test(error.summary)) return undefined;
  const init = `${program} init`;
  return new NuclabError({
    where: directory,
    what: 'the state is kept in a different place than the inventory now names',
    fix: `run \`${init} -migrate-state\` there to move the state, or \`${init} -reconfigure\` to start with what the new place holds`,
    exitCode: ExitCode.invalidInput,
  });
}

function stalePlan({ summary, detail }: Diagnostic): NuclabError | undefined {
  const reasons: readonly (readonly [boolean, string])[] = [
    [summary === 'Saved plan is stale', 'the state was changed after it was made'],
    [summary.startsWith('Saved plan does not match'), 'it was made from a different state'],
    [
      detail.includes('created with a different set of external dependency'),
      'it was made with different providers',
    ],
  ];
  const reason = reasons.find(([holds]) => holds)?.[1];
  if (reason === undefined) return undefined;
  return new NuclabError({
    what: `the saved plan is stale: ${reason}`,
    fix: 'run `nuclab plan` again, review it and apply that plan',
    exitCode: ExitCode.invalidInput,
  });
}

function unreadablePlan(error: Diagnostic): NuclabError | undefined {
  if (!/as a plan file|plan file/i.test(error.summary)) return undefined;
  return new NuclabError({
    what: `Terraform cannot read the saved plan: ${singleLine(error.detail).replace(/^Error: /, '')}`,
    fix: 'run `nuclab plan` again with this version of Terraform',
    exitCode: ExitCode.invalidInput,
  });
}

function unknown(run: FailedRun): NuclabError {
  const command = `${run.program} ${run.subcommand}`;
  const [error] = run.errors;
  const more = run.errors.length > 1 ? ` (and ${run.errors.length - 1} more)` : '';
  const detail = error === undefined || error.detail === '' ? '' : `: ${singleLine(error.detail)}`;
  return new NuclabError({
    where: error?.address === undefined ? command : `${command}: ${error.address}`,
    what: error === undefined ? withoutDiagnostic(run) : `${singleLine(error.summary)}${detail}${more}`,
    fix: `run \`${command}\` in ${run.directory} to see all of it`,
    exitCode: ExitCode.unexpected,
  });
}

/** Some commands, and a Terraform that crashed, print text alone. */
function withoutDiagnostic({ exitCode, text }: FailedRun): string {
  const ended = exitCode === undefined ? 'was killed' : `ended with exit code ${exitCode}`;
  const plain = text.replace(/[╷│╵]/g, '');
  const said = /^\s*Error: ([^]*)/m.exec(plain)?.[1] ?? plain.trim().split('\n').at(-1) ?? '';
  return said.trim() === '' ? ended : `${ended}: ${singleLine(said)}`;
}
