import type { Problem } from '../../errors/finding';
import { list } from '../duplicates';
import { isMember, isOwnApiServer } from '../membership';
import type { HostRule, LabRule } from '../rule';

/** Services of other Kubernetes distributions, and what removes them. */
const DISTRIBUTIONS: readonly { readonly unit: RegExp; readonly name: string; readonly remove: string }[] = [
  { unit: /^k3s\.service$/, name: 'k3s', remove: 'sudo k3s-uninstall.sh' },
  { unit: /^k3s-agent\.service$/, name: 'k3s', remove: 'sudo k3s-agent-uninstall.sh' },
  { unit: /^rke2-(server|agent)\.service$/, name: 'RKE2', remove: 'sudo rke2-uninstall.sh' },
  { unit: /^k0s(controller|worker)\.service$/, name: 'k0s', remove: 'sudo k0s stop && sudo k0s reset' },
  {
    unit: /^snap\.microk8s\.daemon-kubelite\.service$/,
    name: 'MicroK8s',
    remove: 'sudo snap remove --purge microk8s',
  },
];

/** A host that serves another cluster is never taken from it. */
export const otherCluster: HostRule = {
  id: 'other-cluster',
  check: ({ membership: { kubeconfigs, swarm }, system: { units = [] } }, { inventory }) => {
    const problems: Problem[] = [];
    const foreign = kubeconfigs.find(({ server }) => !isOwnApiServer(server, inventory));
    if (foreign !== undefined) {
      problems.push({
        severity: 'error',
        what: `the host belongs to the cluster at ${foreign.server} (/etc/kubernetes/${foreign.file})`,
        fix: 'take it out of that cluster with `sudo kubeadm reset`, or correct its address in lab.yaml',
      });
    }
    for (const { unit, name, remove } of DISTRIBUTIONS) {
      if (!units.some((active) => unit.test(active))) continue;
      problems.push({ severity: 'error', what: `${name} runs on the host`, fix: `remove it: \`${remove}\`` });
    }
    if (swarm) {
      problems.push({
        severity: 'warning',
        what: 'the host is a member of a Docker Swarm',
        fix: 'take it out with `sudo docker swarm leave`, or expect both to share its memory and ports',
      });
    }
    return problems;
  },
};

/** A member whose cluster CA is not the control plane's belongs to an earlier cluster at the same address. */
export const clusterCa: LabRule = {
  id: 'cluster-ca',
  check: (checked, { inventory }) => {
    const first = inventory.kubernetes.controlPlane[0];
    const own = checked.find(({ host }) => host.name === first)?.facts.membership.caFingerprint;
    const foreign = checked.filter(
      ({ facts }) =>
        facts.membership.caFingerprint !== undefined &&
        facts.membership.caFingerprint !== own &&
        isMember(facts, inventory),
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
