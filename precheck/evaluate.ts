import type { Host, Inventory } from '../inventory/types';
import type { HostFacts } from './facts';
import type { Finding, LabFinding } from '../errors/finding';
import type { HostProbe } from './host-probe';
import { hostRules } from './host-rules';
import { labRules } from './lab-rules';
import { isMember } from './membership';

/** What all rules say: by host in the order of the inventory, and about hosts together. */
export interface Evaluation {
  readonly hosts: readonly EvaluatedHost[];
  readonly lab: readonly LabFinding[];
}

export interface EvaluatedHost {
  readonly host: Host;
  /** Undefined when the host could not be asked. */
  readonly facts?: HostFacts;
  readonly findings: readonly Finding[];
}

/** Applies every rule to what the hosts said; pure, so that planted facts prove each rule. */
export function evaluate(probes: readonly HostProbe[], inventory: Inventory): Evaluation {
  const probed = probes.flatMap(({ host, facts }) => (facts === undefined ? [] : [{ host, facts }]));
  const failed = probes.filter(({ facts }) => facts === undefined).map(({ host }) => host.name);
  const lab = labRules.flatMap(({ id, check }) =>
    check(probed, { inventory, failed }).map((problem) => ({ id, ...problem })),
  );
  return { hosts: probes.map((probe) => evaluateHost(probe, inventory)), lab };
}

function evaluateHost({ host, facts, failure }: HostProbe, inventory: Inventory): EvaluatedHost {
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
