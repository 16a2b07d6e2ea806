import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FakeHost } from './prepared-once';

const assets = join(__dirname, '../../../assets');
const commands = [
  'apt-cache',
  'apt-get',
  'apt-mark',
  'containerd',
  'crictl',
  'df',
  'dpkg',
  'dpkg-query',
  'firewall-cmd',
  'getent',
  'hostname',
]
  .concat([
    'kubeadm',
    'kubectl',
    'kubelet',
    'modprobe',
    'swapoff',
    'systemctl',
    'systemd-detect-virt',
    'timedatectl',
  ])
  .concat(['ufw', 'uname']);

export interface Run {
  readonly code: number | null;
  /** Lines of the protocol (`changed:`, `differs:`, `error:` …) in the order of the script. */
  readonly lines: readonly string[];
  readonly output: string;
  /** Calls of commands that change the host. */
  readonly changes: readonly string[];
}

export interface StepInput {
  readonly phase: string;
  readonly script: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** Texts beside the script. */
  readonly files?: Readonly<Record<string, string>>;
  /** Names in assets/files. */
  readonly assets?: readonly string[];
}

/** A host made of a folder and fake commands; `state` is what the commands know, `root` what they and the script write. */
export class FakeDebian implements FakeHost {
  private constructor(private readonly directory: string) {}

  /** A freshly installed Debian 13 with swap, a wrong name and nothing of Kubernetes. */
  static fresh(): FakeDebian {
    const host = new FakeDebian(mkdtempSync(join(tmpdir(), 'nuclab-host-')));
    mkdirSync(join(host.directory, 'bin'));
    for (const command of commands)
      symlinkSync(join(__dirname, 'fake-debian.sh'), join(host.directory, 'bin', command));
    for (const command of ['journalctl', 'sync'])
      symlinkSync('/bin/true', join(host.directory, 'bin', command));
    for (const [path, text] of Object.entries(freshRoot)) host.write(path, text);
    for (const [path, text] of Object.entries(freshState)) host.set(path, text);
    for (const folder of [
      'root/etc/apt/sources.list.d',
      'root/var/lib/apt/lists',
      'root/var/lib/dpkg/updates',
      'state/packages',
    ]) {
      mkdirSync(join(host.directory, folder), { recursive: true });
    }
    mkdirSync(join(host.directory, 'root/usr/lib/apt'), { recursive: true });
    symlinkSync(join(__dirname, 'fake-debian.sh'), join(host.directory, 'root/usr/lib/apt/apt-helper'));
    return host;
  }

  clone(): this {
    const directory = mkdtempSync(join(tmpdir(), 'nuclab-host-'));
    cpSync(this.directory, directory, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    return new FakeDebian(directory) as this;
  }

  dispose(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  path(path: string): string {
    return join(this.directory, 'root', path);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  exists(path: string): boolean {
    return existsSync(this.path(path));
  }

  delete(path: string): void {
    rmSync(this.path(path), { recursive: true, force: true });
  }

  set(name: string, text: string): void {
    const path = join(this.directory, 'state', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  state(name: string): string {
    const path = join(this.directory, 'state', name);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  unset(name: string): void {
    rmSync(join(this.directory, 'state', name), { force: true });
  }

  /** A program that exists on the PATH of this host only, or no longer exists when `text` is undefined. */
  program(name: string, text?: string): void {
    const path = join(this.directory, 'bin', name);
    rmSync(path, { force: true });
    if (text === undefined) return;
    writeFileSync(path, text);
    chmodSync(path, 0o755);
  }

  run(mode: string, step: StepInput, more: Readonly<Record<string, string>> = {}): Run {
    this.set('changes', '');
    const stepDirectory = this.stage(step, more);
    const result = spawnSync('bash', [join(stepDirectory, 'script.sh'), mode], {
      encoding: 'utf8',
      env: {
        PATH: `${join(this.directory, 'bin')}:/usr/bin:/bin`,
        HOME: '/root',
        BASH_ENV: join(__dirname, 'time.sh'),
        NUCLAB_ROOT: join(this.directory, 'root'),
        NUCLAB_STEP_DIR: stepDirectory,
        NUCLAB_SCRIPTS: join(assets, 'scripts'),
        NUCLAB_POLL_SECONDS: '0.02',
        NUCLAB_RETRY_SECONDS: '0',
        NUCLAB_CLOCK_SECONDS: '0',
        NUCLAB_APT_LOCK_SECONDS: '0',
        FAKE_ROOT: join(this.directory, 'root'),
        FAKE_STATE: join(this.directory, 'state'),
      },
    });
    const output = result.stdout + result.stderr;
    const protocol = /^(changed|unchanged|differs|follows|waiting|warning|error): /;
    return {
      code: result.status,
      output,
      lines: output.split('\n').filter((line) => protocol.test(line)),
      changes: this.state('changes').split('\n').filter(Boolean),
    };
  }

  private stage(step: StepInput, more: Readonly<Record<string, string>>): string {
    const stepDirectory = join(this.directory, 'run', step.phase);
    rmSync(stepDirectory, { recursive: true, force: true });
    mkdirSync(join(stepDirectory, 'files'), { recursive: true });
    cpSync(join(assets, 'scripts', step.script), join(stepDirectory, 'script.sh'));
    const inputs = Object.entries({ ...step.inputs, ...more });
    writeFileSync(
      join(stepDirectory, 'inputs.env'),
      inputs.map(([name, value]) => `${name}='${value}'\n`).join(''),
    );
    writeFileSync(
      join(stepDirectory, 'marker.json'),
      `{"inputs":${JSON.stringify(Object.fromEntries(inputs))},"runCount":0}\n`,
    );
    for (const [name, text] of Object.entries(step.files ?? {}))
      writeFileSync(join(stepDirectory, 'files', name), text);
    for (const name of step.assets ?? [])
      cpSync(join(assets, 'files', name), join(stepDirectory, 'files', name));
    return stepDirectory;
  }
}

const freshRoot = {
  'etc/os-release':
    'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\nVERSION_ID="13"\nVERSION_CODENAME=trixie\n',
  'etc/hostname': 'debian\n',
  'etc/hosts':
    '127.0.0.1 localhost\n127.0.1.1 nuc01.lan nuc01\n\n# hand-made\n192.168.0.7 printer # upstairs\n10.1.1.1 nuc02',
  'etc/fstab':
    '# <file system>\nUUID=1 / ext4 errors=remount-ro 0 1\nUUID=2 none swap sw 0 0\n/dev/sr0\t/media udf,iso9660 user,noauto 0 0',
  'etc/cloud/cloud.cfg': 'preserve_hostname: false\n',
  'etc/ssl/certs/ca-certificates.crt': 'certificates\n',
  'proc/sys/kernel/hostname': 'debian\n',
  'proc/swaps': 'Filename\tType\tSize\tUsed\tPriority\n/dev/sda2 partition 1048572 0 -2\n',
  'proc/filesystems': 'nodev\tproc\n\text4\n',
  'proc/locks': '',
  'proc/1/status': 'Name:\tsystemd\nCapBnd:\t000001ffffffffff\n',
  'proc/self/uid_map': '         0          0 4294967295\n',
  'proc/sys/net/ipv4/ip_forward': '0\n',
  'proc/sys/net/netfilter/nf_conntrack_max': '65536\n',
};

const freshState = {
  'available/systemd-timesyncd': '257.8-1\n',
  'available/containerd': '1.7.24~ds1-6\n',
  'available/runc': '1.1.15-2\n',
  'available/kubelet': '1.34.4-1.1\n',
  'available/cri-tools': '1.34.0-1.1\n',
  'available/kubernetes-cni': '1.7.1-1.1\n',
  'modules/overlay': '',
  'modules/br_netfilter': '',
  'units/swap.target.enabled': 'static\n',
  'swap-units': 'dev-sda2.swap loaded active active Swap\n',
  machine: 'x86_64\n',
};
