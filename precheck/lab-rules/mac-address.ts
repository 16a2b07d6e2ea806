import { distinctMachines, duplicates, list, names } from '../duplicates';
import type { LabRule, ProbedHost } from '../rule';

/** Two network cards with one address make the switch send packets to the wrong host. */
export const macAddress: LabRule = {
  id: 'mac-address',
  check: (probed) =>
    duplicates(distinctMachines(probed), ownMac).map((group) => ({
      severity: 'error',
      what: `${list(names(group.probed))} have the same MAC address ${group.value}`,
      fix: 'remove the cloned setting (`grep -ri mac /etc/netplan /etc/network /etc/systemd/network`), and reboot',
      hosts: names(group.probed),
    })),
};

/** Of the interface that holds the inventory's address: bridges of containers have equal ones everywhere. */
function ownMac({ host, facts }: ProbedHost): string | undefined {
  return facts.interfaces.find(({ address }) => address === host.address)?.mac?.toLowerCase();
}
