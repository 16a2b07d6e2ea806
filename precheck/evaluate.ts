import type { Host, Inventory } from '../inventory/types';
import type { Finding, LabFinding } from '../errors/finding';
import { isMember } from './membership';
import type { PrecheckHost } from './precheck-host';
import type { PrecheckFacts } from './rule';
import { hostRules, labRules } from './rules';

/** What all rules say: by host in the order of the inventory, and about hosts together. */
export interface Evaluation {
  readonly hosts: readonly EvaluatedHost[];
  readonly lab: readonly LabFinding[];
}

export interface EvaluatedHost {
  readonly host: Host;
  /** Undefined when the host gave none. */
  readonly facts?: PrecheckFacts;
  readonly findings: readonly Finding[];
}

/** Applies every rule to the facts of hosts; pure, so that planted facts prove each rule. */
export function evaluate(asked: readonly PrecheckHost[], inventory: Inventory): Evaluation {
  const checked = asked.flatMap(({ host, facts }) => (facts === undefined ? [] : [{ host, facts }]));
  const failed = asked.filter(({ facts }) => facts === undefined).map(({ host }) => host.name);
  const lab = labRules.flatMap(({ id, check }) =>
    check(checked, { inventory, failed }).map((problem) => ({ id, ...problem })),
  );
  return { hosts: asked.map((each) => evaluateHost(each, inventory)), lab };
}

function evaluateHost({ host, facts, failure }: PrecheckHost, inventory: Inventory): EvaluatedHost {
  if (facts === undefined) return { host, findings: [failure.finding] };
  const context = {
    inventory,
    host,
    controlPlane: inventory.kubernetes.controlPlane.includes(host.name),
    member: isMember(facts, inventory),
  };
  const findings = hostRules.flatMap(({ id, check }) =>
    check(facts, context).map((problem) => ({ id, ...problem })),
  );
  return { host, facts, findings };
}
