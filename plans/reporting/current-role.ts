import type { NodeFacts, HostFacts } from '../../facts/lab-facts';
import { phaseOf, phases } from '../../phases';
import type { LabView } from './lab-view';

/** What a host is in its cluster at present. */
export type CurrentRole = 'control-plane' | 'worker' | 'none';

/** What a finished step of a phase makes its host. */
const roles = phases.flatMap(({ name, membership }) =>
  membership === 'control-plane' || membership === 'worker' ? [{ phase: name, role: membership }] : [],
);

/** By what the host and the cluster say; of a host that was not checked, by what Terraform's state says. */
export function currentRole(view: LabView, host: string): CurrentRole {
  const found = view.hostFacts(host);
  const seen = found === undefined ? undefined : trySeen(view, found);
  return seen ?? remembered(view, host);
}

function trySeen(view: LabView, host: HostFacts): CurrentRole | undefined {
  const marked = roles.find(({ phase }) => host.steps.some((step) => step.phase === phase));
  if (marked !== undefined) return marked.role;
  const cluster = view.facts?.cluster;
  if (cluster === undefined || cluster.problem !== undefined)
    return host.steps.length === 0 ? 'none' : undefined;
  return cluster.nodes.find((node) => isNodeOf(node, host))?.role ?? 'none';
}

/** A node of the same name may be the machine that the host was before it was imaged anew. */
function isNodeOf(node: NodeFacts, { name, identity }: HostFacts): boolean {
  const otherMachine =
    node.machineId !== undefined && identity.machineId !== undefined && node.machineId !== identity.machineId;
  return node.name === name && !otherMachine;
}

function remembered(view: LabView, host: string): CurrentRole {
  const known = view.changesOf(host).filter(({ before }) => before !== undefined);
  const joined = roles.find(({ phase }) => known.some((change) => change.phase === phase));
  if (joined !== undefined) return joined.role;
  const role = known.find(({ phase }) => phaseOf(phase).membership === 'leaves')?.before?.['role'];
  return role === 'control-plane' || role === 'worker' ? role : 'none';
}
