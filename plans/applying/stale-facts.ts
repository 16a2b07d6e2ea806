import { clusterPlace } from '../../phases/step-address';
import { factsChanged, type HostResult, type LabFacts } from '../../facts';

/**
 * What the hosts no longer are as when a plan was made, a line each. Whether a host can be reached matters only if the plan
 * has work on it.
 *
 * @param hosts those on which the plan has steps, and `cluster`
 */
export function hostChanges(saved: LabFacts, now: LabFacts, hosts: ReadonlySet<string>): string[] {
  const comparable = now.hosts.map((host): HostResult => {
    const old = saved.hosts.find(({ name }) => name === host.name);
    return old === undefined || old.reached === host.reached || hosts.has(host.name) ? host : old;
  });
  const isAsked = ({ cluster }: LabFacts): boolean => cluster !== undefined && cluster.problem === undefined;
  const sameCluster = isAsked(saved) === isAsked(now) || hosts.has(clusterPlace);
  const { cluster } = sameCluster ? now : saved;
  return factsChanged(saved, { ...now, hosts: comparable, cluster });
}
