import type { Host, Inventory } from '../../inventory/types';
import type {
  IdentityFacts,
  MembershipFacts,
  NetworkFacts,
  PackageFacts,
  ReachFacts,
  StorageFacts,
  SystemFacts,
  UsageFacts,
} from '../../facts';
import { evaluate, type Finding, type LabFinding, type PrecheckFacts } from '../../precheck';

/** Three NUCs: nuc01 is the control plane, 10.0.0.11 … 10.0.0.13. */
export const inventory: Inventory = {
  name: 'lab',
  ssh: { user: 'nuc', port: 22, knownHostsFile: 'known_hosts', sudo: 'passwordless' },
  hosts: ['nuc01', 'nuc02', 'nuc03'].map((name, index) => ({
    name,
    address: `10.0.0.${11 + index}`,
    labels: {},
    taints: [],
  })),
  kubernetes: {
    version: '1.34.4',
    controlPlane: ['nuc01'],
    workers: ['nuc02', 'nuc03'],
    podSubnet: '10.244.0.0/16',
    serviceSubnet: '10.96.0.0/12',
    dnsDomain: 'cluster.local',
    schedulableControlPlane: false,
    certSANs: [],
    network: { plugin: 'flannel', backend: 'vxlan' },
    apt: { url: 'https://pkgs.k8s.io/core:/stable:/v1.34/deb/', keyFingerprint: 'A'.repeat(40) },
    containerRuntime: { package: 'auto' },
    registryMirrors: {},
    kubeconfig: 'lab.kubeconfig',
  },
  backend: { type: 'local', path: 'terraform.lab.tfstate' },
};

export function withKubernetes(settings: Partial<Inventory['kubernetes']>): Inventory {
  return { ...inventory, kubernetes: { ...inventory.kubernetes, ...settings } };
}

export function hostNamed(name: string): Host {
  return inventory.hosts.find((host) => host.name === name)!;
}

/** What is planted into facts, whatever part it belongs to. */
export type Planted = Partial<
  IdentityFacts &
    SystemFacts &
    UsageFacts &
    StorageFacts &
    NetworkFacts &
    PackageFacts &
    MembershipFacts &
    ReachFacts
>;

/** Facts of a host that every rule likes; `number` is the last digit of its name and address. */
export function healthy(number: 1 | 2 | 3, changes: Planted = {}): PrecheckFacts {
  const facts = likedByAll(number);
  const rest = new Map(Object.entries(changes));
  const planted = Object.entries(facts).map(([part, values]): [string, unknown] => {
    if (typeof values !== 'object' || Array.isArray(values)) return [part, values];
    const own = [...rest].filter(([key]) => Object.hasOwn(values as object, key));
    for (const [key] of own) rest.delete(key);
    return [part, { ...(values as object), ...Object.fromEntries(own) }];
  });
  if (rest.size > 0) throw new Error(`no part has ${[...rest.keys()].join(', ')}`);
  return Object.fromEntries(planted) as unknown as PrecheckFacts;
}

function likedByAll(number: 1 | 2 | 3): PrecheckFacts {
  const name = `nuc0${number}`;
  const address = `10.0.0.1${number}`;
  return {
    name,
    address,
    reached: true,
    identity: {
      machineId: `${number}`.repeat(32),
      bootId: `boot-${number}`,
      hostname: name,
      productUuid: `uuid-${number}`,
    },
    system: {
      os: 'Debian GNU/Linux 13 (trixie)',
      osId: 'debian',
      osVersion: '13',
      kernel: '6.12.48+deb13-amd64',
      architecture: 'x86_64',
      container: undefined,
      capabilities: '000001ffffffffff',
      cgroup: 'cgroup2fs',
      bash: '/usr/bin/bash',
      systemd: 'running',
      units: ['ssh.service', 'systemd-timesyncd.service'],
      timeSynchronized: true,
      clock: { offsetSeconds: 0.1, uncertaintySeconds: 0.2 },
      kernelFeatures: {
        overlay: 'present',
        br_netfilter: 'loadable',
        vxlan: 'loadable',
        nf_conntrack: 'present',
      },
    },
    usage: {
      cpus: 4,
      memoryKilobytes: 16_200_000,
      diskKilobytes: 240_000_000,
      diskAvailableKilobytes: 200_000_000,
    },
    storage: {
      swap: [],
      disks: [{ path: '/var/lib', mount: '/', available: 200_000_000, total: 240_000_000 }],
      inodes: [{ path: '/var/lib', mount: '/', available: 900_000, total: 1_000_000 }],
      readOnly: [],
    },
    network: {
      interfaces: [
        { name: 'lo', address: '127.0.0.1', mac: '00:00:00:00:00:00' },
        { name: 'eno1', address, mac: `52:54:00:00:00:0${number}` },
      ],
      nameServers: ['10.0.0.1'],
      listeners: [{ protocol: 'tcp', port: 22, pid: 1, process: 'systemd' }],
      ufw: false,
    },
    packages: {
      sources: ['http://deb.debian.org/debian'],
      aptLock: undefined,
      dpkgInterrupted: false,
    },
    membership: { kubeconfigs: [], caFingerprint: undefined, finished: [], swarm: false },
    reach: {
      hostnameAddresses: [address],
      sourceSchemes: [],
      urls: [
        {
          kind: 'repository',
          url: 'https://pkgs.k8s.io/core:/stable:/v1.34/deb/Release.key',
          status: 200,
          error: 0,
        },
        { kind: 'source', url: 'http://deb.debian.org/debian/dists/trixie/InRelease', status: 200, error: 0 },
        { kind: 'image', url: 'https://registry.k8s.io/v2/', status: 200, error: 0 },
        { kind: 'image', url: 'https://ghcr.io/v2/', status: 401, error: 0 },
      ],
      peers: inventory.hosts.map((host) => ({ address: host.address, port: 22, reached: true })),
    },
    versions: {},
    certificates: [],
    steps: [],
  };
}

/** Changes that make a host a member of the lab's cluster. */
export const member: Planted = {
  kubeconfigs: [{ file: 'kubelet.conf', server: 'https://10.0.0.11:6443' }],
  caFingerprint: 'a'.repeat(64),
};

/** What the rules say about one host with these facts; nuc01 is the control plane, nuc02 a worker. */
export function findingsOn(
  name: 'nuc01' | 'nuc02',
  changes: Planted,
  lab: Inventory = inventory,
): readonly Finding[] {
  const facts = healthy(name === 'nuc01' ? 1 : 2, changes);
  return evaluate([{ host: hostNamed(name), facts }], lab).hosts[0]!.findings;
}

/** What the rules say about hosts together, when nuc01, nuc02, … have these facts. */
export function findingsBetween(changes: readonly Planted[]): readonly LabFinding[] {
  const asked = changes.map((change, index) => ({
    host: inventory.hosts[index]!,
    facts: healthy((index + 1) as 1 | 2 | 3, change),
  }));
  return evaluate(asked, inventory).lab;
}
