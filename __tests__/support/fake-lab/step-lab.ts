import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redactor } from '../../../text/redactor';
import { SshError } from '../../../ssh/ssh-error';
import type { ExecOptions, ExecResult, SshContext, SshSession, SshTarget } from '../../../ssh/types';
import type { ManifestStep, StepManifest } from '../../../manifest/manifest';
import { scriptBundle } from '../../../manifest/script-bundle';
import type { RunnerContext } from '../../../runner/step-runner';
import { FakeLab } from './fake-lab';

const realAssets = join(__dirname, '../../../assets');

/** A lab whose steps a test writes: sessions are shells in this process, which a test can refuse or cut. */
export class StepLab extends FakeLab {
  readonly lab = join(this.folder, 'lab');
  readonly assets = join(this.folder, 'assets');
  readonly redactor = new Redactor();
  readonly printed: string[] = [];
  /** Every text sent on standard input, with the host it went to. */
  readonly sent: { host: string; command: string; stdin: string }[] = [];
  /** Sessions opened, by host. */
  readonly connects: string[] = [];
  /** Set to make the next connects fail; the function may count. */
  refuse?: (target: SshTarget) => SshError | undefined;
  private readonly open = new Set<(error: Error) => void>();

  constructor() {
    super();
    for (const path of [this.lab, join(this.assets, 'scripts'), join(this.assets, 'files')]) {
      mkdirSync(path, { recursive: true });
    }
    for (const name of ['runner', 'facts', 'programs', 'lib/framework'].map(
      (folder) => `scripts/${folder}`,
    )) {
      cpSync(join(realAssets, name), join(this.assets, name), { recursive: true });
    }
    this.host('nuc01');
  }

  /** Makes the host's root folder and returns it. */
  host(name: string): string {
    return this.makeHost(name);
  }

  /** The lab's control planes, in the order in which they are asked. */
  controlPlanes: readonly string[] = ['nuc01'];

  /** A step whose script, called with `apply` or `check`, is `body`. */
  step(body: string, props: Partial<ManifestStep> = {}): ManifestStep {
    const phase = props.phase ?? 'base';
    const script = props.script ?? `${phase}.sh`;
    writeFileSync(join(this.assets, 'scripts', script), `#!/usr/bin/env bash\nset -euo pipefail\n${body}\n`);
    const { sha256 } = scriptBundle(this.assets, script, props.assets ?? []);
    return {
      id: `nuc01/${phase}`,
      place: 'nuc01',
      phase,
      script,
      scriptSha256: sha256,
      inputs: {},
      files: {},
      assets: [],
      reason: 'first install',
      timeoutSeconds: 300,
      ...props,
    };
  }

  manifest(...steps: ManifestStep[]): StepManifest {
    return {
      schemaVersion: 2,
      lab: 'lab',
      labDirectory: this.lab,
      ssh: { port: 22, user: 'teacher', knownHostsFile: 'known_hosts', sudo: 'passwordless' },
      hosts: [
        { name: 'nuc01', address: '10.0.0.11' },
        { name: 'nuc02', address: '10.0.0.12' },
        { name: 'nuc03', address: '10.0.0.13' },
      ],
      controlPlanes: this.controlPlanes,
      steps,
    };
  }

  context(props: Partial<RunnerContext> = {}): RunnerContext {
    return {
      connect: (target) => this.connect(target),
      ssh: { knownHostsFile: '', sudo: 'passwordless' } as SshContext,
      labDirectory: this.lab,
      assetsDirectory: this.assets,
      redactor: this.redactor,
      print: (line) => this.printed.push(line),
      owner: 'ann@desk (pid 1)',
      reconnectWaitMilliseconds: 50,
      ...props,
    };
  }

  /** Ends every session as a cut cable would: the programs on the hosts see their output closed. */
  cut(): void {
    for (const fail of [...this.open]) {
      fail(
        new SshError({
          kind: 'transport',
          what: 'the session was lost',
          where: 'nuc01',
          fix: 'run it again',
        }),
      );
    }
  }

  log(phase = 'base', host = 'nuc01'): string {
    return readFileSync(join(this.lab, 'logs', host, `${phase}.log`), 'utf8');
  }

  remove(): void {
    this.removeHosts();
  }

  async connect(target: SshTarget): Promise<SshSession> {
    this.connects.push(target.name);
    const refused = this.refuse?.(target);
    if (refused !== undefined) throw refused;
    return {
      exec: (command, options) => this.exec(target.name, command, options),
      close: () => Promise.resolve(),
    };
  }

  private exec(host: string, command: string, options: ExecOptions): Promise<ExecResult> {
    this.sent.push({ host, command, stdin: options.stdin ?? '' });
    return new Promise((resolve, reject) => {
      const child = this.start(host, command);
      const fail = (error: Error): void => {
        child.stdout.destroy();
        child.stderr.destroy();
        reject(error);
      };
      this.open.add(fail);
      const abort = (): void =>
        fail(new SshError({ kind: 'aborted', what: 'stopped', where: host, fix: 'run it again' }));
      options.signal?.addEventListener('abort', abort, { once: true });
      let stdout = '';
      let stderr = '';
      let rest = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        stdout += chunk;
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) options.onStdoutLine?.(line);
      });
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
      child.stdin.end(options.stdin ?? '');
      child.on('close', (code, signal) => {
        this.open.delete(fail);
        options.signal?.removeEventListener('abort', abort);
        if (rest !== '') options.onStdoutLine?.(rest);
        resolve({ exitCode: code ?? 128, ...(signal === null ? {} : { signal }), stdout, stderr });
      });
    });
  }
}
