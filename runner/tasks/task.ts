import type { StepManifest } from '../../manifest/manifest';
import type { LeavingHost } from '../runner-request';
import type { UnitOutcome } from '../run-unit';
import type { StepRunner } from '../step-runner';

/**
 * What the operator's computer does around the script of a step: hand a join over, fetch a kubeconfig, drain. One file a
 * task; a phase names the file.
 */
export interface OperatorTask {
  /** Carries the step out, the script included. @returns how the script ended */
  readonly carryOut: (runner: StepRunner, lab: TaskContext) => Promise<UnitOutcome>;
}

export interface TaskContext {
  readonly manifest: StepManifest;
  /** The host whose membership ends, as the state remembers it; for the steps that Terraform destroys. */
  readonly leaving?: LeavingHost;
}
