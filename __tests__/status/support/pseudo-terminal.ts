import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { until } from '../../support/until';

/** A shell line at a real terminal, which script(1) makes, with somebody who reads and types. */
export class PseudoTerminal {
  output = '';
  private readonly child: ChildProcess;

  constructor(line: string, env: NodeJS.ProcessEnv) {
    this.child = spawn('script', ['--quiet', '--return', '--flush', '--command', line, '/dev/null'], {
      env: { ...process.env, ...env, SHELL: '/bin/sh', TERM: 'xterm' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (this.output += chunk));
  }

  type(text: string): void {
    this.child.stdin?.write(text);
  }

  /** Waits until the program has written this since `from`. @returns the length of its output then */
  async saw(text: string, from = 0): Promise<number> {
    const since = (): string => this.output.slice(from);
    await until(
      () => since().includes(text),
      `${text} in`,
      () => JSON.stringify(since()),
    );
    return this.output.length;
  }

  /** @returns the exit code of the line */
  async end(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const [code] = (await once(this.child, 'close')) as [number | null];
    return code;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}
