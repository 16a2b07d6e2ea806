import { parseInventory } from '../../../inventory/parse';
import type { Inventory } from '../../../inventory/types';
import { settingsWithoutStep } from '../../../plans/making/settings-without-step';
import { stateOf } from '../reporting/support/lab';

const text = `name: nuc-lab
semester: 2026-spring
ssh:
  user: gist
  port: 22
  identityFile: ~/.ssh/lab
  knownHostsFile: known_hosts
  bastion: { address: 10.0.0.1, port: 22, user: jump }
  sudo: password
hosts:
  nuc01: { address: 192.168.0.11, user: admin, port: 2222, labels: { disk: ssd }, taints: [ 'lab=yes:NoSchedule' ] }
  nuc02: 192.168.0.12
  nuc03: 192.168.0.13
kubernetes:
  version: 1.34.4
  controlPlane: [nuc01]
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.96.0.0/12
  dnsDomain: cluster.local
  schedulableControlPlane: false
  certSANs: [lab.example.org]
  network: { backend: vxlan }
  apt: { url: 'https://pkgs.example.org/v1.34/deb/', keyFingerprint: DE15B14486CD377B9E876E1A234654DA9A296436 }
  containerRuntime: { package: containerd }
  registryMirrors: { docker.io: ['http://10.0.0.5:5000'] }
  kubeconfig: nuc-lab.kubeconfig
backend: { type: local, path: lab.tfstate }
`;
const before = parseInventory(text, 'lab.yaml');
const changed = (from: string, to: string): Inventory => {
  expect(text.split(from)).toHaveLength(2);
  return parseInventory(text.replace(from, to), 'lab.yaml');
};

test('the same inventory has none', () => {
  expect(settingsWithoutStep(before, parseInventory(`# another comment\n${text}`, 'lab.yaml'))).toEqual([]);
});

test.each([
  ['user: gist', 'user: operator', ['ssh.user']],
  ['  user: gist\n', '', ['ssh.user']],
  ['  port: 22\n', '  port: 2200\n', ['ssh.port']],
  ['~/.ssh/lab', '~/.ssh/other', ['ssh.identityFile']],
  ['knownHostsFile: known_hosts', 'knownHostsFile: others', ['ssh.knownHostsFile']],
  ['address: 10.0.0.1,', 'address: 10.0.0.2,', ['ssh.bastion']],
  ['sudo: password', 'sudo: passwordless', ['ssh.sudo']],
  ['user: admin', 'user: root', ['hosts.nuc01.user']],
  ['port: 2222', 'port: 2223', ['hosts.nuc01.port']],
  ['path: lab.tfstate', 'path: other.tfstate', ['backend']],
])('%j that becomes %j is %j, and no step runs for it', (from, to, named) => {
  const after = changed(from, to);
  expect(settingsWithoutStep(before, after)).toEqual(named);
  expect(stateOf(after)).toEqual(stateOf(before));
});

test.each([
  ['2026-spring', '2026-autumn'],
  ['nuc02: 192.168.0.12', 'nuc02: 192.168.0.22'],
  ['  nuc03: 192.168.0.13\n', ''],
  ['disk: ssd', 'disk: hdd'],
  ['lab=yes:NoSchedule', 'lab=yes:NoExecute'],
  ['version: 1.34.4', 'version: 1.34.3'],
  ['podSubnet: 10.244.0.0/16', 'podSubnet: 10.200.0.0/16'],
  ['serviceSubnet: 10.96.0.0/12', 'serviceSubnet: 10.112.0.0/12'],
  ['cluster.local', 'lab.local'],
  ['schedulableControlPlane: false', 'schedulableControlPlane: true'],
  ['lab.example.org', 'nuc.example.org'],
  ['backend: vxlan', 'backend: host-gw'],
  ['https://pkgs.example.org/v1.34', 'https://apt.example.org/v1.34'],
  ['DE15B14486CD377B9E876E1A234654DA9A296436', '0123456789ABCDEF0123456789ABCDEF01234567'],
  ['package: containerd', 'package: containerd.io'],
  ['http://10.0.0.5:5000', 'http://10.0.0.6:5000'],
  ['nuc-lab.kubeconfig', 'other.kubeconfig'],
])('%j that becomes %j makes a step run, and is not named', (from, to) => {
  const after = changed(from, to);
  expect(settingsWithoutStep(before, after)).toEqual([]);
  expect(stateOf(after)).not.toEqual(stateOf(before));
});

test('a host that is new or gone has no settings that changed', () => {
  const without = changed('  nuc02: 192.168.0.12\n', '');
  expect(settingsWithoutStep(before, without)).toEqual([]);
  expect(settingsWithoutStep(without, before)).toEqual([]);
});
