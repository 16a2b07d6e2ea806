import type { CertificateStatus, HostStatus } from '../lab-status';
import type { StatusProblem, StatusRule } from '../rule';
import { count, list } from '../status-words';

export const WARNING_DAYS = 30;
export const ERROR_DAYS = 7;

/** Three makers, three ways to renew; docs/status.md has the steps in full. */
const kinds: readonly {
  readonly holds: (name: string) => boolean;
  readonly fix: (host: string, names: readonly string[], expired: boolean) => string;
}[] = [
  {
    holds: isAuthority,
    fix: () => 'plan its replacement: kubeadm does not renew authorities (docs/status.md, "Certificates")',
  },
  {
    // The kubelet asks for a new one itself when most of the year is over; with an expired one it no longer can.
    holds: isKubelets,
    fix: (host, _, expired) =>
      expired
        ? `give the kubelet of ${host} a new kubelet.conf (docs/status.md, "Certificates")`
        : `find out why the kubelet of ${host} did not renew it: \`kubectl get csr\`, \`sudo journalctl --unit kubelet\``,
  },
  {
    holds: (name) => !isAuthority(name) && !isKubelets(name),
    fix: (host, names) =>
      `run \`sudo kubeadm certs renew ${names.length === 1 ? kubeadmName(names[0] ?? '') : 'all'}\` on ${host} and restart its control plane (docs/status.md, "Certificates")`,
  },
];

/** Certificates that expire soon. */
export const certificate: StatusRule = {
  id: 'certificate',
  check: ({ hosts }) => hosts.flatMap(soonOn),
};

function soonOn({ name: host, certificates }: HostStatus): StatusProblem[] {
  return kinds.flatMap(({ holds, fix }) => {
    const soon = certificates.filter(({ name, daysLeft }) => holds(name) && daysLeft < WARNING_DAYS);
    const first = soon[0];
    if (first === undefined) return [];
    const names = soon.map(({ name }) => name);
    const noun = names.length === 1 ? 'certificate' : 'certificates';
    return [
      {
        severity: first.daysLeft < ERROR_DAYS ? 'error' : 'warning',
        what: `${noun} ${list(names)} of ${host} ${when(first, names.length === 1)}`,
        fix: fix(host, names, first.daysLeft < 0),
        hosts: [host],
      },
    ];
  });
}

function when({ daysLeft }: CertificateStatus, isOne: boolean): string {
  if (daysLeft < 0) return `${isOne ? 'has' : 'have'} expired`;
  const verb = isOne ? 'expires' : 'expire';
  return daysLeft === 0 ? `${verb} within a day` : `${verb} in ${count(daysLeft, 'day')}`;
}

function isAuthority(name: string): boolean {
  return /(^|\/|-)ca$/.test(name);
}

function isKubelets(name: string): boolean {
  return name.startsWith('kubelet');
}

/** `etcd-server` for `etcd/server`, as `kubeadm certs renew` wants it. */
function kubeadmName(name: string): string {
  return name.replace('/', '-');
}
