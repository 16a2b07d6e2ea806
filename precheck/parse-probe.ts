import { singleLine } from '../text/single-line';
import type { Clock, HostFacts, Listener, Space, UrlAnswer, UrlKind } from './facts';

/** When the probe was sent and when its clock line came back, on this computer, in milliseconds since 1970. */
export interface ProbeTiming {
  readonly sentAt: number;
  readonly clockReadAt: number;
}

const URL_KINDS: readonly string[] = ['repository', 'source', 'image'] satisfies UrlKind[];

/**
 * Reads the lines probe-host.sh prints. What stands before and after its marker lines (banners, noisy profiles) and
 * lines that are no facts are ignored; control characters are dropped, so that nothing a host prints can steer a terminal.
 *
 * @returns undefined when the output is not complete
 */
export function parseProbe(stdout: string, timing?: ProbeTiming): HostFacts | undefined {
  const facts = factLines(stdout);
  if (facts === undefined) return undefined;
  const all = (key: string): readonly string[] => facts.get(key) ?? [];
  const one = (key: string): string | undefined => all(key)[0];
  return {
    ...machineFacts(one, all),
    clock: clockFrom(number(one('time')), timing),
    disks: all('disk').flatMap(space),
    inodes: all('inodes').flatMap(space),
    interfaces: words(all('interface')).map(([name = '', address = '', mac]) => ({ name, address, mac })),
    listeners: one('listeners') === undefined ? undefined : words(all('listener')).flatMap(listener),
    kubeconfigs: words(all('kubeconfig')).map(([file = '', server = '']) => ({ file, server })),
    kernelFeatures: Object.fromEntries(
      words(all('kernel_feature')).map(([name = '', state = '']) => [name, state]),
    ),
    aptLock: words(all('apt_lock')).map(([file = '', pid, process = '']) => ({
      file,
      pid: Number(pid),
      process,
    }))[0],
    urls: words(all('url')).flatMap(urlAnswer),
    peers: words(all('peer')).map(([address = '', port, state, ...reason]) => ({
      address,
      port: Number(port),
      reached: state === 'reached',
      reason: reason.length === 0 ? undefined : reason.join(' '),
    })),
  };
}

type MachineFacts = Omit<
  HostFacts,
  | 'clock'
  | 'disks'
  | 'inodes'
  | 'interfaces'
  | 'listeners'
  | 'kubeconfigs'
  | 'kernelFeatures'
  | 'aptLock'
  | 'urls'
  | 'peers'
>;

function machineFacts(
  one: (key: string) => string | undefined,
  all: (key: string) => readonly string[],
): MachineFacts {
  const container = one('container');
  const capabilities = one('capabilities');
  const synchronized = one('time_synchronized');
  return {
    os: { id: one('os_id'), version: one('os_version_id'), name: one('os_pretty_name') },
    machine: one('architecture'),
    kernel: one('kernel'),
    cpus: number(one('cpus')),
    memoryKilobytes: number(one('memory_kb')),
    swap: all('swap'),
    container: container === 'none' ? undefined : container,
    capabilities: /^[0-9a-f]+$/.test(capabilities ?? '') ? BigInt(`0x${capabilities}`) : undefined,
    cgroup: one('cgroup'),
    bash: one('bash'),
    systemd: one('systemd'),
    units: all('unit'),
    timeSynchronized: synchronized === undefined ? undefined : synchronized === 'yes',
    readOnly: all('read_only'),
    hostname: one('hostname'),
    hostnameAddresses: all('hostname_address'),
    machineId: one('machine_id'),
    bootId: one('boot_id'),
    productUuid: one('product_uuid')?.toLowerCase(),
    nameServers: all('nameserver'),
    caSha256: one('ca_sha256'),
    markers: all('marker'),
    swarm: one('swarm') !== undefined,
    dpkgInterrupted: one('dpkg') === 'interrupted',
    ufw: one('firewall') === 'ufw',
    sourceSchemes: all('source_scheme'),
  };
}

function factLines(stdout: string): Map<string, string[]> | undefined {
  const lines = stdout.split('\n').map((line) => singleLine(line, 2000));
  const begin = lines.indexOf('nuclab-probe begin');
  const end = lines.indexOf('nuclab-probe end', begin);
  if (begin === -1 || end === -1) return undefined;
  const facts = new Map<string, string[]>();
  for (const line of lines.slice(begin + 1, end)) {
    const [, key, value] = /^([a-z][a-z0-9_]*)=(.+)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    facts.set(key, [...(facts.get(key) ?? []), value]);
  }
  return facts;
}

function words(values: readonly string[]): string[][] {
  return values.map((value) => value.split(' '));
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function clockFrom(hostSeconds: number | undefined, timing: ProbeTiming | undefined): Clock | undefined {
  if (hostSeconds === undefined || timing === undefined) return undefined;
  const halfway = (timing.sentAt + timing.clockReadAt) / 2000;
  return {
    offsetSeconds: hostSeconds - halfway,
    uncertaintySeconds: (timing.clockReadAt - timing.sentAt) / 2000,
  };
}

function space(value: string): Space[] {
  const [path = '', mount = '', available, total] = value.split(' ');
  const space = { path, mount, available: Number(available), total: Number(total) };
  return Number.isFinite(space.available) && space.total > 0 ? [space] : [];
}

function listener([protocol, port, pid, ...process]: string[]): Listener[] {
  if (protocol !== 'tcp' && protocol !== 'udp') return [];
  if (pid === '-') return [{ protocol, port: Number(port) }];
  return [{ protocol, port: Number(port), pid: Number(pid), process: process.join(' ') }];
}

function urlAnswer([kind, status, error, proxy, url]: string[]): UrlAnswer[] {
  if (kind === undefined || url === undefined || !URL_KINDS.includes(kind)) return [];
  return [
    {
      kind: kind as UrlKind,
      url,
      // A redirection whose target is not there has a status, but is no answer.
      status: status === '000' || /^[1-9]/.test(error ?? '') ? undefined : Number(status),
      error: error === '-' ? undefined : Number(error),
      proxy: proxy === '-' ? undefined : proxy,
    },
  ];
}
