import { randomBytes, X509Certificate } from 'node:crypto';
import { payloadCommand, renderPayload } from '../exchange/payload';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import type { SshSession } from '../ssh/types';
import { runnerScript } from '../exchange/step-task';
import { singleLine } from '../text/single-line';
import { utc } from '../text/words';
import { parseCluster } from './cluster-look';
import type { ClusterFacts, ObservedHost } from './lab-facts';
import { parseMarker, type HostMarker } from './markers';
import { KeyedLines } from '../exchange/keyed-lines';

/** The look takes well under a second; a control plane whose API server hangs answers within three more. */
const lookSeconds = 15;

/** What a host said of itself first: what checking its steps needs, and what is quickly read. */
export interface HostLook extends Pick<ObservedHost, 'identity' | 'system' | 'usage'> {
  readonly markers: readonly HostMarker[];
  /** Lines of the lock file, and seconds since its last change. */
  readonly lock?: { readonly lines: readonly string[]; readonly ageSeconds: number };
}

/** @throws NuclabError when the host gave no complete answer */
export async function lookAtHost(session: SshSession, options: LookOptions): Promise<HostLook> {
  const said = await ask(session, 'observe_host', options);
  const [disk, diskAvailable] = (said.one('disk') ?? '').split(' ').map(Number);
  const lockAge = said.number('lock-age');
  return {
    identity: {
      machineId: said.one('machine-id'),
      bootId: said.one('boot'),
      hostname: said.one('hostname'),
      hostKey: session.hostKey,
    },
    system: { os: said.one('os'), kernel: said.one('kernel'), architecture: said.one('architecture') },
    usage: {
      uptimeSeconds: said.number('uptime'),
      load: said.number('load'),
      cpus: said.number('cpus'),
      memoryKilobytes: said.number('memory'),
      memoryAvailableKilobytes: said.number('memory-available'),
      diskKilobytes: disk || undefined,
      diskAvailableKilobytes: diskAvailable,
    },
    markers: said.all('marker').flatMap((line) => {
      const [phase = ''] = line.split(' ', 1);
      return parseMarker(phase, line.slice(phase.length + 1)) ?? [];
    }),
    ...(lockAge === undefined ? {} : { lock: { lines: said.all('lock'), ageSeconds: lockAge } }),
  };
}

/** What a host said of its packages, certificates and cluster. */
export interface SoftwareLook extends Pick<ObservedHost, 'versions' | 'certificates'> {
  /** SHA-256 fingerprint of the cluster's CA certificate, of a node. */
  readonly caFingerprint?: string;
  readonly cluster?: Omit<ClusterFacts, 'observedOn' | 'steps'>;
}

/** @throws NuclabError when the host gave no complete answer */
export async function lookAtSoftware(session: SshSession, options: LookOptions): Promise<SoftwareLook> {
  const said = await ask(session, 'observe_software', options);
  const certificates = readCertificates(said);
  return {
    versions: versions(said.all('version')),
    certificates: certificates.map(({ name, certificate }) => ({
      name,
      expiresAt: utc(new Date(certificate.validTo)),
    })),
    caFingerprint: certificates.find(({ name }) => name === 'ca')?.certificate.fingerprint256,
    cluster: parseCluster(said),
  };
}

export interface LookOptions {
  readonly assetsDirectory: string;
  readonly signal?: AbortSignal;
}

async function ask(session: SshSession, question: string, options: LookOptions): Promise<KeyedLines> {
  const nonce = randomBytes(16).toString('hex');
  const result = await session.exec(payloadCommand, {
    sudo: true,
    stdin: renderPayload({
      program: runnerScript(options.assetsDirectory, 'session.sh', 'observe.sh'),
      calls: [['begin', nonce], [question]],
    }),
    timeoutSeconds: lookSeconds,
    signal: options.signal,
  });
  const said = new KeyedLines(nonce, result.stdout);
  if (said.all('observed').length > 0) return said;
  const last = singleLine(result.stderr.trim().split('\n').at(-1) ?? '');
  throw new NuclabError({
    what: `the host could not be looked at: ${last === '' ? `exit ${result.exitCode}` : last}`,
    fix: 'see that /run has space and bash works for root on it, then try again',
    exitCode: ExitCode.unreachable,
  });
}

/** `2:1.34.4-1.1` is 1.34.4. Docker's package counts as containerd. */
function versions(lines: readonly string[]): Record<string, string> {
  const found = lines.map((line) => {
    const [name = '', version = ''] = singleLine(line).split(' ');
    const plain = version.replace(/^\d+:/, '').replace(/[-~+].*$/, '');
    return [name.replace(/^containerd\.io$/, 'containerd'), plain] as const;
  });
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readCertificates(said: KeyedLines): { name: string; certificate: X509Certificate }[] {
  const texts: { name: string; text: string }[] = [];
  for (const [key, value] of said.order) {
    const current = texts.at(-1);
    if (key === 'certificate') texts.push({ name: singleLine(value), text: '' });
    else if (key === 'pem' && current !== undefined) current.text += `${value}\n`;
    else if (key === 'certificate-data') {
      const [name = '', data = ''] = value.split(' ');
      texts.push({ name: singleLine(name), text: Buffer.from(data, 'base64').toString() });
    }
  }
  return texts.flatMap(tryCertificate).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A file that holds no certificate says nothing of its expiry. */
function tryCertificate({
  name,
  text,
}: {
  name: string;
  text: string;
}): { name: string; certificate: X509Certificate }[] {
  try {
    return [{ name, certificate: new X509Certificate(text) }];
  } catch {
    return [];
  }
}
