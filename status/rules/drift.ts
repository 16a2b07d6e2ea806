import type { HostStatus } from '../lab-status';
import { stepsIn, type HostStep, type StatusRule } from '../rule';
import { groups, list } from '../status-words';

/** Steps whose host no longer is as they left it; the first difference of each. */
export const drift: StatusRule = {
  id: 'drift',
  check: ({ hosts }) => {
    const drifted = stepsIn(hosts, 'drifted').filter((step) => !isToldByNode(step, hosts));
    return groups(drifted, ({ phase, differences }) => JSON.stringify([phase, differences])).map((group) => {
      const names = group.map(({ host }) => host);
      const { phase = '', differences = [] } = group[0] ?? {};
      const more = differences.length > 1 ? ` (and ${differences.length - 1} more)` : '';
      return {
        severity: 'error',
        what: `${phase} drifted on ${list(names)}: ${differences[0]?.text}${more}`,
        fix: 'look at `nuclab plan`, and deploy to repair it',
        hosts: names,
      };
    });
  },
};

/** The step `nodes` waits for every node to be Ready; the problem of such a node says the same, with its fix. */
function isToldByNode({ phase, differences }: HostStep, hosts: readonly HostStatus[]): boolean {
  const onlyWaits = differences.every(({ item, outcome }) => outcome && item === 'nodes_ready');
  return phase === 'nodes' && onlyWaits && hosts.some(({ node }) => node === 'NotReady');
}
