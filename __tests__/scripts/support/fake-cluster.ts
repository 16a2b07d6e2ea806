import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { tryPhase } from '../../../phases';
import type { FakeHost } from './prepared-once';

const scripts = join(__dirname, '../../../assets/scripts');
const commands =
  'kubeadm kubectl systemctl ip iptables-nft-save iptables-nft-restore getent uname journalctl openssl crictl kubelet';
/** Commands that do nothing here. */
const silent = 'iptables-legacy-save ip6tables-nft-save ip6tables-legacy-save nft sync';

export interface Run {
  readonly code: number | null;
  /** Lines of the protocol, without `waiting:`. */
  readonly lines: readonly string[];
  readonly output: string;
  /** Calls that change something, of this run alone. */
  readonly calls: readonly string[];
}

export interface ClusterStep {
  readonly phase: string;
  readonly script: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** Path below the step's folder to text. */
  readonly files?: Readonly<Record<string, string>>;
}

const fresh: Readonly<Record<string, string>> = {
  version: '1.34.4',
  name: 'nuc01',
  address: '10.0.0.11',
  endpoint: '10.0.0.11:6443',
  kubelet: 'inactive\n',
  containerd: 'active\n',
  enabled: 'enabled\n',
  tokens: '',
  settings: '',
  links: '',
  routes: '',
  firewall: '',
  pods: '',
  'node-pods': 'kube-system/kube-proxy-1 Ready\nkube-flannel/kube-flannel-ds-1 Ready\n',
};

/** As the runner writes it into the marker. */
function makes(phase: string): string {
  const membership = tryPhase(phase)?.membership ?? 'none';
  return ['control-plane', 'worker'].includes(membership) ? `,"makes":"${membership}"` : '';
}
/** Something that listens, and answers 200 to every request. */
const server = createServer((_, response) => response.end('ok'));
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

/** A host made of a folder and fake commands, and the little of a cluster that one host sees. */
export class FakeCluster implements FakeHost {
  private kubeletPort?: number;

  private constructor(private readonly directory: string) {}

  /** A prepared host that never was a node. */
  static prepared(state: Readonly<Record<string, string>> = {}): FakeCluster {
    const cluster = new FakeCluster(mkdtempSync(join(tmpdir(), 'nuclab-cluster-')));
    mkdirSync(join(cluster.directory, 'bin'));
    for (const command of commands.split(' '))
      symlinkSync(join(__dirname, 'fake-cluster.sh'), join(cluster.directory, 'bin', command));
    for (const command of silent.split(' '))
      symlinkSync('/bin/true', join(cluster.directory, 'bin', command));
    // The host is no virtual machine.
    symlinkSync('/bin/false', join(cluster.directory, 'bin', 'systemd-detect-virt'));
    chmodSync(join(__dirname, 'fake-cluster.sh'), 0o755);
    for (const [name, text] of Object.entries({ ...fresh, ...state })) cluster.set(name, text);
    cluster.write('proc/swaps', 'Filename\tType\n');
    cluster.write('proc/sys/kernel/hostname', cluster.state('name'));
    cluster.write('etc/machine-id', '0123456789abcdef0123456789abcdef\n');
    mkdirSync(join(cluster.root, 'etc/kubernetes/manifests'), { recursive: true });
    return cluster;
  }

  clone(): this {
    const directory = mkdtempSync(join(tmpdir(), 'nuclab-cluster-'));
    cpSync(this.directory, directory, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    return new FakeCluster(directory) as this;
  }

  get root(): string {
    return join(this.directory, 'root');
  }
  /** From now on nothing answers at the kubelet's address. */
  closeKubelet(): void {
    this.kubeletPort = 1;
  }
  /** The API server's port and the kubelet's. */
  get port(): number {
    return (server.address() as AddressInfo).port;
  }
  set(name: string, text: string): void {
    put(join(this.directory, 'state', name), text);
  }
  unset(name: string): void {
    rmSync(join(this.directory, 'state', name), { force: true });
  }
  state(name: string): string {
    return readFileSync(join(this.directory, 'state', name), 'utf8');
  }
  write(path: string, text: string, mode = 0o644): void {
    put(join(this.root, path), text);
    chmodSync(join(this.root, path), mode);
  }
  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }
  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }
  list(path: string): string[] {
    return readdirSync(join(this.root, path)).sort();
  }
  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true, force: true });
  }
  stepFile(phase: string, name: string): string {
    return join(this.directory, 'step', phase, name);
  }

  /** @param mode `apply` may be followed by items: only these are carried out. */
  async run(mode: 'check' | 'apply' | `apply ${string}`, step: ClusterStep): Promise<Run> {
    const stepDirectory = join(this.directory, 'step', step.phase);
    const inputs = Object.entries(step.inputs).map(([name, value]) => `${name}='${value}'\n`);
    put(join(stepDirectory, 'inputs.env'), inputs.join(''));
    put(
      join(stepDirectory, 'marker.json'),
      `{"phase":"${step.phase}","host":"${step.inputs['HOST_NAME'] ?? ''}"${makes(step.phase)},"runCount":0}`,
    );
    for (const [name, text] of Object.entries(step.files ?? {})) put(join(stepDirectory, name), text);
    this.set('calls', '');
    const child = spawn('bash', [join(scripts, step.script), ...mode.split(' ')], {
      // A group of its own, which the fake commands kill to stand for a power loss.
      detached: true,
      env: {
        PATH: `${join(this.directory, 'bin')}:${process.env['PATH'] ?? ''}`,
        BASH_ENV: join(__dirname, 'time.sh'),
        FAKE_STATE: join(this.directory, 'state'),
        NUCLAB_ROOT: this.root,
        NUCLAB_STEP_DIR: stepDirectory,
        NUCLAB_SCRIPTS: scripts,
        NUCLAB_ADMIN_USER: userInfo().username,
        NUCLAB_ROOT_UID: String(userInfo().uid),
        NUCLAB_KUBELET_PORT: String(this.kubeletPort ?? this.port),
        NUCLAB_POLL_SECONDS: '0.01',
        NUCLAB_NAME_WAIT_SECONDS: '1',
        NUCLAB_API_SECONDS: '1',
        NUCLAB_SETTLE_SECONDS: '1',
      },
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    const output = Buffer.concat(chunks).toString().replaceAll(`${this.root}/`, '/');
    return {
      code,
      output,
      lines: output
        .split('\n')
        .filter((line) => /^(changed|unchanged|differs|follows|warning|error):/.test(line)),
      calls: this.state('calls').replaceAll(this.directory, '').split('\n').filter(Boolean),
    };
  }

  dispose(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
