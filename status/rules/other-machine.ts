import { hostFacts } from '../../facts/lab-facts';
import type { StatusRule } from '../rule';

/** A host that was imaged anew or exchanged, while the cluster still has the node of its predecessor. */
export const otherMachine: StatusRule = {
  id: 'other-machine',
  check: ({ hosts, facts }) =>
    hosts.flatMap(({ name }) => {
      const host = hostFacts(facts, name);
      const own = host?.reached === true ? host.identity.machineId : undefined;
      const known = facts.cluster?.nodes.find((node) => node.name === name)?.machineId;
      if (own === undefined || known === undefined || own === known) return [];
      return [
        {
          severity: 'error',
          what: `${name} is not the machine that joined as node ${name}: its machine-id is another one`,
          fix: 'look at `nuclab plan`, and deploy: the old node goes and the host joins again',
          hosts: [name],
        },
      ];
    }),
};
