import { hostFacts } from '../../facts/lab-facts';
import type { StatusRule } from '../rule';

const roles = ['control-plane', 'worker'];

/** Hosts that joined as something else than lab.yaml wants. */
export const otherRole: StatusRule = {
  id: 'other-role',
  check: ({ hosts, facts }) =>
    hosts.flatMap(({ name, role }) => {
      const host = hostFacts(facts, name);
      const phases = host?.reached === true ? host.steps.map(({ phase }) => phase) : [];
      const joined = roles.find((each) => each !== role && phases.includes(each));
      if (joined === undefined) return [];
      const wanted = role === null ? 'has it as no node' : `has it as ${role}`;
      return [
        {
          severity: 'error',
          what: `${name} was deployed as ${joined}, lab.yaml ${wanted}`,
          fix: 'look at `nuclab plan`: a deploy makes it leave the cluster first',
          hosts: [name],
        },
      ];
    }),
};
