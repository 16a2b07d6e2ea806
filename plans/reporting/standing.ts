import type { NodeFacts, ObservedHost } from '../../facts/lab-facts';
import type { LabView } from './lab-view';

/** What a host is in its cluster at present. */
export type Standing = 'control-plane' | 'worker' | 'none';

const membershipPhases = ['control-plane', 'worker'] as const;

/** By what the host and the cluster say; of a host that was not looked at, by what Terraform's state says. */
export function standing(view: LabView, host: string): Standing {
  const observed = view.observed(host);
  const seen = observed === undefined ? undefined : trySeen(view, observed);
  return seen ?? remembered(view, host);
}

function trySeen(view: LabView, host: ObservedHost): Standing | undefined {
  const marked = membershipPhases.find((phase) => host.steps.some((step) => step.phase === phase));
  if (marked !== undefined) return marked;
  const cluster = view.facts?.cluster;
  if (cluster === undefined || cluster.problem !== undefined)
    return host.steps.length === 0 ? 'none' : undefined;
  return cluster.nodes.find((node) => isNodeOf(node, host))?.role ?? 'none';
}

/** A node of the same name may be the machine that the host was before it was imaged anew. */
function isNodeOf(node: NodeFacts, { name, identity }: ObservedHost): boolean {
  const otherMachine =
    node.machineId !== undefined && identity.machineId !== undefined && node.machineId !== identity.machineId;
  return node.name === name && !otherMachine;
}

function remembered(view: LabView, host: string): Standing {
  const known = view.changesOf(host).filter(({ before }) => before !== undefined);
  const joined = membershipPhases.find((phase) => known.some((change) => change.phase === phase));
  if (joined !== undefined) return joined;
  const role = known.find(({ phase }) => phase === 'membership')?.before?.['role'];
  return role === 'control-plane' || role === 'worker' ? role : 'none';
}
