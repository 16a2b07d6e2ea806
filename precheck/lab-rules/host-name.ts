import { distinctMachines, duplicates, list, names } from '../duplicates';
import type { LabRule } from '../rule';

/** Only a sign of cloned disks: the base step gives each host its inventory name. */
export const duplicateHostName: LabRule = {
  id: 'duplicate-host-name',
  check: (probed) =>
    duplicates(distinctMachines(probed), ({ facts }) => facts.hostname?.toLowerCase()).map((group) => ({
      severity: 'warning',
      what: `${list(names(group.probed))} all call themselves ${group.value}`,
      fix: 'leave it: the base step names each as lab.yaml does',
      hosts: names(group.probed),
    })),
};
