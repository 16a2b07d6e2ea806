import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { KeyedLines } from '../../exchange/keyed-lines';
import type { FactPart, ReachTargets } from '../../facts';
import { factsPayload } from '../../facts/facts-payload';
import { parseHost } from '../../facts/parse-host';
import { certificate } from '../facts/certificate';

const assetsDirectory = join(__dirname, '../../assets');
const parts: readonly FactPart[] = [
  'nuclab',
  'system',
  'storage',
  'network',
  'packages',
  'membership',
  'certificates',
  'cluster',
  'reach',
];
const nonce = '0123456789abcdef0123456789abcdef';

/** Commands a fake host answers; the rest (awk, sed, head, …) are real. */
const COMMANDS: Readonly<Record<string, string>> = {
  uname: 'case $1 in -m) echo aarch64 ;; -r) echo 6.12.0-arm64 ;; esac',
  nproc: 'echo 8',
  'systemd-detect-virt': 'echo none; exit 1',
  systemctl: `case $1 in
    is-system-running) echo degraded; exit 1 ;;
    list-units) echo "k3s.service loaded active running k3s" ;;
    show) echo 'HTTPS_PROXY=http://runtime-proxy:3128 NO_PROXY=localhost' ;;
  esac`,
  stat: 'case "$1 $*" in "-f "*) echo cgroup2fs ;; *lock-frontend*) echo "4242 $3" ;; *) exit 1 ;; esac',
  modprobe: 'case $* in *vxlan*) exit 0 ;; *) exit 1 ;; esac',
  df: `shift 2; echo 'File Avail 1K-blocks IFree Inodes Mounted on'; for file; do echo "$file 1500 2000 - 0 /"; done`,
  getent: `case $* in *unknown*) exit 2 ;; esac; echo "127.0.1.1 STREAM nuc01"; echo "127.0.1.1 DGRAM"`,
  ip: 'printf "1: lo    inet 127.0.0.1/8 scope host lo\\n2: eno1    inet 10.0.0.11/24 scope global eno1\\n"',
  ss: `printf '%s\\n' 'tcp LISTEN 0 128 *:6443 *:* users:(("kube-apiserver",pid=812,fd=3),("x",pid=9,fd=3))' \
    'udp UNCONN 0 0 0.0.0.0:8472 0.0.0.0:*' 'tcp LISTEN 0 5 [::]:2379 [::]:* users:(("my etcd",pid=7,fd=1))'`,
  'apt-config': 'echo "all=\'http://me:s3cret@proxy:3128\'"',
  'apt-get': `printf '%s\\n' "'http://deb.debian.org/debian/dists/trixie/InRelease' x 0" \
    "'http://deb.debian.org/debian/dists/trixie/main/binary-arm64/Packages.xz' x 0" "'cdrom://[Debian]/dists/trixie/InRelease' x 0"`,
  'dpkg-query': `printf '%s\\n' 'kubelet 1.34.4-1.1 hi ' 'kubectl 1.34.4-1.1 rc '`,
  // What curl is told about the proxy is shown in the status: only its environment may hold the password.
  curl: 'case "$http_proxy $*" in *runtime*s3cret*) exit 9 ;; "http://me:s3cret@proxy:3128 "*) printf 403 ;; "http://runtime-proxy:3128 "*) printf 000; exit 28 ;; *) exit 8 ;; esac',
  chronyc: 'printf "Reference ID    : 0\\nLeap status     : Not synchronised\\n"',
  timeout: 'shift; exec "$@"',
};

const FILES: Readonly<Record<string, string>> = {
  'etc/os-release': 'PRETTY_NAME="Ubuntu 24.04.3 LTS"\nNAME="Ubuntu"\nVERSION_ID="24.04"\nID=ubuntu\n',
  'etc/machine-id': '0123456789abcdef0123456789abcdef\n',
  'etc/apt/sources.list': 'deb [signed-by=/x] https://me:s3cret@deb.debian.org/debian trixie main\n',
  'etc/apt/sources.list.d/x.sources': 'Types: deb\nURIs: http://a/debian http://b/debian\n',
  'etc/resolv.conf': 'search lan\nnameserver 127.0.0.53\n',
  'etc/ufw/ufw.conf': '# on\nENABLED=yes\n',
  'etc/kubernetes/kubelet.conf': 'clusters:\n- cluster:\n    server: https://10.0.0.11:6443\n  name: x\n',
  'etc/kubernetes/pki/ca.crt': certificate,
  'proc/meminfo': 'MemTotal:       16200000 kB\nMemFree: 1 kB\n',
  'proc/swaps': 'Filename Type Size Used Priority\n/swapfile file 1 0 -2\n',
  'proc/self/status': 'Name:\tsh\nCapBnd:\t000001fffeffffff\n',
  'proc/filesystems': 'nodev\tproc\nnodev\toverlay\n',
  'proc/locks':
    '1: POSIX  ADVISORY  WRITE 99 08:01:4242 0 EOF\n2: -> POSIX  ADVISORY  WRITE 100 08:01:4242 0 EOF\n',
  'proc/99/comm': 'unattended-upgr\n',
  'proc/sys/kernel/hostname': 'nuc01\n',
  'proc/sys/kernel/osrelease': '6.12.0-arm64\n',
  'proc/sys/kernel/random/boot_id': 'b00f\n',
  'proc/sys/net/bridge/bridge-nf-call-iptables': '1\n',
  'run/systemd/system/x': '',
  'run/systemd/resolve/resolv.conf': 'nameserver 10.0.0.1\n',
  'sys/class/dmi/id/product_uuid': 'ABCD-1\n',
  'sys/class/net/eno1/address': '52:54:00:00:00:01\n',
  'var/lib/dpkg/lock-frontend': '',
  'var/lib/dpkg/status': 'Package: x\nStatus: install ok half-configured\n',
  'var/lib/x': '',
  'boot/x': '',
  'var/lib/nuclab/markers/base.json': '{}\n',
  'var/lib/docker/swarm/docker-state.json': '{}\n',
};

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nuclab-probe-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function plant(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function plantHost(without: readonly string[] = []): void {
  for (const [path, text] of Object.entries(FILES)) plant(`root/${path}`, text);
  for (const [name, text] of Object.entries(COMMANDS)) {
    if (!without.includes(name)) chmodSync(plant(`bin/${name}`, `#!/bin/sh\n${text}\n`), 0o755);
  }
}

/** The exchange as a host gets it: sh, the text on standard input. */
function run(asked: Partial<ReachTargets>, environment: NodeJS.ProcessEnv, shell = 'sh', before = '') {
  const reach = { peers: [], urls: [], ...asked };
  const text = factsPayload(nonce, { assetsDirectory, parts, reach });
  const result = spawnSync(shell, ['-c', 'eval "$(cat)"'], {
    input: before + text,
    encoding: 'utf8',
    env: environment,
  });
  const said = new KeyedLines(nonce, result.stdout);
  return { ...result, said, facts: parseHost({ said }, undefined) };
}

function runFake(reach: Partial<ReachTargets> = {}) {
  return run(reach, {
    PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
    NUCLAB_ROOT: join(folder, 'root'),
  });
}

/** Names, sizes and times of everything below the fake root. */
function listing(): string {
  return execFileSync('find', [join(folder, 'root'), '-printf', '%p %s %m %T@ %C@\n'], { encoding: 'utf8' });
}

describe('the scripts of facts on a fake host', () => {
  it('read what the machine is', () => {
    plantHost();
    const { system, usage, storage, network } = runFake().facts;
    expect(system).toMatchObject({
      os: 'Ubuntu 24.04.3 LTS',
      osId: 'ubuntu',
      osVersion: '24.04',
      architecture: 'aarch64',
      kernel: '6.12.0-arm64',
      container: undefined,
      capabilities: '000001fffeffffff',
      cgroup: 'cgroup2fs',
      systemd: 'degraded',
      units: ['k3s.service'],
      timeSynchronized: false,
      kernelFeatures: {
        overlay: 'present',
        br_netfilter: 'present',
        vxlan: 'loadable',
        nf_conntrack: 'missing',
      },
    });
    expect(usage).toMatchObject({ cpus: 8, memoryKilobytes: 16_200_000 });
    expect(storage).toMatchObject({
      swap: ['/swapfile'],
      disks: ['/', '/boot', '/var/lib'].map((path) => ({ path, mount: '/', available: 1500, total: 2000 })),
      inodes: [],
    });
    expect(network?.ufw).toBe(true);
  });

  it('read who the host is and what it belongs to', () => {
    plantHost();
    const { identity, network, membership, reach } = runFake().facts;
    expect(identity).toMatchObject({
      hostname: 'nuc01',
      machineId: '0123456789abcdef0123456789abcdef',
      bootId: 'b00f',
      productUuid: 'abcd-1',
    });
    expect(reach?.hostnameAddresses).toEqual(['127.0.1.1']);
    expect(network).toMatchObject({
      interfaces: [
        { name: 'lo', address: '127.0.0.1' },
        { name: 'eno1', address: '10.0.0.11', mac: '52:54:00:00:00:01' },
      ],
      nameServers: ['10.0.0.1'],
    });
    expect(membership).toEqual({
      kubeconfigs: [{ file: 'kubelet.conf', server: 'https://10.0.0.11:6443' }],
      caFingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/) as string,
      finished: ['base'],
      swarm: true,
    });
  });

  it('read who listens, the first process of each socket', () => {
    plantHost();
    expect(runFake().facts.network?.listeners).toEqual([
      { protocol: 'tcp', port: 2379, pid: 7, process: 'my etcd' },
      { protocol: 'tcp', port: 6443, pid: 812, process: 'kube-apiserver' },
      { protocol: 'udp', port: 8472 },
    ]);
  });

  it('read who holds the package lock, not who waits for it', () => {
    plantHost();
    expect(runFake().facts.packages).toMatchObject({
      aptLock: { file: '/var/lib/dpkg/lock-frontend', pid: 99, process: 'unattended-upgr' },
      dpkgInterrupted: true,
    });
  });

  it('read where packages come from without a password, and which are installed', () => {
    plantHost();
    const { facts, stdout } = runFake();
    expect(facts.packages?.sources).toEqual([
      'https://deb.debian.org/debian',
      'http://a/debian',
      'http://b/debian',
    ]);
    expect(facts.versions).toEqual({ kubelet: '1.34.4' });
    expect(stdout).not.toContain('s3cret');
  });

  it('ask for packages as apt would and for images as the runtime would, and print no password', () => {
    plantHost();
    const urls = [
      { kind: 'repository', url: 'https://pkgs.k8s.io/Release.key' },
      { kind: 'image', url: 'https://user:s3cret@mirror/v2/' },
    ] as const;
    const { facts, stdout, stderr } = runFake({ urls });
    expect(facts.reach?.sourceSchemes).toEqual(['cdrom']);
    const sorted = [...(facts.reach?.urls ?? [])].sort((a, b) => a.kind.localeCompare(b.kind));
    expect(sorted).toEqual([
      {
        kind: 'image',
        url: 'https://mirror/v2/',
        status: undefined,
        error: 9,
        proxy: 'http://runtime-proxy:3128',
      },
      {
        kind: 'repository',
        url: 'https://pkgs.k8s.io/Release.key',
        status: 403,
        error: 0,
        proxy: 'http://proxy:3128',
      },
      {
        kind: 'source',
        url: 'http://deb.debian.org/debian/dists/trixie/InRelease',
        status: 403,
        error: 0,
        proxy: 'http://proxy:3128',
      },
    ]);
    expect(stdout + stderr).not.toContain('s3cret');
  });

  it('do not ask for a URL whose name does not resolve, unless a proxy resolves it', () => {
    plantHost();
    chmodSync(plant('bin/systemctl', '#!/bin/sh\nexit 1\n'), 0o755);
    const { facts } = runFake({
      urls: [
        { kind: 'image', url: 'https://unknown:5000/v2/' },
        { kind: 'repository', url: 'https://unknown/key' },
      ],
    });
    expect(facts.reach?.urls.filter(({ url }) => url.includes('unknown'))).toEqual(
      expect.arrayContaining([
        { kind: 'image', url: 'https://unknown:5000/v2/', status: undefined, error: 6, proxy: undefined },
        { kind: 'repository', url: 'https://unknown/key', status: 403, error: 0, proxy: 'http://proxy:3128' },
      ]),
    );
  });

  it('leave out what they cannot find, and still come to their end', () => {
    mkdirSync(join(folder, 'root'));
    const { facts, said, stderr } = runFake();
    expect(said.all('done')).toEqual(expect.arrayContaining([...parts]));
    expect(said.all('end')).toHaveLength(1);
    expect(facts).toMatchObject({
      identity: { machineId: undefined },
      system: { osId: undefined, systemd: undefined },
      storage: { swap: [] },
      membership: { finished: [] },
    });
    expect(stderr).toBe('');
  });

  it('need no bash: that it is missing is a fact', () => {
    plantHost();
    const only = ['sh', 'awk', 'sed', 'grep', 'sort', 'cat', 'date', 'head', 'tail', 'tr'];
    for (const name of only) {
      const path = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
      symlinkSync(realpathSync(path), join(folder, 'bin', name));
    }
    // The folders that facts.sh adds to the path are this machine's, which has bash.
    const text = factsPayload(nonce, { assetsDirectory, parts: ['storage'] }).replace(/ PATH="[^"]*"/, '');
    const { stdout } = spawnSync('/bin/sh', ['-c', 'eval "$(cat)"'], {
      input: text,
      encoding: 'utf8',
      env: { PATH: join(folder, 'bin'), NUCLAB_ROOT: join(folder, 'root') },
    });
    expect(stdout).toContain(`${nonce} done storage\n${nonce} end\n`);
    expect(stdout).toContain(`${nonce} disk /var/lib`);
    expect(stdout).not.toContain(`${nonce} bash`);
  });

  it('say every line whole, however many parts speak at once', () => {
    plantHost();
    const long = 'x'.repeat(30_000);
    plant('root/var/lib/nuclab/markers/base.json', `${long}\n`);
    const units = `case $1 in list-units) i=0; while [ $i -lt 300 ]; do echo "unit-$i-${'y'.repeat(80)}.service"; i=$((i+1)); done ;; esac`;
    chmodSync(plant('bin/systemctl', `#!/bin/sh\n${units}\n`), 0o755);
    const { said } = runFake();
    expect(said.all('marker')).toEqual([`base ${long}`]);
    expect(said.all('unit').filter((unit) => /^unit-\d+-y{80}\.service$/.test(unit))).toHaveLength(300);
  });

  it('change nothing', () => {
    plantHost();
    const before = listing();
    runFake({ urls: [{ kind: 'repository', url: 'https://pkgs.k8s.io/Release.key' }] });
    expect(listing()).toBe(before);
  });
});

describe('the scripts of facts on this machine', () => {
  const reach = { peers: [{ address: '127.0.0.1', port: 1 }] };

  it.each(['sh', 'bash'])('come to their end in %s and know the machine', (shell) => {
    const { facts, status, stderr } = run(reach, process.env, shell);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(facts.system.architecture).toBe(execFileSync('uname', ['-m'], { encoding: 'utf8' }).trim());
    expect(facts.usage.cpus).toBeGreaterThan(0);
    expect(facts.usage.memoryKilobytes).toBeGreaterThan(100_000);
    expect(facts.storage?.disks.map(({ path }) => path)).toContain('/var/lib');
  });

  it('count a refused connection as a peer that is there', () => {
    const { facts } = run(reach, process.env);
    expect(facts.reach?.peers).toEqual([{ address: '127.0.0.1', port: 1, reached: true, reason: undefined }]);
  });

  it('are read from among the noise of a profile', () => {
    const { facts } = run(reach, process.env, 'sh', "printf 'Welcome!\\nos-id x\\n'\n");
    expect(facts.system.osId).not.toBe('x');
    expect(facts.usage.cpus).toBeGreaterThan(0);
  });

  it('see the clock of this machine', () => {
    const askedAt = Date.now();
    const { said } = run(reach, process.env);
    const { clock } = parseHost({ said, timing: { askedAt, clockReadAt: Date.now() } }, undefined).system;
    expect(Math.abs(clock?.offsetSeconds ?? Infinity)).toBeLessThanOrEqual(
      (clock?.uncertaintySeconds ?? 0) + 0.1,
    );
  });
});
