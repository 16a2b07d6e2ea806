import { activeFirewall } from '../active-firewall';
import { distinctMachines, duplicates, list, names } from '../duplicates';
import type { CheckedHost, HostRule, LabProblem, LabRule } from '../rule';

/** Nodes talk to each other by the inventory's address, so the host itself must have it: a NAT in between breaks that. */
export const address: HostRule = {
  id: 'address',
  check: ({ network: { interfaces } }, { host }) => {
    if (interfaces.length === 0 || interfaces.some((own) => own.address === host.address)) return [];
    const own = interfaces
      .filter(({ name }) => name !== 'lo')
      .map(({ name, address }) => `${address} on ${name}`);
    return [
      {
        severity: 'error',
        what: `${host.address} is on no interface of the host (it has ${own.join(', ') || 'none'})`,
        fix: `write the host's own address in lab.yaml, and reach it through ssh.bastion where a NAT is in between`,
      },
    ];
  },
};

export const firewall: HostRule = {
  id: 'firewall',
  check: (facts) => {
    const name = activeFirewall(facts);
    if (name === undefined) return [];
    const fix = 'nothing to do: the base step opens the ports of the cluster in it';
    return [{ severity: 'info', what: `the firewall ${name} is active`, fix }];
  },
};

/** Two network cards with one address make the switch send packets to the wrong host. */
export const macAddress: LabRule = {
  id: 'mac-address',
  check: (hosts) =>
    duplicates(distinctMachines(hosts), ownMac).map((group) => ({
      severity: 'error',
      what: `${list(names(group.members))} have the same MAC address ${group.value}`,
      fix: 'remove the cloned setting (`grep -ri mac /etc/netplan /etc/network /etc/systemd/network`), and reboot',
      hosts: names(group.members),
    })),
};

/** Of the interface that holds the inventory's address: bridges of containers have equal ones everywhere. */
function ownMac({ host, facts }: CheckedHost): string | undefined {
  return facts.network.interfaces.find(({ address }) => address === host.address)?.mac?.toLowerCase();
}

/**
 * Each host tries each other's SSH port: a separated VLAN or a switch that isolates its ports shows here, before a join
 * waits for it. A refused connection counts as reached. Hosts that this computer does not reach either are left out.
 */
export const peers: LabRule = {
  id: 'peers',
  check: (checked, { inventory, failed }) =>
    inventory.hosts
      .filter((target) => !failed.includes(target.name))
      .flatMap((target): LabProblem[] => {
        const cut = checked.flatMap(({ host, facts }) => {
          const answer = facts.reach.peers.find((peer) => peer.address === target.address);
          return host.name === target.name || answer === undefined || answer.reached
            ? []
            : [{ host, facts, answer }];
        });
        const first = cut[0];
        if (first === undefined) return [];
        const { address, port, reason = 'no answer' } = first.answer;
        const there = checked.find(({ host }) => host.name === target.name);
        const wall = there === undefined ? undefined : activeFirewall(there.facts);
        const what = `${list(names(cut))} cannot connect to ${target.name} (${address}:${port}): ${reason}`;
        const hosts = [...names(cut), target.name];
        if (wall !== undefined) {
          return [
            {
              severity: 'warning',
              what,
              fix: `allow the other hosts through ${wall} on ${target.name}`,
              hosts,
            },
          ];
        }
        const fix = 'put all hosts in one network: check the VLANs and the port isolation of the switch';
        return [{ severity: 'error', what, fix, hosts }];
      }),
};
