import type { ClusterFacts } from '../../facts/lab-facts';
import { plain } from '../../text/plain-text';
import type { ClusterView } from './plan-report';

/** The cluster as its control plane described it, in clean words and sorted by name. */
export function clusterView(cluster: ClusterFacts | undefined): ClusterView | null {
  if (cluster === undefined) return null;
  return {
    observedOn: plain(cluster.observedOn, 63),
    version: cluster.version === undefined ? null : plain(cluster.version, 40),
    problem: cluster.problem === undefined ? null : plain(cluster.problem),
    nodes: cluster.nodes
      .map(({ name, role, ready, schedulable, version, message }) => ({
        name: plain(name, 63),
        role,
        ready,
        schedulable,
        version: plain(version, 40),
        message: message === undefined ? null : plain(message),
      }))
      .sort(byName),
    etcdMembers: cluster.etcdMembers
      .map(({ name, learner }) => ({ name: plain(name, 63), learner }))
      .sort(byName),
  };
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}
