import type { ClusterFacts } from '../../facts/lab-facts';
import { singleLine } from '../../text/single-line';
import type { ClusterView } from './plan-report';

/** The cluster as its control plane described it, in clean words and sorted by name. */
export function clusterView(cluster: ClusterFacts | undefined): ClusterView | null {
  if (cluster === undefined) return null;
  return {
    observedOn: singleLine(cluster.observedOn, 63),
    version: cluster.version === undefined ? null : singleLine(cluster.version, 40),
    problem: cluster.problem === undefined ? null : singleLine(cluster.problem),
    nodes: cluster.nodes
      .map(({ name, role, ready, schedulable, version, message }) => ({
        name: singleLine(name, 63),
        role,
        ready,
        schedulable,
        version: singleLine(version, 40),
        message: message === undefined ? null : singleLine(message),
      }))
      .sort(byName),
    etcdMembers: cluster.etcdMembers
      .map(({ name, learner }) => ({ name: singleLine(name, 63), learner }))
      .sort(byName),
  };
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}
