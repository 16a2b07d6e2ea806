import { Construct } from 'constructs';
import type { Host } from '../inventory/types';
import { stepId } from '../phases/step-address';
import { phaseScripts, type Phase } from './phase';

/** Stands for the reason of a step whose host nobody looked at; on its own it never makes the step run. */
export const unknownReason = 'planned without facts';

export interface StepProps {
  /** The host the work is done on. */
  readonly host: Host;
  readonly phase: Phase;
  /** Variables of the script; each is shown in the plan under its lower-case name. Nothing secret. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Structured settings shipped beside the script, file name to text; the plan shows a digest. @default - none */
  readonly files?: Readonly<Record<string, string>>;
  /** Files of assets/files/ shipped unchanged. @default - none */
  readonly assets?: readonly string[];
  /** Longest time the work on the host may take, seconds. @default 900 */
  readonly timeoutSeconds?: number;
  /** What happens on the operator's computer around the script. @default - nothing */
  readonly handOff?: StepHandOff;
  /** When Terraform carries the step out: on creation, or when the resource is destroyed. @default "create" */
  readonly when?: 'create' | 'destroy';
}

/**
 * `join`: a token is minted on `controlPlane` for this join and revoked after it. `kubeconfig`: admin.conf is fetched
 * to `path`. `leave`: the node is drained and deleted on `controlPlane` before the host is reset.
 */
export type StepHandOff =
  | { readonly kind: 'join'; readonly controlPlane: string }
  | { readonly kind: 'kubeconfig'; readonly path: string }
  | { readonly kind: 'leave'; readonly controlPlane?: string };

/** One phase on one host: the unit that an engine plans and applies. */
export class Step extends Construct {
  readonly host: Host;
  readonly phase: Phase;
  /** File in assets/scripts/ that carries the phase out. */
  readonly script: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly assets: readonly string[];
  readonly timeoutSeconds: number;
  readonly handOff?: StepHandOff;
  readonly when: 'create' | 'destroy';

  constructor(scope: Construct, id: string, props: StepProps) {
    super(scope, id);
    for (const name of Object.keys(props.inputs)) {
      if (!/^[A-Z][A-Z0-9_]*$/.test(name)) {
        throw new Error(`input "${name}" of ${this.node.path} must be upper-case letters, digits and _`);
      }
    }
    this.host = props.host;
    this.phase = props.phase;
    this.script = phaseScripts[props.phase];
    this.inputs = sorted(props.inputs);
    this.files = sorted(props.files ?? {});
    this.assets = props.assets ?? [];
    this.timeoutSeconds = props.timeoutSeconds ?? 900;
    this.handOff = props.handOff;
    this.when = props.when ?? 'create';
  }

  /** `<host>/<phase>`: how logs, messages and the runner name the step. */
  get stepId(): string {
    return stepId(this.host.name, this.phase);
  }

  static isStep(construct: unknown): construct is Step {
    return construct instanceof Step;
  }
}

function sorted(record: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
