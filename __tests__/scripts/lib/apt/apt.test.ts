import { mkdirSync, symlinkSync } from 'node:fs';
import { FakeDebian } from '../../support/fake-debian';
import { disposedAtEnd } from '../../support/prepared-once';
import { installContainerRuntime as step } from '../../support/steps';

function fresh(): FakeDebian {
  const host = disposedAtEnd(FakeDebian.fresh());
  host.set('packages/kubeadm', 'hold installed 1.34.4-1.1\n');
  return host;
}

/** Another program that holds dpkg's lock, as the kernel tells of it. */
function lock(host: FakeDebian): void {
  host.write('var/lib/dpkg/lock-frontend', '');
  host.write(
    'proc/locks',
    '1: FLOCK  ADVISORY  WRITE 7 00:1:2 0 EOF\n2: POSIX  ADVISORY  WRITE 812 00:28:107 0 EOF\n',
  );
  host.write('proc/812/comm', 'unattended-upgr\n');
  mkdirSync(host.path('proc/812/fd'));
  symlinkSync(host.path('var/lib/dpkg/lock-frontend'), host.path('proc/812/fd/5'));
}

const installs = (changes: readonly string[]): number =>
  changes.filter((call) => call.startsWith('apt-get install')).length;

describe("apt's lock", () => {
  test('is waited for with its holder named; when it is not given up the step ends and the lock stays', () => {
    const host = fresh();
    lock(host);
    const run = host.run('apply', step, { NUCLAB_APT_LOCK_SECONDS: '1' });
    expect(run.lines[0]).toMatch(
      /^waiting: for the package manager \(last saw unattended-upgr \(pid 812\) holding \/var\/lib\/dpkg\/lock-frontend, 1 s left\)$/,
    );
    expect(run.lines.at(-1)).toBe(
      'error: waited 1 s for the package manager, last saw unattended-upgr (pid 812) holding /var/lib/dpkg/lock-frontend; ' +
        'fix: let the named program finish, or stop it cleanly, then deploy again; never remove the lock file',
    );
    expect(run.code).toBe(17);
    expect(host.exists('var/lib/dpkg/lock-frontend')).toBe(true);
  });

  test('held by nobody does not stop anything, though its file is there', () => {
    const host = fresh();
    host.write('var/lib/dpkg/lock-frontend', '');
    expect(host.run('apply', step).code).toBe(0);
  });
});

describe('dpkg that was interrupted earlier', () => {
  test.each<[string, (host: FakeDebian) => void]>([
    ['its own notes', (host) => host.write('var/lib/dpkg/updates/0001', 'Package: x\n')],
    [
      'its audit',
      (host) => host.set('audit', 'The following packages have been unpacked but not yet configured.\n'),
    ],
  ])('is known by %s and configures once', (_by, plant) => {
    const host = fresh();
    plant(host);
    const run = host.run('apply', step);
    expect(run.lines[0]).toBe('warning: dpkg was interrupted earlier, its configure step is run');
    expect(run.changes.filter((call) => call.startsWith('dpkg '))).toEqual([
      'dpkg --force-confdef --force-confold --configure -a',
    ]);
    expect(run.code).toBe(0);
  });

  test('while it unpacked gets the half-unpacked package again, since it cannot be configured', () => {
    const host = fresh();
    host.set('audit', 'The following packages are in a mess\n');
    host.set('half-unpacked', 'shelf\n');
    host.set('available/shelf', '1.0\n');
    host.set('dpkg-configure', 'dpkg: error processing package top (--configure):\n');
    const run = host.run('apply', step);
    expect(run.changes.slice(0, 2)).toEqual([
      'dpkg --force-confdef --force-confold --configure -a',
      'apt-get install --reinstall --allow-change-held-packages shelf',
    ]);
    expect(run.code).toBe(0);
  });

  test('and does not recover ends the step with the words of dpkg', () => {
    const host = fresh();
    host.set('audit', 'broken\n');
    host.set('dpkg-configure', 'dpkg: error processing package shelf (--configure):\n');
    host.set('apt-install', 'E: Sub-process /usr/bin/dpkg returned an error code (1)\n');
    const run = host.run('apply', step);
    expect(run.lines.at(-1)).toBe(
      "error: dpkg was interrupted earlier and does not recover: Sub-process /usr/bin/dpkg returned an error code (1); fix: run 'apt-get -f install' on the host, fix what it names, then deploy again",
    );
    expect(run.code).toBe(13);
  });
});

describe('a download that fails', () => {
  const failed = 'E: Failed to fetch http://deb.debian.org/containerd.deb  Connection timed out\n';

  test('is tried again with fresh lists', () => {
    const host = fresh();
    host.set('apt-install.once', failed);
    const run = host.run('apply', step);
    expect(run.lines).toContain(
      'warning: a download failed: Failed to fetch http://deb.debian.org/containerd.deb  Connection timed out',
    );
    expect(installs(run.changes)).toBe(2);
    expect(run.code).toBe(0);
  });

  test('three times ends the step and names the address', () => {
    const host = fresh();
    host.set('apt-install', failed);
    const run = host.run('apply', step);
    expect(installs(run.changes)).toBe(3);
    expect(run.lines.at(-1)).toBe(
      'error: apt could not install containerd runc: Failed to fetch http://deb.debian.org/containerd.deb  Connection timed out; ' +
        'fix: check that the host reaches this address (mirror, proxy), then deploy again',
    );
    expect(run.code).toBe(13);
  });

  test('of the lists of one broken source is only warned of', () => {
    const host = fresh();
    host.set('apt-update', "E: The repository 'https://gone.example stable' does not have a Release file.\n");
    const run = host.run('apply', step);
    expect(run.lines).toContain(
      "warning: apt-get update: The repository 'https://gone.example stable' does not have a Release file.",
    );
    expect(run.code).toBe(0);
  });
});

describe('an installation that fails', () => {
  test.each([
    [
      'E: Could not get lock',
      "Could not get lock; fix: run 'apt-get -f install' on the host, fix what it names, then deploy again",
    ],
    [
      "E: You don't have enough free space in /var/cache/apt/archives/.",
      "You don't have enough free space in /var/cache/apt/archives/.; fix: free disk space on the host ('df -h /var /usr' shows it), then deploy again",
    ],
    [
      'dpkg: error processing archive x.deb (--unpack): No space left on device',
      "dpkg: error processing archive x.deb (--unpack): No space left on device; fix: free disk space on the host ('df -h /var /usr' shows it), then deploy again",
    ],
    [
      'W: Failed to fetch http://mirror/InRelease  The following signatures were invalid: EXPKEYSIG 234654DA9A296436',
      'Failed to fetch http://mirror/InRelease  The following signatures were invalid: EXPKEYSIG 234654DA9A296436; fix: check the repository and its key: kubernetes.apt in lab.yaml, and what its owner says of a new key',
    ],
    [
      'E: Failed to fetch http://mirror/x.deb  Temporary failure resolving mirror',
      "Failed to fetch http://mirror/x.deb  Temporary failure resolving mirror; fix: check the host's name servers (/etc/resolv.conf) and apt's proxy, then deploy again",
    ],
  ])('with "%s" says so and what to do', (printed, words) => {
    const host = fresh();
    host.set('apt-install', `${printed}\n`);
    const run = host.run('apply', step);
    expect(run.lines.at(-1)).toBe(`error: apt could not install containerd runc: ${words}`);
    expect(run.code).toBe(13);
  });
});
