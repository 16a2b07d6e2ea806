import type { HostStatus } from '../lab-status';
import { isIn, type StatusContext, type StatusProblem, type StatusRule } from '../rule';
import { groups, list } from '../status-words';

const packages = ['kubeadm', 'kubectl', 'kubelet'];

/** Versions that differ from lab.yaml, from what is installed, or between hosts that could have the same. */
export const version: StatusRule = {
  id: 'version',
  check: (context) => [...installed(context), ...running(context), ...runtimes(context)],
};

/** A step that drifted says so with the version that was applied. */
function settled({ hosts }: StatusContext): readonly HostStatus[] {
  return hosts.filter((host) => isIn(host, 'kubernetes-packages', 'in-place'));
}

function installed(context: StatusContext): StatusProblem[] {
  const { version: wanted } = context.inventory.kubernetes;
  const other = settled(context).flatMap(({ name, versions }) =>
    groups(
      packages.filter((each) => versions[each] !== undefined && versions[each] !== wanted),
      (each) => versions[each] ?? '',
    ).map((names) => ({ name, what: `${list(names)} ${versions[names[0] ?? '']}` })),
  );
  return groups(other, ({ what }) => what).map((group) => {
    const hosts = group.map(({ name }) => name);
    return {
      severity: 'error',
      what: `${group[0]?.what} on ${list(hosts)}, lab.yaml says ${wanted}`,
      fix: 'review `nuclab plan`, then deploy',
      hosts,
    };
  });
}

/** What runs may be older than what is installed. */
function running(context: StatusContext): StatusProblem[] {
  const { cluster } = context.facts;
  const problems = settled(context).flatMap(({ name, versions }): StatusProblem[] => {
    const runs = cluster?.nodes.find((node) => node.name === name)?.version;
    if (runs === undefined || versions.kubelet === undefined || runs === versions.kubelet) return [];
    const what = `kubelet ${runs} runs on ${name}, ${versions.kubelet} is installed`;
    const fix = `run \`sudo systemctl restart kubelet\` on ${name}`;
    return [{ severity: 'error', what, fix, hosts: [name] }];
  });
  const asked = settled(context).find(({ name }) => name === cluster?.observedOn);
  const serves = cluster?.version;
  const { version: wanted } = context.inventory.kubernetes;
  if (asked === undefined || serves === undefined) return problems;
  if (serves === wanted || asked.versions.kubeadm !== wanted) return problems;
  const what = `the API server on ${asked.name} is ${serves}, lab.yaml says ${wanted}`;
  const fix = 'review `nuclab plan`, then deploy';
  return [...problems, { severity: 'error', what, fix, hosts: [asked.name] }];
}

/** containerd comes from the distribution: only hosts of the same release can have the same. */
function runtimes({ hosts }: StatusContext): StatusProblem[] {
  const known = hosts.filter(({ versions }) => versions.containerd !== undefined);
  return groups(known, ({ operatingSystem }) => operatingSystem ?? '').flatMap((release): StatusProblem[] => {
    const versions = groups(release, (host) => host.versions.containerd ?? '');
    if (versions.length < 2) return [];
    const each = versions.map((group) => {
      const names = group.map(({ name }) => name);
      return `${group[0]?.versions.containerd} on ${list(names)}`;
    });
    return [
      {
        severity: 'warning',
        what: `containerd differs: ${each.join('; ')}`,
        fix: 'upgrade it with apt on the hosts that are behind, one at a time',
        hosts: release.map(({ name }) => name),
      },
    ];
  });
}
