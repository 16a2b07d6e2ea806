import type { Inventory } from '../inventory/types';
import type { LabFacts } from '../facts/lab-facts';
import type { LabFinding } from '../errors/finding';
import type { HostStatus, StepState, StepStatus } from './lab-status';

export interface StatusContext {
  readonly inventory: Inventory;
  readonly facts: LabFacts;
  readonly hosts: readonly HostStatus[];
  /** Steps that belong to the cluster. */
  readonly clusterSteps: readonly StepStatus[];
}

export type StatusProblem = Omit<LabFinding, 'id'>;

/** One kind of problem. */
export interface StatusRule {
  readonly id: string;
  readonly check: (context: StatusContext) => readonly StatusProblem[];
}

export interface HostStep extends StepStatus {
  readonly host: string;
}

/** The steps in one state, host by host. */
export function stepsIn(hosts: readonly HostStatus[], state: StepState): readonly HostStep[] {
  return hosts.flatMap(({ name, steps }) =>
    steps.filter((step) => step.state === state).map((step) => ({ ...step, host: name })),
  );
}

/** Whether a host has the step, and in this state. */
export function isIn(host: HostStatus | undefined, phase: string, state: StepState): boolean {
  return host?.steps.some((step) => step.phase === phase && step.state === state) === true;
}
