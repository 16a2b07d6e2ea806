import { hostFacts } from '../../facts/lab-facts';
import type { StatusRule } from '../rule';
import { groups, list } from '../status-words';

/** Hosts that remember to have been deployed for another lab. */
export const otherLab: StatusRule = {
  id: 'other-lab',
  check: ({ hosts, facts, inventory }) => {
    const foreign = hosts.flatMap(({ name }) => {
      const host = hostFacts(facts, name);
      const labs = host?.reached === true ? host.steps.map(({ marker }) => marker.inputs.LAB) : [];
      const lab = labs.find((each) => each !== undefined && each !== inventory.name);
      return lab === undefined ? [] : [{ name, lab }];
    });
    return groups(foreign, ({ lab }) => lab).map((group) => {
      const names = group.map(({ name }) => name);
      const were = names.length === 1 ? 'was' : 'were';
      return {
        severity: 'error',
        what: `${list(names)} ${were} deployed for lab "${group[0]?.lab}", lab.yaml says "${inventory.name}"`,
        fix: 'correct the name or the addresses in lab.yaml, or take the hosts out of the other lab first',
        hosts: names,
      };
    });
  },
};
