import type { HostStatus } from '../lab-status';
import { hostsOf, stepsIn, where, type PlacedStep, type StatusProblem, type StatusRule } from '../rule';
import { groups, list } from '../status-words';

/** Steps whose host, or the cluster, no longer is as they left it; the first difference of each. */
export const drift: StatusRule = {
  id: 'drift',
  check: (context) => {
    const drifted = stepsIn(context, 'drifted').filter((step) => !isToldByNode(step, context.hosts));
    return groups(drifted, ({ phase, differences }) => JSON.stringify([phase, differences])).map((group) => {
      const { phase = '', differences = [] } = group[0] ?? {};
      const more = differences.length > 1 ? ` (and ${differences.length - 1} more)` : '';
      return {
        severity: 'error',
        what: `${phase} drifted ${where(group)}: ${differences[0]?.text}${more}`,
        fix: 'review `nuclab plan`, then deploy to repair it',
        hosts: hostsOf(group, context),
      };
    });
  },
};

/** The step `nodes` waits for every node to be Ready; the problem of such a node says the same, with its fix. */
function isToldByNode({ phase, differences }: PlacedStep, hosts: readonly HostStatus[]): boolean {
  const onlyWaits = differences.every(({ item, outcome }) => outcome && item === 'nodes_ready');
  return phase === 'nodes' && onlyWaits && hosts.some(({ node }) => node === 'NotReady');
}

/** Steps whose check itself failed: they may be in place or not. */
export const unchecked: StatusRule = {
  id: 'unchecked',
  check: (context) =>
    stepsIn(context, 'unchecked').map((step) => {
      const hosts = hostsOf([step], context);
      return {
        severity: 'error',
        what: `${step.phase} ${where([step])} could not be checked: ${step.problem}`,
        fix: `log in to ${hosts[0]}, check its load and its disk, then run it again`,
        hosts,
      };
    }),
};

const deploy = 'review `nuclab plan`, then deploy';

/** Steps lab.yaml wants that the host, or the cluster, does not remember: never deployed, or the deploy did not finish. */
export const missing: StatusRule = {
  id: 'missing',
  check: ({ inventory, hosts, clusterSteps }) => {
    const lacking = hosts.flatMap(({ name, steps }) => {
      const phases = steps.filter(({ state }) => state === 'missing').map(({ phase }) => phase);
      if (phases.length === 0) return [];
      return [{ name, lack: phases.length === steps.length ? undefined : list(phases) }];
    });
    const ofHosts = groups(lacking, ({ lack }) => lack ?? '').map((group): StatusProblem => {
      const names = group.map(({ name }) => name);
      const lack = group[0]?.lack;
      const one = names.length === 1;
      return {
        severity: 'error',
        what:
          lack === undefined
            ? `${list(names)} ${one ? 'has' : 'have'} not been deployed`
            : `${list(names)} ${one ? 'lacks' : 'lack'} ${lack}: the deploy did not finish`,
        fix: deploy,
        hosts: names,
      };
    });
    const ofCluster = clusterSteps.filter(({ state }) => state === 'missing').map(({ phase }) => phase);
    // Where a host has not been deployed, the cluster waits for it.
    const waits = lacking.some(({ lack }) => lack === undefined) && ofCluster.length === clusterSteps.length;
    if (ofCluster.length === 0 || waits) return ofHosts;
    const what = `the cluster lacks ${list(ofCluster)}: the deploy did not finish`;
    return [...ofHosts, { severity: 'error', what, fix: deploy, hosts: inventory.kubernetes.controlPlane }];
  },
};
