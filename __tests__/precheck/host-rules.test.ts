import type { Inventory } from '../../inventory/types';
import type { Finding } from '../../precheck';
import { findingsOn, member, withKubernetes, type Planted } from './planted';

interface Case {
  readonly title: string;
  readonly host?: 'nuc01' | 'nuc02';
  readonly facts: Planted;
  readonly lab?: Inventory;
  /** Nothing when the rules have nothing to say. */
  readonly expected?: Finding;
}

function error(id: string, what: string, fix: string): Finding {
  return { id, severity: 'error', what, fix };
}

function warning(id: string, what: string, fix: string): Finding {
  return { id, severity: 'warning', what, fix };
}

function info(id: string, what: string, fix: string): Finding {
  return { id, severity: 'info', what, fix };
}

function disk(path: string, mount: string, availableGib: number, totalGib: number): Planted {
  return { disks: [{ path, mount, available: availableGib * 1024 ** 2, total: totalGib * 1024 ** 2 }] };
}

const SYSTEMS = 'install Debian 12 or 13, or Ubuntu 22.04, 24.04 or 26.04';
const DISK_FIX =
  'free space on / (`sudo apt-get clean`, `sudo journalctl --vacuum-size=100M`), or give it a larger disk';
const OWN_CLOCK =
  "set it with `sudo timedatectl set-ntp true`, or set this computer's if every host is off by the same amount";
const CGROUP_FIX =
  'boot with cgroup v2: remove `systemd.unified_cgroup_hierarchy=0` from the kernel command line';
const NOT_UP =
  'wait until `systemctl is-system-running --wait` and, where there is one, `cloud-init status --wait` return';

const machineCases: Case[] = [
  { title: 'a healthy control plane', host: 'nuc01', facts: {} },
  { title: 'a healthy worker', facts: {} },
  { title: 'Ubuntu 22.04', facts: { osId: 'ubuntu', osVersion: '22.04', os: 'Ubuntu 22.04.5 LTS' } },
  { title: 'Ubuntu 26.04', facts: { osId: 'ubuntu', osVersion: '26.04', os: 'Ubuntu 26.04 LTS' } },
  {
    title: 'a distribution it does not know',
    facts: { osId: 'fedora', osVersion: '44', os: 'Fedora Linux 44' },
    expected: error('operating-system', 'Fedora Linux 44 is not supported', SYSTEMS),
  },
  {
    title: 'an old Debian',
    facts: { osId: 'debian', osVersion: '11', os: 'Debian GNU/Linux 11 (bullseye)' },
    expected: error('operating-system', 'Debian GNU/Linux 11 (bullseye) is older than Debian 12', SYSTEMS),
  },
  {
    title: 'an untested Ubuntu',
    facts: { osId: 'ubuntu', osVersion: '26.10', os: 'Ubuntu 26.10' },
    expected: warning('operating-system', 'nuclab is not tested on Ubuntu 26.10', SYSTEMS),
  },
  {
    title: 'Debian testing, which has no version',
    facts: { osId: 'debian', osVersion: undefined, os: 'Debian GNU/Linux forky/sid' },
    expected: warning('operating-system', 'nuclab is not tested on Debian GNU/Linux forky/sid', SYSTEMS),
  },
  { title: 'a 64-bit ARM', facts: { architecture: 'aarch64' } },
  {
    title: 'a 32-bit system',
    facts: { architecture: 'i686' },
    expected: error(
      'architecture',
      'the architecture is i686',
      'use a machine with an amd64 or arm64 processor and a 64-bit system on it',
    ),
  },
  {
    title: 'one CPU in the control plane',
    host: 'nuc01',
    facts: { cpus: 1 },
    expected: error(
      'cpu',
      'the host has 1 CPU, a control-plane node needs 2',
      'make it a worker, or choose another host in kubernetes.controlPlane',
    ),
  },
  { title: 'one CPU in a worker', facts: { cpus: 1 } },
  { title: '1700 MB in the control plane', host: 'nuc01', facts: { memoryKilobytes: 1700 * 1024 } },
  {
    title: '1699 MB in the control plane',
    host: 'nuc01',
    facts: { memoryKilobytes: 1700 * 1024 - 1 },
    expected: error(
      'memory',
      'the host has 1699 MB of memory, a control-plane node needs 1700',
      'add memory, or choose another host in kubernetes.controlPlane',
    ),
  },
  {
    title: 'a worker with little memory',
    facts: { memoryKilobytes: 512 * 1024 },
    expected: warning(
      'memory',
      'the host has 512 MB of memory, below 700 little is left for pods',
      'add memory',
    ),
  },
  {
    title: 'a disk too full to deploy',
    facts: disk('/var/lib', '/', 2.5, 8),
    expected: error('disk-space', '2.5 of 8.0 GiB are free at /var/lib, a deploy needs 3 GiB', DISK_FIX),
  },
  {
    title: 'a disk on which the kubelet evicts',
    facts: disk('/var/lib', '/', 20, 200),
    expected: error(
      'disk-space',
      '20.0 of 200.0 GiB are free at /var/lib (10 %), the kubelet evicts pods below 15 %',
      DISK_FIX,
    ),
  },
  {
    title: 'a small disk',
    facts: disk('/var/lib', '/', 6, 16),
    expected: warning('disk-space', '6.0 of 16.0 GiB are free at /var/lib, images need room', DISK_FIX),
  },
  {
    title: 'a full /boot',
    facts: disk('/boot', '/boot', 0.05, 0.5),
    expected: warning(
      'disk-space',
      '51 MiB are free on /boot, a kernel update needs 100',
      'remove old kernels: `sudo apt-get autoremove --purge`',
    ),
  },
  { title: 'a /boot that is no file system of its own', facts: disk('/boot', '/', 0.05, 200) },
  {
    title: 'too few inodes, said once for two folders',
    facts: {
      inodes: [
        { path: '/', mount: '/', available: 100, total: 100_000 },
        { path: '/var/lib', mount: '/', available: 100, total: 100_000 },
      ],
    },
    expected: error(
      'inodes',
      '100 of 100000 inodes are free on /, the kubelet evicts pods below 5 %',
      'delete small files on /: `sudo du --inodes -x -d 3 / | sort -n | tail` finds them',
    ),
  },
  {
    title: 'a file system the kernel made read-only',
    facts: { readOnly: ['/etc', '/usr'] },
    expected: error(
      'writable',
      '/etc, /usr cannot be written to',
      'look for disk errors with `sudo dmesg --level=err`, repair or replace the disk, and reboot',
    ),
  },
];

const systemCases: Case[] = [
  {
    title: 'no systemd',
    facts: { systemd: undefined },
    expected: error(
      'systemd',
      'systemd does not run',
      'boot the host with systemd: `sudo apt-get install systemd-sysv` and reboot',
    ),
  },
  { title: 'a degraded systemd', facts: { systemd: 'degraded' } },
  {
    title: 'a host that still boots',
    facts: { systemd: 'starting' },
    expected: warning('systemd', 'the host is not up yet (systemd says starting)', NOT_UP),
  },
  {
    title: 'no bash',
    facts: { bash: undefined },
    expected: error('bash', 'bash is missing', 'install it: `sudo apt-get install bash`'),
  },
  {
    title: 'cgroup v1 before Kubernetes 1.35',
    facts: { cgroup: 'tmpfs' },
    expected: warning('cgroup', 'the host uses cgroup v1, which Kubernetes refuses from 1.35 on', CGROUP_FIX),
  },
  {
    title: 'cgroup v1 with Kubernetes 1.35',
    facts: { cgroup: 'tmpfs' },
    lab: withKubernetes({ version: '1.35.1' }),
    expected: error('cgroup', 'the host uses cgroup v1, which Kubernetes 1.35.1 refuses', CGROUP_FIX),
  },
  {
    title: 'a kernel without overlay and vxlan',
    facts: { kernelFeatures: { overlay: 'missing', vxlan: 'missing' } },
    expected: error(
      'kernel-features',
      'the kernel 6.12.48+deb13-amd64 offers no overlay, vxlan',
      'install the distribution\'s kernel and reboot: `sudo apt-get install --reinstall "linux-image-$(uname -r)"`',
    ),
  },
  {
    title: 'no vxlan where host-gw is used',
    facts: { kernelFeatures: { overlay: 'present', vxlan: 'missing' } },
    lab: withKubernetes({ network: { plugin: 'flannel', backend: 'host-gw' } }),
  },
  {
    title: 'swap',
    facts: { swap: ['/swapfile', '/dev/zram0'] },
    expected: info(
      'swap',
      'swap is on (/swapfile, /dev/zram0)',
      'nothing to do: the base step turns it off permanently',
    ),
  },
  {
    title: 'an empty machine-id',
    facts: { machineId: undefined },
    expected: error(
      'machine-id',
      '/etc/machine-id holds nothing',
      'make one with `sudo rm -f /etc/machine-id && sudo systemd-machine-id-setup`, and reboot',
    ),
  },
  {
    title: 'the machine-id of an image that never booted',
    facts: { machineId: 'uninitialized' },
    expected: error(
      'machine-id',
      '/etc/machine-id holds no machine id',
      'make one with `sudo rm -f /etc/machine-id && sudo systemd-machine-id-setup`, and reboot',
    ),
  },
  {
    title: 'another host name before the first deploy',
    facts: { hostname: 'debian' },
    expected: info('host-name', 'the host name is debian', 'nothing to do: the base step names it nuc02'),
  },
  {
    title: 'another host name on a member',
    facts: { ...member, hostname: 'debian' },
    expected: warning('host-name', 'the host name is debian', 'nothing to do: the base step names it nuc02'),
  },
  {
    title: 'its own name at 127.0.1.1',
    facts: { hostnameAddresses: ['127.0.1.1'] },
    expected: info(
      'host-name',
      "the host's own name resolves to 127.0.1.1",
      'nothing to do: the base step makes it resolve to 10.0.0.12',
    ),
  },
  {
    title: 'an address that is not its own',
    facts: {
      interfaces: [
        { name: 'lo', address: '127.0.0.1' },
        { name: 'eno1', address: '192.168.1.5' },
      ],
    },
    expected: error(
      'address',
      '10.0.0.12 is on no interface of the host (it has 192.168.1.5 on eno1)',
      "write the host's own address in lab.yaml, and reach it through ssh.bastion where a NAT is in between",
    ),
  },
  {
    title: 'a clock that is ahead',
    facts: { clock: { offsetSeconds: 45.4, uncertaintySeconds: 0.2 } },
    expected: error('clock', "the clock is 45 s ahead of this computer's", OWN_CLOCK),
  },
  {
    title: 'a clock that is behind',
    facts: { clock: { offsetSeconds: -3600, uncertaintySeconds: 0.2 } },
    expected: error('clock', "the clock is 3600 s behind this computer's", OWN_CLOCK),
  },
  {
    title: 'a clock that may be right, since the answer was slow',
    facts: { clock: { offsetSeconds: 31, uncertaintySeconds: 2 } },
  },
  {
    title: 'no time service',
    facts: { units: ['ssh.service'], timeSynchronized: undefined },
    expected: warning(
      'time-sync',
      'no time service runs',
      'start one: `sudo apt-get install systemd-timesyncd && sudo timedatectl set-ntp true`',
    ),
  },
  {
    title: 'a time service that reaches nobody',
    facts: { units: ['chrony.service'], timeSynchronized: false },
    expected: warning(
      'time-sync',
      'chrony.service runs, but the clock is not synchronised',
      'let the host reach a time server (UDP port 123): `timedatectl timesync-status` or `chronyc sources` shows which it asks',
    ),
  },
];

describe.each([
  ['the machine', machineCases],
  ['its system', systemCases],
])('the rules about %s', (_, cases) => {
  it.each(cases)('judge $title', ({ host = 'nuc02', facts, lab, expected }) => {
    expect(findingsOn(host, facts, lab)).toEqual(expected === undefined ? [] : [expected]);
  });
});

it('takes a container as it is: no time service, no module files, its limits only noted', () => {
  const facts = {
    container: 'lxc',
    capabilities: '000001fffeffffff',
    units: [],
    cgroup: 'tmpfs',
    kernelFeatures: { br_netfilter: 'missing' },
  };
  expect(findingsOn('nuc02', facts)).toEqual([
    warning(
      'cgroup',
      'the host uses cgroup v1, which Kubernetes refuses from 1.35 on',
      'boot the machine that runs this container with cgroup v2',
    ),
    warning(
      'kernel-features',
      'the kernel 6.12.48+deb13-amd64 offers no br_netfilter',
      'load them on the machine that runs this container: `sudo modprobe -a br_netfilter`',
    ),
    info(
      'container',
      'the host is a container (lxc) without CAP_SYS_RESOURCE',
      'nothing to do: the steps adapt containerd and kube-proxy to it',
    ),
  ]);
});
