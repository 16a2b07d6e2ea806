import type { Host, Inventory } from '../inventory/types';
import type { HostFacts } from './facts';
import type { Problem } from '../errors/finding';

/** What a host is meant to be: the inventory's side of a rule. */
export interface HostContext {
  readonly inventory: Inventory;
  readonly host: Host;
  readonly controlPlane: boolean;
  /** Whether the host already is a member of this lab's cluster. */
  readonly member: boolean;
}

/** One thing that is looked at on each host on its own. */
export interface HostRule {
  readonly id: string;
  readonly check: (facts: HostFacts, context: HostContext) => readonly Problem[];
}

/** A host that answered. */
export interface ProbedHost {
  readonly host: Host;
  readonly facts: HostFacts;
}

/** A problem between hosts. */
export interface LabProblem extends Problem {
  readonly hosts: readonly string[];
}

/** What hosts are compared with. */
export interface LabContext {
  readonly inventory: Inventory;
  /** Names of the hosts that were asked and did not answer. */
  readonly failed: readonly string[];
}

/** One thing that only shows when hosts are compared. */
export interface LabRule {
  readonly id: string;
  readonly check: (probed: readonly ProbedHost[], context: LabContext) => readonly LabProblem[];
}
