import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseProbe, type HostFacts } from '../../precheck';

const SCRIPT = readFileSync(join(__dirname, '../../assets/scripts/probe-host.sh'), 'utf8');

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
  stat: 'case "$1 $*" in "-f "*) echo cgroup2fs ;; *lock-frontend) echo 4242 ;; *) exit 1 ;; esac',
  modprobe: 'case $* in *vxlan*) exit 0 ;; *) exit 1 ;; esac',
  df: `case $1 in
    -Pk) printf 'Filesystem 1024-blocks Used Available Capacity Mounted on\\n/dev/x 2000 500 1500 25%% /\\n' ;;
    -Pi) printf 'Filesystem Inodes IUsed IFree IUse%% Mounted on\\n/dev/x 0 0 0 - /\\n' ;;
  esac`,
  getent: `case $* in *unknown*) exit 2 ;; esac; echo "127.0.1.1 STREAM nuc01"; echo "127.0.1.1 DGRAM"`,
  ip: 'printf "1: lo    inet 127.0.0.1/8 scope host lo\\n2: eno1    inet 10.0.0.11/24 scope global eno1\\n"',
  ss: `printf '%s\\n' 'tcp LISTEN 0 128 *:6443 *:* users:(("kube-apiserver",pid=812,fd=3),("x",pid=9,fd=3))' \
    'udp UNCONN 0 0 0.0.0.0:8472 0.0.0.0:*' 'tcp LISTEN 0 5 [::]:2379 [::]:* users:(("my etcd",pid=7,fd=1))'`,
  'apt-config': 'echo "all=\'http://me:s3cret@proxy:3128\'"',
  'apt-get': `printf '%s\\n' "'http://deb.debian.org/debian/dists/trixie/InRelease' x 0" \
    "'http://deb.debian.org/debian/dists/trixie/main/binary-arm64/Packages.xz' x 0" "'cdrom://[Debian]/dists/trixie/InRelease' x 0"`,
  dpkg: 'echo "half-configured: x"',
  // What curl is told about the proxy is shown in the status: only its environment may hold the password.
  curl: 'case "$http_proxy $*" in *runtime*s3cret*) exit 9 ;; "http://me:s3cret@proxy:3128 "*) printf 403 ;; "http://runtime-proxy:3128 "*) printf 000; exit 28 ;; *) exit 8 ;; esac',
  chronyc: 'printf "Reference ID    : 0\\nLeap status     : Not synchronised\\n"',
  timeout: 'shift; exec "$@"',
};

const FILES: Readonly<Record<string, string>> = {
  'etc/os-release': 'PRETTY_NAME="Ubuntu 24.04.3 LTS"\nNAME="Ubuntu"\nVERSION_ID="24.04"\nID=ubuntu\n',
  'etc/machine-id': '0123456789abcdef0123456789abcdef\n',
  'etc/resolv.conf': 'search lan\nnameserver 127.0.0.53\n',
  'etc/ufw/ufw.conf': '# on\nENABLED=yes\n',
  'etc/kubernetes/kubelet.conf': 'clusters:\n- cluster:\n    server: https://10.0.0.11:6443\n  name: x\n',
  'etc/kubernetes/pki/ca.crt': 'certificate\n',
  'proc/meminfo': 'MemTotal:       16200000 kB\nMemFree: 1 kB\n',
  'proc/swaps': 'Filename Type Size Used Priority\n/swapfile file 1 0 -2\n',
  'proc/self/status': 'Name:\tsh\nCapBnd:\t000001fffeffffff\n',
  'proc/filesystems': 'nodev\tproc\nnodev\toverlay\n',
  'proc/locks':
    '1: POSIX  ADVISORY  WRITE 99 08:01:4242 0 EOF\n2: -> POSIX  ADVISORY  WRITE 100 08:01:4242 0 EOF\n',
  'proc/99/comm': 'unattended-upgr\n',
  'proc/sys/kernel/hostname': 'nuc01\n',
  'proc/sys/kernel/random/boot_id': 'b00f\n',
  'proc/sys/net/bridge/bridge-nf-call-iptables': '1\n',
  'run/systemd/system/x': '',
  'run/systemd/resolve/resolv.conf': 'nameserver 10.0.0.1\n',
  'sys/class/dmi/id/product_uuid': 'ABCD-1\n',
  'sys/class/net/eno1/address': '52:54:00:00:00:01\n',
  'var/lib/dpkg/lock-frontend': '',
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

/** Runs the probe as a host would: sh, the text on standard input. */
function run(inputs: string, environment: NodeJS.ProcessEnv, shell = 'sh') {
  const result = spawnSync(shell, ['-s'], {
    input: `${inputs}\n${SCRIPT}`,
    encoding: 'utf8',
    env: environment,
  });
  return { ...result, facts: parseProbe(result.stdout) };
}

function runFake(inputs = ''): { stdout: string; stderr: string; facts: HostFacts | undefined } {
  return run(inputs, {
    PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
    NUCLAB_ROOT: join(folder, 'root'),
  });
}

/** Names, sizes and times of everything below the fake root. */
function listing(): string {
  return execFileSync('find', [join(folder, 'root'), '-printf', '%p %s %m %T@ %C@\n'], { encoding: 'utf8' });
}

describe('probe-host.sh on a fake host', () => {
  it('reads what the machine is', () => {
    plantHost();
    expect(runFake().facts).toMatchObject({
      os: { id: 'ubuntu', version: '24.04', name: 'Ubuntu 24.04.3 LTS' },
      machine: 'aarch64',
      kernel: '6.12.0-arm64',
      cpus: 8,
      memoryKilobytes: 16_200_000,
      swap: ['/swapfile'],
      container: undefined,
      capabilities: 0x1fffeffffffn,
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
      disks: ['/', '/boot', '/var/lib'].map((path) => ({ path, mount: '/', available: 1500, total: 2000 })),
      inodes: [],
      ufw: true,
    });
  });

  it('reads who the host is and what it belongs to', () => {
    plantHost();
    expect(runFake().facts).toMatchObject({
      hostname: 'nuc01',
      hostnameAddresses: ['127.0.1.1'],
      machineId: '0123456789abcdef0123456789abcdef',
      bootId: 'b00f',
      productUuid: 'abcd-1',
      interfaces: [
        { name: 'lo', address: '127.0.0.1' },
        { name: 'eno1', address: '10.0.0.11', mac: '52:54:00:00:00:01' },
      ],
      nameServers: ['10.0.0.1'],
      kubeconfigs: [{ file: 'kubelet.conf', server: 'https://10.0.0.11:6443' }],
      caSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      markers: ['base'],
      swarm: true,
    });
  });

  it('reads who listens, the first process of each socket', () => {
    plantHost();
    expect(runFake().facts?.listeners).toEqual([
      { protocol: 'tcp', port: 2379, pid: 7, process: 'my etcd' },
      { protocol: 'tcp', port: 6443, pid: 812, process: 'kube-apiserver' },
      { protocol: 'udp', port: 8472 },
    ]);
  });

  it('reads who holds the package lock, not who waits for it', () => {
    plantHost();
    expect(runFake().facts).toMatchObject({
      aptLock: { file: '/var/lib/dpkg/lock-frontend', pid: 99, process: 'unattended-upgr' },
      dpkgInterrupted: true,
    });
  });

  it('asks for packages as apt would and for images as the runtime would, and prints no password', () => {
    plantHost();
    const inputs =
      "PROBE_URLS='repository https://pkgs.k8s.io/Release.key\nimage https://user:s3cret@mirror/v2/'";
    const { facts, stdout, stderr } = runFake(inputs);
    expect(facts?.sourceSchemes).toEqual(['cdrom']);
    const sorted = [...(facts?.urls ?? [])].sort((a, b) => a.kind.localeCompare(b.kind));
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

  it('does not ask for a URL whose name does not resolve, unless a proxy resolves it', () => {
    plantHost();
    chmodSync(plant('bin/systemctl', '#!/bin/sh\nexit 1\n'), 0o755);
    const { facts } = runFake("PROBE_URLS='image https://unknown:5000/v2/\nrepository https://unknown/key'");
    expect(facts?.urls.filter(({ url }) => url.includes('unknown'))).toEqual(
      expect.arrayContaining([
        { kind: 'image', url: 'https://unknown:5000/v2/', status: undefined, error: 6, proxy: undefined },
        { kind: 'repository', url: 'https://unknown/key', status: 403, error: 0, proxy: 'http://proxy:3128' },
      ]),
    );
  });

  it('leaves out what it cannot find, and still comes to its end', () => {
    mkdirSync(join(folder, 'root'));
    const { facts, stderr } = runFake();
    expect(facts).toMatchObject({ os: {}, machineId: undefined, swap: [], markers: [], systemd: undefined });
    expect(stderr).toBe('');
  });

  it('changes nothing', () => {
    plantHost();
    const before = listing();
    runFake("PROBE_URLS='repository https://pkgs.k8s.io/Release.key'");
    expect(listing()).toBe(before);
  });
});

describe('probe-host.sh on this machine', () => {
  const inputs = "PROBE_PEERS='127.0.0.1 1'";

  it.each(['sh', 'bash'])('comes to its end in %s and knows the machine', (shell) => {
    const { facts, status, stderr } = run(inputs, process.env, shell);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(facts?.machine).toBe(execFileSync('uname', ['-m'], { encoding: 'utf8' }).trim());
    expect(facts?.cpus).toBeGreaterThan(0);
    expect(facts?.memoryKilobytes).toBeGreaterThan(100_000);
    expect(facts?.disks.map(({ path }) => path)).toContain('/var/lib');
  });

  it('counts a refused connection as a peer that is there', () => {
    const { facts } = run(inputs, process.env);
    expect(facts?.peers).toEqual([{ address: '127.0.0.1', port: 1, reached: true, reason: undefined }]);
  });

  it('is read from among the noise of a profile', () => {
    const { facts } = run(`printf 'Welcome!\\nos_id=x'\n${inputs}`, process.env);
    expect(facts?.os.id).not.toBe('x');
    expect(facts?.cpus).toBeGreaterThan(0);
  });

  it('sees the clock of this machine', () => {
    const sentAt = Date.now();
    const { stdout } = run(inputs, process.env);
    const clock = parseProbe(stdout, { sentAt, clockReadAt: Date.now() })?.clock;
    expect(Math.abs(clock?.offsetSeconds ?? Infinity)).toBeLessThanOrEqual(
      (clock?.uncertaintySeconds ?? 0) + 0.1,
    );
  });
});
