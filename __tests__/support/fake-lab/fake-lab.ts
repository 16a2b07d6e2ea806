import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** systemctl and systemd-run as files play them. */
const commands = join(__dirname, 'commands');

/**
 * Hosts that are folders: what they would run runs on this computer, with /run, /proc and systemd's units below a root of
 * their own. How they are reached is left to those who build on it: StepLab for sessions within the test, SshLab for SSH.
 */
export abstract class FakeLab {
  readonly folder = mkdtempSync(join(tmpdir(), 'nuclab-lab-'));
  private readonly names: string[] = [];

  /** Makes the host's root folder and returns it. */
  protected makeHost(name: string): string {
    const root = this.root(name);
    for (const path of ['proc/sys/kernel/random', 'systemd', 'bin'])
      mkdirSync(join(root, path), { recursive: true });
    this.names.push(name);
    this.boot(name, 'boot-1');
    this.uptime(1000, name);
    return root;
  }

  root(name = 'nuc01'): string {
    return join(this.folder, 'hosts', name);
  }

  /** The host has this boot id from now on. */
  boot(name: string, id: string): void {
    writeFileSync(join(this.root(name), 'proc/sys/kernel/random/boot_id'), `${id}\n`);
  }

  /** Lets time pass on these hosts @default - on all */
  uptime(seconds: number, ...names: string[]): void {
    for (const name of names.length > 0 ? names : this.names) {
      writeFileSync(join(this.root(name), 'proc/uptime'), `${seconds}.00 1.00\n`);
    }
  }

  /** Puts a fake command first on the host's PATH. */
  command(name: string, body: string, host = 'nuc01'): void {
    const path = join(this.root(host), 'bin', name);
    writeFileSync(path, `#!/usr/bin/env bash\n${body}\n`);
    chmodSync(path, 0o755);
  }

  /** Units started on the host, in order. */
  starts(host = 'nuc01'): string[] {
    return this.linesOf(host, 'systemd/starts') ?? [];
  }

  /** The lines of the host's lock; undefined without one. */
  lock(host: string): string[] | undefined {
    return this.linesOf(host, 'run/nuclab/lock');
  }

  /** Ends the units that a test left running, and removes everything. */
  protected removeHosts(): void {
    for (const name of this.names) {
      const pidFile = (unit: string): string => join(this.root(name), 'systemd', unit);
      for (const unit of new Set(this.starts(name))) {
        if (!existsSync(pidFile(`${unit}.state`)) || !existsSync(pidFile(`${unit}.pid`))) continue;
        if (readFileSync(pidFile(`${unit}.state`), 'utf8').trim() !== 'active') continue;
        process.kill(-Number(readFileSync(pidFile(`${unit}.pid`), 'utf8')), 'SIGKILL');
      }
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Starts a command line on the host, as its SSH server would. */
  protected start(host: string, command: string): ChildProcessWithoutNullStreams {
    const root = this.root(host);
    const child = spawn('/bin/sh', ['-c', command], {
      env: {
        PATH: `${join(root, 'bin')}:${commands}:${process.env.PATH}`,
        // bash takes our pipe for a network connection, and would read the ~/.bashrc of whoever runs the tests.
        HOME: root,
        NUCLAB_ROOT: root,
        FAKE_SYSTEMD: join(root, 'systemd'),
      },
    });
    child.stdin.on('error', () => undefined);
    return child;
  }

  private linesOf(host: string, path: string): string[] | undefined {
    const file = join(this.root(host), path);
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : undefined;
  }
}
