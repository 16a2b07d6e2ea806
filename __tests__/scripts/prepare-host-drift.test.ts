import { FakeDebian } from './support/fake-debian';
import { preparedOnce } from './support/prepared-once';
import { prepareHost } from './support/steps';

const { copy } = preparedOnce(() => {
  const host = FakeDebian.fresh();
  expect(host.run('apply', prepareHost).code).toBe(0);
  return host;
});

type Drift = readonly [difference: string, plant: (host: FakeDebian) => void];

const drifts: readonly Drift[] = [
  ['hostname: hostname is lab-pc, applied nuc01', (h) => h.write('proc/sys/kernel/hostname', 'lab-pc\n')],
  ['hostname: /etc/hostname says lab-pc, applied nuc01', (h) => h.write('etc/hostname', 'lab-pc\n')],
  ['hostname: /etc/hostname says nothing, applied nuc01', (h) => h.delete('etc/hostname')],
  [
    'hosts_file: /etc/hosts lacks nuc02 10.0.0.12',
    (h) => h.write('etc/hosts', h.read('etc/hosts').replace('10.0.0.12 nuc02\n', '')),
  ],
  [
    'hosts_file: /etc/hosts gives nuc02 10.9.9.9, applied 10.0.0.12',
    (h) => h.write('etc/hosts', h.read('etc/hosts').replace('10.0.0.12 nuc02', '10.9.9.9 nuc02')),
  ],
  [
    'hosts_file: /etc/hosts gives nuc01 10.0.0.11 and 127.0.1.1, applied 10.0.0.11',
    (h) => h.write('etc/hosts', `${h.read('etc/hosts')}127.0.1.1 nuc01\n`),
  ],
  [
    'hosts_file: /etc/hosts is changed, expected as nuclab wrote it',
    (h) => h.write('etc/hosts', `${h.read('etc/hosts')}127.0.1.1 nuc01.lan\n`),
  ],
  [
    'cloud_init: cloud-init may rewrite the host name and /etc/hosts at the next boot, expected not to',
    (h) => h.delete('etc/cloud/cloud.cfg.d'),
  ],
  [
    'swap: swap is on (/swapfile), applied off',
    (h) => h.write('proc/swaps', 'Filename\tType\n/swapfile file 1 0 -2\n'),
  ],
  [
    'swap: /etc/fstab turns swap on at boot (/dev/sdb1), applied off',
    (h) => h.write('etc/fstab', '/dev/sdb1 none\tswap sw 0 0'),
  ],
  [
    'swap: zramswap.service turns swap on at boot, applied off',
    (h) => h.set('units/zramswap.enabled', 'enabled\n'),
  ],
  [
    'swap: swapfile.swap turns swap on at boot, applied off',
    (h) => h.set('enabled-swap-units', 'swapfile.swap\n'),
  ],
  [
    'swap: swap.target may turn swap on at boot, applied masked',
    (h) => h.set('units/swap.target.enabled', 'static\n'),
  ],
  [
    'kernel_modules: kernel module overlay is not loaded, applied loaded',
    (h) => h.write('proc/filesystems', '\text4\n'),
  ],
  [
    'kernel_modules: /etc/modules-load.d/nuclab.conf is missing, expected present',
    (h) => h.delete('etc/modules-load.d/nuclab.conf'),
  ],
  [
    'kernel_modules: br_netfilter is not in /etc/modules-load.d/nuclab.conf, expected present',
    (h) =>
      h.write(
        'etc/modules-load.d/nuclab.conf',
        h.read('etc/modules-load.d/nuclab.conf').replace('br_netfilter\n', ''),
      ),
  ],
  ['sysctl: net.ipv4.ip_forward is 0, applied 1', (h) => h.write('proc/sys/net/ipv4/ip_forward', '0\n')],
  [
    'sysctl: /etc/sysctl.d/zz-nuclab.conf is missing, expected present',
    (h) => h.delete('etc/sysctl.d/zz-nuclab.conf'),
  ],
  [
    'sysctl: net.ipv4.ip_forward is 0 in /etc/sysctl.d/zz-nuclab.conf, applied 1',
    (h) =>
      h.write(
        'etc/sysctl.d/zz-nuclab.conf',
        h.read('etc/sysctl.d/zz-nuclab.conf').replace('ip_forward = 1', 'ip_forward = 0'),
      ),
  ],
  [
    'conntrack: net.netfilter.nf_conntrack_max is 4096, expected at least 131072',
    (h) => h.write('proc/sys/net/netfilter/nf_conntrack_max', '4096\n'),
  ],
  [
    'conntrack: /etc/sysctl.d/zz-nuclab-conntrack.conf is missing, expected present',
    (h) => h.delete('etc/sysctl.d/zz-nuclab-conntrack.conf'),
  ],
  [
    'clock: systemd-timesyncd is stopped, applied running',
    (h) => h.set('units/systemd-timesyncd.active', 'failed\n'),
  ],
  [
    'clock: systemd-timesyncd is disabled at boot, applied enabled',
    (h) => h.set('units/systemd-timesyncd.enabled', 'disabled\n'),
  ],
  [
    'clock: systemd-timesyncd is masked, applied running',
    (h) => {
      h.set('units/systemd-timesyncd.enabled', 'masked\n');
      h.set('units/systemd-timesyncd.active', 'inactive\n');
    },
  ],
  [
    'automatic_upgrades: unattended upgrades may touch kubelet and containerd, expected not to',
    (h) => h.delete('etc/apt/apt.conf.d'),
  ],
];

/** One drift per item at a time: the script says the first difference of each. */
const item = (text: string): string => text.slice(0, text.indexOf(':'));
const rounds = [0, 1, 2, 3, 4].map((round) =>
  drifts.filter(
    ([text], index) =>
      drifts.slice(0, index).filter(([other]) => item(other) === item(text)).length === round,
  ),
);

describe('prepare-host.sh names what somebody changed and repairs it', () => {
  test.each(rounds.map((round) => [round.map(([text]) => text).join('; '), round] as const))(
    '%s',
    (_title, round) => {
      const host = copy();
      round.forEach(([, plant]) => plant(host));
      const check = host.run('check', prepareHost);
      expect(check.lines).toEqual(round.map(([text]) => `differs: ${text}`));
      expect(check).toMatchObject({ code: 10, changes: [] });
      const apply = host.run('apply', prepareHost);
      expect(apply.lines.filter((line) => !line.startsWith('unchanged'))).toEqual(
        round.map(([text]) => `changed: ${text}`),
      );
      expect(apply.code).toBe(0);
      expect(host.run('check', prepareHost)).toMatchObject({ code: 0, output: '' });
    },
  );

  test('a name that another source answers otherwise, though the file is right', () => {
    const host = copy();
    host.set('dns', '10.9.9.9 STREAM nuc02\n');
    expect(host.run('check', prepareHost).lines).toEqual([
      'differs: hosts_file: nuc02 resolves to 10.9.9.9, applied 10.0.0.12',
    ]);
  });

  test('nothing that was never applied: a kernel that keeps a large connection table itself has no file for it', () => {
    const host = FakeDebian.fresh();
    host.write('proc/sys/net/netfilter/nf_conntrack_max', '262144\n');
    expect(host.run('apply', prepareHost).code).toBe(0);
    expect(host.exists('etc/sysctl.d/zz-nuclab-conntrack.conf')).toBe(false);
    expect(host.run('check', prepareHost)).toMatchObject({ code: 0, output: '' });
  });

  test('nothing on a host that an earlier nuclab prepared: what it has no copy of counts as applied', () => {
    const host = copy();
    host.delete('var/lib/nuclab/reference');
    host.delete('etc/sysctl.d/zz-nuclab-conntrack.conf');
    expect(host.run('check', prepareHost)).toMatchObject({ code: 0, output: '' });
  });
});
