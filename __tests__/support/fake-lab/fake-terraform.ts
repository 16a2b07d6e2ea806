import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Reads what to start, starts a runner as its own child, and says how it ended. */
const program = (main: string): string => `
  const { spawn } = require('node:child_process');
  require('node:readline').createInterface(process.stdin).on('line', (line) => {
    const [number, env, ...args] = JSON.parse(line);
    const started = Date.now();
    const child = spawn(process.execPath, [${JSON.stringify(main)}, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr += chunk));
    child.on('close', (code) => console.log(JSON.stringify({ number, code, stdout, stderr, milliseconds: Date.now() - started })));
  });
  console.log('{}');`;

export interface RunnerResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** A process that starts runners as Terraform does, and can be killed as Terraform can. */
export class FakeTerraform {
  private readonly waiting = new Map<number, (result: RunnerResult) => void>();
  private count = 0;

  private constructor(private readonly child: ChildProcess) {}

  static async start(main: string, stack: string, env: NodeJS.ProcessEnv): Promise<FakeTerraform> {
    const { PATH, HOME } = process.env;
    const child = spawn(process.execPath, ['-e', program(main)], {
      cwd: stack,
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PATH, HOME, ...env },
    });
    const terraform = new FakeTerraform(child);
    const lines = createInterface(child.stdout);
    const ready = once(lines, 'line');
    lines.on('line', (line) => {
      const result = JSON.parse(line) as RunnerResult & { number?: number };
      if (result.number !== undefined) terraform.waiting.get(result.number)?.(result);
    });
    await ready;
    return terraform;
  }

  get pid(): number {
    return this.child.pid!;
  }

  run(args: string, env: NodeJS.ProcessEnv = {}): Promise<RunnerResult> {
    this.count += 1;
    const number = this.count;
    this.child.stdin!.write(`${JSON.stringify([number, env, ...args.split(' ')])}\n`);
    return new Promise((resolve) => this.waiting.set(number, resolve));
  }

  /** At once, without a chance to tidy up. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}
