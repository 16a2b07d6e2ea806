import type { Certificate, HostFacts } from '../../facts/lab-facts';
import type { LabView } from './lab-view';
import { singleLine } from '../../text/single-line';
import type { ExpiringCertificates } from './plan-report';

const warningDays = 30;
const dayMilliseconds = 86_400_000;

/** Certificates that end within 30 days of the plan, those of one host that end on one day together. */
export function expiringCertificates(view: LabView): ExpiringCertificates[] {
  const now = Date.parse(view.metadata.createdAt);
  return view.inventory.hosts.flatMap(({ name }) => {
    const host = view.hostFacts(name);
    return host === undefined ? [] : ofHost(host, now);
  });
}

function ofHost({ name, certificates }: HostFacts, now: number): ExpiringCertificates[] {
  const groups = new Map<string, Certificate[]>();
  for (const certificate of certificates) {
    const left = daysLeft(certificate, now);
    if (Number.isNaN(left) || left >= warningDays) continue;
    const key = `${new Date(certificate.expiresAt).toISOString().slice(0, 10)} ${renewal(certificate)}`;
    groups.set(key, [...(groups.get(key) ?? []), certificate]);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, together]) => ({
      host: name,
      names: together.map((certificate) => singleLine(certificate.name, 60)).sort(),
      expires: key.slice(0, 10),
      daysLeft: Math.min(...together.map((certificate) => daysLeft(certificate, now))),
      fix: fixes[renewal(together[0])](name),
    }));
}

function daysLeft({ expiresAt }: Certificate, now: number): number {
  return Math.floor((Date.parse(expiresAt) - now) / dayMilliseconds);
}

/** kubelet renews its own certificate by itself, weeks before it ends. */
function renewal(certificate: Certificate | undefined): keyof typeof fixes {
  return certificate?.name === 'kubelet-client' ? 'kubelet' : 'kubeadm';
}

const fixes = {
  kubeadm: (host: string) => `run \`sudo kubeadm certs renew all\` on ${host} and restart its control plane`,
  kubelet: (host: string) =>
    `look at \`journalctl -u kubelet\` on ${host}: kubelet should have renewed it by itself`,
} as const;
