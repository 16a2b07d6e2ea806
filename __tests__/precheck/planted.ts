import type { Host, Inventory } from '../../inventory/types';
import { evaluate, type Finding, type HostFacts, type LabFinding } from '../../precheck';

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

/** Facts of a host that every rule likes; `number` is the last digit of its name and address. */
export function healthy(number: 1 | 2 | 3, changes: Partial<HostFacts> = {}): HostFacts {
  return {
    os: { id: 'debian', version: '13', name: 'Debian GNU/Linux 13 (trixie)' },
    machine: 'x86_64',
    kernel: '6.12.48+deb13-amd64',
    cpus: 4,
    memoryKilobytes: 16_200_000,
    swap: [],
    capabilities: 0x1ffffffffffn,
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
    disks: [{ path: '/var/lib', mount: '/', available: 200_000_000, total: 240_000_000 }],
    inodes: [{ path: '/var/lib', mount: '/', available: 900_000, total: 1_000_000 }],
    readOnly: [],
    hostname: `nuc0${number}`,
    hostnameAddresses: [`10.0.0.1${number}`],
    machineId: `${number}`.repeat(32),
    bootId: `boot-${number}`,
    productUuid: `uuid-${number}`,
    interfaces: [
      { name: 'lo', address: '127.0.0.1', mac: '00:00:00:00:00:00' },
      { name: 'eno1', address: `10.0.0.1${number}`, mac: `52:54:00:00:00:0${number}` },
    ],
    nameServers: ['10.0.0.1'],
    listeners: [{ protocol: 'tcp', port: 22, pid: 1, process: 'systemd' }],
    kubeconfigs: [],
    markers: [],
    swarm: false,
    dpkgInterrupted: false,
    ufw: false,
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
    peers: inventory.hosts.map(({ address }) => ({ address, port: 22, reached: true })),
    ...changes,
  };
}

/** Changes that make a host a member of the lab's cluster. */
export const member: Partial<HostFacts> = {
  kubeconfigs: [{ file: 'kubelet.conf', server: 'https://10.0.0.11:6443' }],
  caSha256: 'a'.repeat(64),
};

/** What the rules say about one host with these facts; nuc01 is the control plane, nuc02 a worker. */
export function findingsOn(
  name: 'nuc01' | 'nuc02',
  changes: Partial<HostFacts>,
  lab: Inventory = inventory,
): readonly Finding[] {
  const facts = healthy(name === 'nuc01' ? 1 : 2, changes);
  return evaluate([{ host: hostNamed(name), facts }], lab).hosts[0]!.findings;
}

/** What the rules say about hosts together, when nuc01, nuc02, … have these facts. */
export function findingsBetween(changes: readonly Partial<HostFacts>[]): readonly LabFinding[] {
  const probes = changes.map((change, index) => ({
    host: inventory.hosts[index]!,
    facts: healthy((index + 1) as 1 | 2 | 3, change),
  }));
  return evaluate(probes, inventory).lab;
}
