/**
 * constructs/ holds the engine-neutral building blocks: hosts, the cluster, and one construct a phase. What a step is and ships
 * belongs here; order is said in stacks/, and neither Terraform nor a file is known.
 */
import { Construct } from 'constructs';
import type { Host } from '../inventory/types';
import { phaseOf, type Phase, type PhaseName } from '../phases';
import type { LabCluster } from './lab-cluster';
import { clusterPlace, stepId, terraformName } from '../phases/step-address';

/** Stands for the reason of a step whose place was not checked; on its own it never makes the step run. */
export const unknownReason = 'planned without facts';

export interface StepProps {
  /** The host of a host's step. @default - none: the phase belongs to the cluster */
  readonly host?: Host;
  /** The cluster of a cluster's step. @default - none: the phase belongs to a host */
  readonly cluster?: LabCluster;
  readonly phase: PhaseName;
  /** Variables of the script; each is shown in the plan under its lower-case name. Nothing secret. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Structured settings shipped beside the script, file name to text; the plan shows a digest. @default - none */
  readonly files?: Readonly<Record<string, string>>;
  /** Files of assets/files/ shipped unchanged. @default - none */
  readonly assets?: readonly string[];
}

/** One phase on one host, or of the cluster: the unit that an engine plans and applies. */
export class Step extends Construct {
  readonly host?: Host;
  readonly cluster?: LabCluster;
  readonly phase: Phase;
  /** The name of its resource while steps of the cluster were steps of its first control plane, until version 0.1. */
  readonly formerAddress?: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly assets: readonly string[];

  constructor(scope: Construct, id: string, props: StepProps) {
    super(scope, id);
    this.phase = phaseOf(props.phase);
    this.host = props.host;
    if (props[this.phase.place] === undefined) {
      throw new Error(`${this.node.path}: the phase ${props.phase} needs a ${this.phase.place}`);
    }
    this.cluster = props.cluster;
    const [first] = props.cluster?.controlPlanes ?? [];
    if (first !== undefined) this.formerAddress = terraformName(first, props.phase);
    for (const name of Object.keys(props.inputs)) {
      if (Object.hasOwn(this.phase.inputs, name)) continue;
      throw new Error(
        `${this.node.path}: the phase ${props.phase} has no input "${name}"; name it in phases/${props.phase}.ts`,
      );
    }
    this.inputs = sorted(props.inputs);
    this.files = sorted(props.files ?? {});
    this.assets = props.assets ?? [];
  }

  /** The host's name, or `cluster`. */
  get place(): string {
    return this.host?.name ?? clusterPlace;
  }

  /** `<place>/<phase>`: how logs, messages and the runner name the step. */
  get stepId(): string {
    return stepId(this.place, this.phase.name);
  }

  /** `<place>_<phase>`: the name of the step's resource. */
  get address(): string {
    return terraformName(this.place, this.phase.name);
  }

  /** Whether Terraform carries the step out when its resource is destroyed, and not when it is created. */
  get onDestroy(): boolean {
    return this.phase.membership === 'leaves';
  }

  static isStep(construct: unknown): construct is Step {
    return construct instanceof Step;
  }
}

function sorted(record: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
