import { distinctMachines, duplicates, list, names } from '../duplicates';
import type { LabRule } from '../rule';

/** Cloned disks share it: such hosts get the same address from DHCP, and pods the same logs and leases. */
export const machineId: LabRule = {
  id: 'machine-id',
  check: (probed) =>
    duplicates(distinctMachines(probed), ({ facts }) => facts.machineId).map((group) => {
      const renewed = names(group.probed).slice(1);
      return {
        severity: 'error',
        what: `${list(names(group.probed))} have the same machine-id`,
        fix: `on ${list(renewed)} run \`sudo rm /etc/machine-id && sudo systemd-machine-id-setup\`, and reboot`,
        hosts: names(group.probed),
      };
    }),
};
