import { activeFirewall } from '../active-firewall';
import { list, names } from '../duplicates';
import type { LabProblem, LabRule } from '../rule';

/**
 * Each host tries each other's SSH port: a separated VLAN or a switch that isolates its ports shows here, before a join
 * waits for it. A refused connection counts as reached. Hosts that this computer does not reach either are left out.
 */
export const peers: LabRule = {
  id: 'peers',
  check: (probed, { inventory, failed }) =>
    inventory.hosts
      .filter((target) => !failed.includes(target.name))
      .flatMap((target): LabProblem[] => {
        const cut = probed.flatMap(({ host, facts }) => {
          const answer = facts.peers.find((peer) => peer.address === target.address);
          return host.name === target.name || answer === undefined || answer.reached
            ? []
            : [{ host, facts, answer }];
        });
        const first = cut[0];
        if (first === undefined) return [];
        const { address, port, reason = 'no answer' } = first.answer;
        const there = probed.find(({ host }) => host.name === target.name);
        const wall = there === undefined ? undefined : activeFirewall(there.facts);
        const what = `${list(names(cut))} cannot connect to ${target.name} (${address}:${port}): ${reason}`;
        const hosts = [...names(cut), target.name];
        if (wall !== undefined) {
          return [
            {
              severity: 'warning',
              what,
              fix: `let the other hosts through ${wall} on ${target.name}`,
              hosts,
            },
          ];
        }
        const fix = 'put all hosts in one network: look at the VLANs and the port isolation of the switch';
        return [{ severity: 'error', what, fix, hosts }];
      }),
};
