import type { StatusRule } from '../rule';
import { groups, list } from '../status-words';

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
        fix: 'look at `nuclab plan`, and deploy',
        hosts: names,
      };
    });
  },
};
