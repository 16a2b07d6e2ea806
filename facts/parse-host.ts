import type { KeyedLines } from '../exchange/keyed-lines';
import type { HostAnswer } from './ask-host';
import type { FactPart } from './fact-parts';
import type {
  Clock,
  HostFacts,
  PackageFacts,
  Space,
  StorageFacts,
  SystemFacts,
  UsageFacts,
} from './host-facts';
import { parseMembership } from './parse-membership';
import { parseNetwork, parseReach } from './parse-network';
import { readCertificates } from './read-certificates';
import { saidTexts, saidWords, tryCount } from './said-lines';

type SaidFacts = Omit<HostFacts, 'name' | 'address' | 'reached' | 'steps' | 'lock'>;

/** The parts that a host said, from the lines of its scripts. */
export function parseHost({ said, timing }: HostAnswer, hostKey: string | undefined): SaidFacts {
  const isDone = (part: FactPart): boolean => said.all('done').includes(part);
  const storage = isDone('storage') ? parseStorage(said) : undefined;
  return {
    identity: {
      machineId: said.one('machine-id'),
      bootId: said.one('boot-id'),
      hostname: said.one('hostname'),
      hostKey,
      productUuid: said.one('product-uuid')?.toLowerCase(),
    },
    system: { ...parseSystem(said), clock: clockFrom(said.number('time'), timing) },
    usage: parseUsage(said, storage),
    ...(storage === undefined ? {} : { storage }),
    ...(isDone('network') ? { network: parseNetwork(said) } : {}),
    ...(isDone('packages') ? { packages: parsePackages(said) } : {}),
    ...(isDone('membership') ? { membership: parseMembership(said) } : {}),
    ...(isDone('reach') ? { reach: parseReach(said) } : {}),
    versions: versions(saidTexts(said, 'version')),
    certificates: isDone('certificates')
      ? readCertificates(said).map(({ name, expiresAt }) => ({ name, expiresAt }))
      : [],
  };
}

function parseSystem(said: KeyedLines): SystemFacts {
  const container = said.one('container');
  const capabilities = said.one('capabilities') ?? '';
  const synchronized = said.one('time-synchronized');
  return {
    os: said.one('os-pretty-name'),
    osId: said.one('os-id'),
    osVersion: said.one('os-version-id'),
    kernel: said.one('kernel'),
    architecture: said.one('architecture'),
    container: container === 'none' ? undefined : container,
    capabilities: /^[0-9a-f]{1,32}$/.test(capabilities) ? capabilities : undefined,
    cgroup: said.one('cgroup'),
    bash: said.one('bash'),
    systemd: said.one('systemd'),
    units: saidTexts(said, 'unit'),
    timeSynchronized: synchronized === undefined ? undefined : synchronized === 'yes',
    kernelFeatures: Object.fromEntries(
      saidWords(said, 'kernel-feature').map(([name = '', state = '']) => [name, state]),
    ),
  };
}

function clockFrom(hostSeconds: number | undefined, timing: HostAnswer['timing']): Clock | undefined {
  if (hostSeconds === undefined || timing === undefined) return undefined;
  const halfway = (timing.askedAt + timing.clockReadAt) / 2000;
  return {
    offsetSeconds: hostSeconds - halfway,
    uncertaintySeconds: (timing.clockReadAt - timing.askedAt) / 2000,
  };
}

function parseUsage(said: KeyedLines, storage: StorageFacts | undefined): UsageFacts {
  const disk = storage?.disks.find(({ path }) => path === '/var/lib');
  return {
    uptimeSeconds: said.number('uptime'),
    load: said.number('load'),
    cpus: said.number('cpus'),
    memoryKilobytes: said.number('memory'),
    memoryAvailableKilobytes: said.number('memory-available'),
    diskKilobytes: disk?.total,
    diskAvailableKilobytes: disk?.available,
  };
}

function parseStorage(said: KeyedLines): StorageFacts {
  return {
    disks: saidWords(said, 'disk').flatMap(space),
    inodes: saidWords(said, 'inodes').flatMap(space),
    readOnly: saidTexts(said, 'read-only'),
    swap: saidTexts(said, 'swap'),
  };
}

/** File systems without a fixed number of inodes say `-`. */
function space([path = '', mount = '', free, all]: readonly string[]): Space[] {
  const [available, total = 0] = [tryCount(free), tryCount(all)];
  return available === undefined || total === 0 ? [] : [{ path, mount, available, total }];
}

function parsePackages(said: KeyedLines): PackageFacts {
  const [[file = '', holder, process = ''] = []] = saidWords(said, 'apt-lock');
  const pid = tryCount(holder);
  return {
    sources: saidTexts(said, 'source'),
    ...(pid === undefined ? {} : { aptLock: { file, pid, process } }),
    dpkgInterrupted: said.one('dpkg') === 'interrupted',
  };
}

/** `2:1.34.4-1.1` is 1.34.4. Docker's package counts as containerd. */
function versions(lines: readonly string[]): Record<string, string> {
  const found = lines.map((line) => {
    const [name = '', version = ''] = line.split(' ');
    const plain = version.replace(/^\d+:/, '').replace(/[-~+].*$/, '');
    return [name.replace(/^containerd\.io$/, 'containerd'), plain] as const;
  });
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}
