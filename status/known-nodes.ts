import type { Inventory } from '../inventory/types';
import { hostFacts, type LabFacts, type NodeFacts } from '../facts/lab-facts';

/**
 * The nodes of the cluster; none when it is certain that there is no cluster yet. Undefined when the cluster could not
 * be asked.
 */
export function knownNodes({ kubernetes }: Inventory, facts: LabFacts): readonly NodeFacts[] | undefined {
  const { cluster } = facts;
  if (cluster !== undefined) return cluster.problem === undefined ? cluster.nodes : undefined;
  const isBare = kubernetes.controlPlane.every((name) => {
    const host = hostFacts(facts, name);
    return host?.reached === true && !host.steps.some(({ phase }) => phase === 'control-plane');
  });
  return isBare ? [] : undefined;
}
