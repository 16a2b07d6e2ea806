import { duplicates, list, names } from '../duplicates';
import type { LabRule } from '../rule';

/** The boot id is new with every start, so two hosts that share it are one machine with two addresses. */
export const sameMachine: LabRule = {
  id: 'same-machine',
  check: (probed) =>
    duplicates(probed, ({ facts }) => facts.bootId).map((group) => ({
      severity: 'error',
      what: `${list(names(group.probed))} are one machine (${list(group.probed.map(({ host }) => host.address))})`,
      fix: 'correct the addresses in lab.yaml, or remove all but one of them',
      hosts: names(group.probed),
    })),
};
