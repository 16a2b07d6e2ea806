import { list } from '../duplicates';
import { isMember } from '../membership';
import type { LabRule } from '../rule';

/** A member whose cluster CA is not the control plane's belongs to an earlier cluster at the same address. */
export const clusterCa: LabRule = {
  id: 'cluster-ca',
  check: (probed, { inventory }) => {
    const first = inventory.kubernetes.controlPlane[0];
    const own = probed.find(({ host }) => host.name === first)?.facts.caSha256;
    const foreign = probed.filter(
      ({ facts }) => facts.caSha256 !== undefined && facts.caSha256 !== own && isMember(facts, inventory),
    );
    if (first === undefined || own === undefined || foreign.length === 0) return [];
    const hosts = foreign.map(({ host }) => host.name);
    return [
      {
        severity: 'error',
        what: `${list(hosts)} joined an earlier cluster at ${first}'s address: the cluster CA differs`,
        fix: `take it out of that cluster: \`sudo kubeadm reset\` on ${list(hosts)}`,
        hosts,
      },
    ];
  },
};
