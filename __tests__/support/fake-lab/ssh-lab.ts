import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assetsDirectory } from '../../../manifest/program';
import type { ManifestStep, StepManifest } from '../../../manifest/manifest';
import { writeManifest } from '../../../manifest/manifest-file';
import { scriptBundle } from '../../../manifest/script-bundle';
import { startFakeHost, type FakeHost } from '../../ssh/support/fake-host';
import { knownHostsLine, makeLab, type Lab } from '../../ssh/support/lab';
import { FakeTerraform } from './fake-terraform';
import { FakeLab } from './fake-lab';
import { until } from '../until';

/** A lab whose hosts are behind SSH servers in this process, for admins who start the compiled runner. */
export class SshLab extends FakeLab {
  /** XDG_RUNTIME_DIR of all admins. */
  readonly runtime = join(this.folder, 'run');
  private readonly keys: Lab = makeLab();
  private readonly hosts = new Map<string, FakeHost>();
  private readonly started: FakeTerraform[] = [];

  /** @param main the runner's compiled entry point */
  constructor(private readonly main: string) {
    super();
  }

  async host(name: string): Promise<FakeHost> {
    this.makeHost(name);
    mkdirSync(this.runtime, { recursive: true });
    const host = await startFakeHost({
      hostKey: this.keys.hostKey,
      name,
      // Root needs no sudo.
      user: 'root',
      exec: (channel, command) => {
        const child = this.start(name, command);
        channel.pipe(child.stdin);
        child.stdout.pipe(channel, { end: false });
        child.stderr.pipe(channel.stderr, { end: false });
        child.on('close', (code) => {
          channel.exit(code ?? 1);
          channel.end();
        });
      },
    });
    this.hosts.set(name, host);
    return host;
  }

  /** Processes that keep the locks of a deployment. */
  daemons(terraform: FakeTerraform): number[] {
    const running = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return running.map(Number).filter((pid) => {
      const words = commandOf(pid);
      return words.at(-1) === String(terraform.pid) && (words.at(-2) ?? '').includes('/locks/lock-daemon.');
    });
  }

  /** A folder of an admin, with a synthesised stack for all hosts there are by now. */
  admin(name: string, changes: Partial<StepManifest> = {}): { lab: string; stack: string } {
    const [lab, stack] = [join(this.folder, name, 'lab'), join(this.folder, name, 'stack')];
    mkdirSync(lab, { recursive: true });
    mkdirSync(stack, { recursive: true });
    const targets = [...this.hosts.values()].map(({ target }) => target);
    const lines = targets.map((target) => `${knownHostsLine(target, this.keys.hostKey)}\n`);
    writeFileSync(join(lab, 'known_hosts'), lines.join(''));
    writeManifest(stack, {
      schemaVersion: 2,
      lab: 'lab',
      labDirectory: '../lab',
      ssh: {
        user: 'root',
        port: 22,
        identityFile: this.keys.userKey.path,
        knownHostsFile: 'known_hosts',
        sudo: 'passwordless',
      },
      hosts: targets.map(({ name: host, address, port }) => ({ name: host, address, port })),
      controlPlanes: [],
      steps: targets.map(({ name: host }) => kubeconfigStep(host)),
      ...changes,
    });
    return { lab, stack };
  }

  /** What starts the runners of one deployment, from the admin's folder. */
  async terraform(admin: string, env: NodeJS.ProcessEnv = {}): Promise<FakeTerraform> {
    const started = await FakeTerraform.start(this.main, join(this.folder, admin, 'stack'), {
      XDG_RUNTIME_DIR: this.runtime,
      ...env,
    });
    this.started.push(started);
    return started;
  }

  async remove(): Promise<void> {
    await Promise.all(this.started.map((terraform) => terraform.kill()));
    const left = (): number[] => this.started.flatMap((terraform) => this.daemons(terraform));
    await until(() => left().length === 0, 'the daemons to end');
    await Promise.all([...this.hosts.values()].map((host) => host.stop()));
    this.keys.remove();
    this.removeHosts();
  }
}

/** Program and arguments; none when it has ended meanwhile. */
export function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  } catch {
    return [];
  }
}

/** A step whose script fails soon and harmlessly: there is no cluster. */
function kubeconfigStep(host: string): ManifestStep {
  const script = 'check-kubeconfig.sh';
  return {
    id: `${host}/kubeconfig`,
    place: host,
    phase: 'kubeconfig',
    script,
    scriptSha256: scriptBundle(assetsDirectory(), script).sha256,
    inputs: { LAB: 'lab' },
    files: {},
    assets: [],
    reason: 'first install',
    timeoutSeconds: 30,
  };
}
