import type { Problem } from '../errors/finding';
import type { FactPart, HostFacts } from '../facts';
import type { Host, Inventory } from '../inventory/types';

/** What a precheck asks of hosts; also what they reach. */
export const precheckParts = [
  'system',
  'storage',
  'network',
  'packages',
  'membership',
  'reach',
] as const satisfies readonly FactPart[];

/** Facts with all parts that the rules read. */
export type PrecheckFacts = HostFacts &
  Required<Pick<HostFacts, Exclude<(typeof precheckParts)[number], 'system'>>>;

/** What a host is meant to be: the inventory's side of a rule. */
export interface HostContext {
  readonly inventory: Inventory;
  readonly host: Host;
  readonly controlPlane: boolean;
  /** Whether the host already is a member of this lab's cluster. */
  readonly member: boolean;
}

/** One thing that is checked on each host on its own. */
export interface HostRule {
  readonly id: string;
  readonly check: (facts: PrecheckFacts, context: HostContext) => readonly Problem[];
}

/** A host that gave facts. */
export interface CheckedHost {
  readonly host: Host;
  readonly facts: PrecheckFacts;
}

/** A problem between hosts. */
export interface LabProblem extends Problem {
  readonly hosts: readonly string[];
}

/** What hosts are compared with. */
export interface LabContext {
  readonly inventory: Inventory;
  /** Names of the hosts that were asked and gave no facts. */
  readonly failed: readonly string[];
}

/** One thing that only shows when hosts are compared. */
export interface LabRule {
  readonly id: string;
  readonly check: (hosts: readonly CheckedHost[], context: LabContext) => readonly LabProblem[];
}
