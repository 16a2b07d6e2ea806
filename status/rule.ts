import type { Inventory } from '../inventory/types';
import type { LabFacts } from '../facts/lab-facts';
import type { LabFinding } from '../errors/finding';
import { clusterPlace } from '../phases/step-address';
import type { HostStatus, StepState, StepStatus } from './lab-status';
import { list } from './status-words';

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

export interface PlacedStep extends StepStatus {
  /** The host's name, or `cluster`. */
  readonly place: string;
}

/** The steps in one state, host by host, then the cluster's. */
export function stepsIn(
  { hosts, clusterSteps }: Pick<StatusContext, 'hosts' | 'clusterSteps'>,
  state: StepState,
): readonly PlacedStep[] {
  const places = [...hosts, { name: clusterPlace, steps: clusterSteps }];
  return places.flatMap(({ name, steps }) =>
    steps.filter((step) => step.state === state).map((step) => ({ ...step, place: name })),
  );
}

/** `on nuc01 and nuc02`, `in the cluster`: where these steps of one phase are. */
export function where(steps: readonly PlacedStep[]): string {
  const places = steps.map(({ place }) => place);
  return places[0] === clusterPlace ? 'in the cluster' : `on ${list(places)}`;
}

/** Names of the hosts that the steps concern: for those of the cluster, its control planes. */
export function hostsOf(steps: readonly PlacedStep[], { inventory }: StatusContext): readonly string[] {
  return steps.flatMap(({ place }) => (place === clusterPlace ? inventory.kubernetes.controlPlane : [place]));
}

/** Whether a host has the step, and in this state. */
export function isIn(host: HostStatus | undefined, phase: string, state: StepState): boolean {
  return host?.steps.some((step) => step.phase === phase && step.state === state) === true;
}
