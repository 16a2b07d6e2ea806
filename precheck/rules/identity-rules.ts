import type { Problem } from '../../errors/finding';
import { distinctMachines, duplicates, list, names } from '../duplicates';
import type { HostRule, LabRule } from '../rule';

/** An image prepared for cloning has none until its first boot; nuclab recognises a re-imaged host by it. */
export const machineIdSet: HostRule = {
  id: 'machine-id',
  check: ({ identity: { machineId } }) =>
    machineId !== undefined && /^[0-9a-f]{32}$/.test(machineId)
      ? []
      : [
          {
            severity: 'error',
            what: `/etc/machine-id holds ${machineId === undefined ? 'nothing' : 'no machine id'}`,
            fix: 'make one with `sudo rm -f /etc/machine-id && sudo systemd-machine-id-setup`, and reboot',
          },
        ],
};

/** The base step gives the host its inventory name and takes the name off 127.0.1.1, where Debian's installer put it. */
export const hostName: HostRule = {
  id: 'host-name',
  check: (
    { identity: { hostname }, reach: { hostnameAddresses }, system: { container } },
    { host, member },
  ) => {
    const problems: Problem[] = [];
    const loopback = hostnameAddresses.find((address) => address.startsWith('127.'));
    if (hostname !== undefined && hostname !== host.name) {
      problems.push({
        severity: member ? 'warning' : 'info',
        what: `the host name is ${hostname}`,
        fix: `nothing to do: the base step names it ${host.name}`,
      });
    } else if (loopback !== undefined && container === undefined) {
      problems.push({
        severity: 'info',
        what: `the host's own name resolves to ${loopback}`,
        fix: `nothing to do: the base step makes it resolve to ${host.address}`,
      });
    }
    return problems;
  },
};

/** The boot id is new with every start, so two hosts that share it are one machine with two addresses. */
export const sameMachine: LabRule = {
  id: 'same-machine',
  check: (hosts) =>
    duplicates(hosts, ({ facts }) => facts.identity.bootId).map((group) => ({
      severity: 'error',
      what: `${list(names(group.members))} are one machine (${list(group.members.map(({ host }) => host.address))})`,
      fix: 'correct the addresses in lab.yaml, or remove all but one of them',
      hosts: names(group.members),
    })),
};

/** Cloned disks share it: such hosts get the same address from DHCP, and pods the same logs and leases. */
export const machineId: LabRule = {
  id: 'machine-id',
  check: (hosts) =>
    duplicates(distinctMachines(hosts), ({ facts }) => facts.identity.machineId).map((group) => {
      const renewed = names(group.members).slice(1);
      return {
        severity: 'error',
        what: `${list(names(group.members))} have the same machine-id`,
        fix: `on ${list(renewed)} run \`sudo rm /etc/machine-id && sudo systemd-machine-id-setup\`, and reboot`,
        hosts: names(group.members),
      };
    }),
};

/** Some boards all have the same, so it only is a hint; containers show that of the machine they run on. */
export const productUuid: LabRule = {
  id: 'product-uuid',
  check: (hosts) => {
    const hardware = distinctMachines(hosts).filter(({ facts }) => facts.system.container === undefined);
    return duplicates(hardware, ({ facts }) => facts.identity.productUuid).map((group) => ({
      severity: 'warning',
      what: `${list(names(group.members))} have the same product UUID ${group.value}`,
      fix: 'leave it for boards that ship like this; give each virtual machine its own UUID',
      hosts: names(group.members),
    }));
  },
};

/** Only a sign of cloned disks: the base step gives each host its inventory name. */
export const duplicateHostName: LabRule = {
  id: 'duplicate-host-name',
  check: (hosts) =>
    duplicates(distinctMachines(hosts), ({ facts }) => facts.identity.hostname?.toLowerCase()).map(
      (group) => ({
        severity: 'warning',
        what: `${list(names(group.members))} all have the host name ${group.value}`,
        fix: 'nothing to do: the base step names each as lab.yaml does',
        hosts: names(group.members),
      }),
    ),
};
