import { statSync } from 'node:fs';
import { FakeDebian } from './support/fake-debian';
import { disposedAtEnd, preparedOnce } from './support/prepared-once';
import { prepareHost } from './support/steps';

const items = [
  'hostname',
  'hosts_file',
  'cloud_init',
  'swap',
  'kernel_modules',
  'sysctl',
  'conntrack',
].concat(['clock', 'firewall', 'automatic_upgrades']);

const { original, copy } = preparedOnce(() => {
  const host = FakeDebian.fresh();
  expect(host.run('apply', prepareHost).code).toBe(0);
  return host;
});

describe('prepare-host.sh on a fresh host', () => {
  test('check names every difference and changes nothing', () => {
    const host = disposedAtEnd(FakeDebian.fresh());
    const run = host.run('check', prepareHost);
    expect(run.lines).toEqual([
      'differs: hostname: hostname is debian, applied nuc01',
      'differs: hosts_file: /etc/hosts gives nuc01 127.0.1.1, applied 10.0.0.11',
      'differs: cloud_init: cloud-init may rewrite the host name and /etc/hosts at the next boot, expected not to',
      'differs: swap: swap is on (/dev/sda2), applied off',
      'differs: kernel_modules: kernel module overlay is not loaded, applied loaded',
      'differs: sysctl: net.bridge.bridge-nf-call-iptables is missing, applied 1',
      'differs: conntrack: net.netfilter.nf_conntrack_max is 65536, expected at least 131072',
      'differs: clock: no NTP client keeps the time, expected one running',
      'differs: automatic_upgrades: unattended upgrades may touch kubelet and containerd, expected not to',
    ]);
    expect(run.code).toBe(10);
    expect(run.changes).toEqual([]);
    expect(host.exists('var/lib/nuclab')).toBe(false);
  });

  test('apply calls only the commands that the differences ask for', () => {
    const run = disposedAtEnd(FakeDebian.fresh()).run('apply', prepareHost);
    expect(run.changes).toEqual([
      'hostname nuc01',
      'swapoff -a',
      'systemctl mask dev-sda2.swap',
      'systemctl mask swap.target',
      'modprobe overlay',
      'modprobe br_netfilter',
      'apt-get update',
      'apt-get install --allow-change-held-packages --allow-downgrades systemd-timesyncd',
      'systemctl enable --now systemd-timesyncd.service',
    ]);
    expect(run.lines.filter((line) => line.startsWith('changed: '))).toHaveLength(9);
    expect(run.code).toBe(0);
  });

  test('a second apply finds every item unchanged and calls no command that changes the host', () => {
    const host = copy();
    const before = statSync(host.path('etc/hosts')).mtimeMs;
    const run = host.run('apply', prepareHost);
    expect(run.lines).toEqual(items.map((item) => `unchanged: ${item}`));
    expect(run.changes).toEqual([]);
    expect(statSync(host.path('etc/hosts')).mtimeMs).toBe(before);
  });

  test('check after apply finds nothing', () => {
    expect(copy().run('check', prepareHost)).toMatchObject({ code: 0, output: '' });
  });

  test('other lines of /etc/hosts and /etc/fstab stay byte for byte', () => {
    expect(original().read('etc/hosts')).toBe(
      [
        '127.0.0.1 localhost',
        '# taken out by nuclab: 127.0.1.1 nuc01.lan nuc01',
        '',
        '# hand-made',
        '192.168.0.7 printer # upstairs',
        '# taken out by nuclab: 10.1.1.1 nuc02',
        '# nuclab begin: all hosts of the lab; written by nuclab, changes here are lost',
        '10.0.0.11 nuc01',
        '10.0.0.12 nuc02',
        '# nuclab end',
        '',
      ].join('\n'),
    );
    expect(original().read('etc/fstab')).toBe(
      '# <file system>\nUUID=1 / ext4 errors=remount-ro 0 1\n' +
        '# nuclab: Kubernetes nodes run without swap: UUID=2 none swap sw 0 0\n' +
        '/dev/sr0\t/media udf,iso9660 user,noauto 0 0',
    );
  });

  test.each(['debian 12', 'ubuntu 22.04', 'ubuntu 24.04', 'ubuntu 26.04'])(
    '%s is supported too',
    (system) => {
      const host = copy();
      const [id, version] = system.split(' ');
      host.write('etc/os-release', `ID=${id}\nVERSION_ID="${version}"\n`);
      expect(host.run('check', prepareHost).code).toBe(0);
    },
  );
});

test('prepare-host.sh loads br_netfilter again, and sets what is lost with it', () => {
  const host = copy();
  host.delete('proc/sys/net/bridge');
  expect(host.run('check', prepareHost).lines).toEqual([
    'differs: kernel_modules: kernel module br_netfilter is not loaded, applied loaded',
    'differs: sysctl: net.bridge.bridge-nf-call-iptables is missing, applied 1',
  ]);
  expect(host.run('apply', prepareHost).code).toBe(0);
  expect(host.read('proc/sys/net/bridge/bridge-nf-call-ip6tables')).toBe('1\n');
});

describe('prepare-host.sh leaves alone what is not its job', () => {
  test('in a container the clock and the swap are those of the machine below', () => {
    const host = copy();
    host.set('container', '');
    host.set('units/systemd-timesyncd.active', 'inactive\n');
    host.write('proc/swaps', 'Filename Type\n/dev/sda9 partition 1 0 -2\n');
    expect(host.run('check', prepareHost)).toMatchObject({ code: 0, output: '' });
  });

  test('chrony keeps the time as well, nothing else is installed', () => {
    const host = disposedAtEnd(FakeDebian.fresh());
    host.set('units/chrony.active', 'active\n');
    host.set('units/chrony.enabled', 'enabled\n');
    const run = host.run('apply', prepareHost);
    expect(run.lines).toContain('unchanged: clock');
    expect(run.changes.join('\n')).not.toContain('apt-get');
  });

  test('a client that has heard from no time server is only warned of', () => {
    const host = disposedAtEnd(FakeDebian.fresh());
    host.set('synchronised', 'no');
    const run = host.run('apply', prepareHost);
    expect(run.lines).toContain(
      'warning: systemd-timesyncd.service runs but has not heard from a time server yet',
    );
    expect(run.code).toBe(0);
  });

  test('a larger connection table than wanted stays', () => {
    const host = copy();
    host.write('proc/sys/net/netfilter/nf_conntrack_max', '999999\n');
    expect(host.run('check', prepareHost).code).toBe(0);
  });

  test('a line that names the host among others keeps the others', () => {
    const host = disposedAtEnd(FakeDebian.fresh());
    host.write('etc/hosts', '127.0.0.1 localhost nuc01 # first\n');
    host.run('apply', prepareHost);
    expect(host.read('etc/hosts')).toMatch(/^127\.0\.0\.1 localhost # first\n# nuclab begin/);
  });

  test('a block whose end somebody deleted does not swallow the lines after it', () => {
    const host = copy();
    host.write('etc/hosts', host.read('etc/hosts').replace('# nuclab end\n', '10.3.3.3 nas\n'));
    expect(host.run('apply', prepareHost).code).toBe(0);
    expect(host.read('etc/hosts')).toContain('10.3.3.3 nas\n');
  });
});

describe('prepare-host.sh refuses', () => {
  test('an operating system that is not supported, before any change', () => {
    const host = disposedAtEnd(FakeDebian.fresh());
    host.write('etc/os-release', 'PRETTY_NAME="Fedora Linux 41"\nID=fedora\nVERSION_ID=41\n');
    const run = host.run('apply', prepareHost);
    expect(run.lines).toEqual([
      'error: the host runs Fedora Linux 41, which is not supported; fix: install Debian 12 or 13, or Ubuntu 22.04, 24.04 or 26.04',
    ]);
    expect(run.code).toBe(12);
    expect(run.changes).toEqual([]);
  });

  test('a processor that is not supported', () => {
    const host = disposedAtEnd(FakeDebian.fresh());
    host.set('machine', 'riscv64\n');
    const run = host.run('check', prepareHost);
    expect(run.lines).toEqual([
      "error: the host's processor is riscv64, which is not supported; fix: use a host with an amd64 (x86_64) or arm64 (aarch64) processor",
    ]);
    expect(run.code).toBe(12);
  });

  test('swap that does not fit into memory', () => {
    const host = disposedAtEnd(FakeDebian.fresh());
    host.set('swapoff', 'swapoff: /dev/sda2: swapoff failed: Cannot allocate memory\n');
    const run = host.run('apply', prepareHost);
    expect(run.lines.at(-1)).toBe(
      'error: swap on /dev/sda2 cannot be switched off, its content does not fit into memory; fix: stop what uses the memory, or reboot the host, then deploy again',
    );
    expect(run.code).toBe(11);
  });

  test('a kernel without a module', () => {
    const host = disposedAtEnd(FakeDebian.fresh());
    host.unset('modules/br_netfilter');
    const run = host.run('apply', prepareHost);
    expect(run.lines.at(-1)).toBe(
      "error: kernel module br_netfilter cannot be loaded into kernel 6.12.0; fix: reboot into the distribution's newest kernel, or install its modules (Ubuntu: linux-modules-extra-6.12.0), then deploy again",
    );
    expect(run.code).toBe(11);
  });

  test('an NTP client that does not start', () => {
    const host = disposedAtEnd(FakeDebian.fresh());
    host.set('start-systemd-timesyncd', 'Job for systemd-timesyncd.service failed\n');
    const run = host.run('apply', prepareHost);
    expect(run.lines.at(-1)).toBe(
      "error: the NTP client systemd-timesyncd.service does not start; fix: look at 'journalctl -u systemd-timesyncd.service' on the host, then deploy again",
    );
    expect(run.code).toBe(14);
  });
});
