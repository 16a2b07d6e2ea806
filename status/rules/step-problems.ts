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
        fix: 'review `nuclab plan`, then deploy to repair it',
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

/** Steps whose check itself failed: they may be in place or not. */
export const unchecked: StatusRule = {
  id: 'unchecked',
  check: ({ hosts }) =>
    stepsIn(hosts, 'unchecked').map(({ host, phase, problem }) => ({
      severity: 'error',
      what: `${phase} on ${host} could not be checked: ${problem}`,
      fix: `log in to ${host}, check its load and its disk, then run it again`,
      hosts: [host],
    })),
};

/** Steps lab.yaml wants that the host does not remember: never deployed, or the deploy did not finish. */
export const missing: StatusRule = {
  id: 'missing',
  check: ({ hosts }) => {
    const lacking = hosts.flatMap(({ name, steps }) => {
      const phases = steps.filter(({ state }) => state === 'missing').map(({ phase }) => phase);
      if (phases.length === 0) return [];
      return [{ name, lack: phases.length === steps.length ? undefined : list(phases) }];
    });
    return groups(lacking, ({ lack }) => lack ?? '').map((group) => {
      const names = group.map(({ name }) => name);
      const lack = group[0]?.lack;
      const one = names.length === 1;
      return {
        severity: 'error',
        what:
          lack === undefined
            ? `${list(names)} ${one ? 'has' : 'have'} not been deployed`
            : `${list(names)} ${one ? 'lacks' : 'lack'} ${lack}: the deploy did not finish`,
        fix: 'review `nuclab plan`, then deploy',
        hosts: names,
      };
    });
  },
};
