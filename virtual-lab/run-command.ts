import { spawn } from 'node:child_process';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Show the output while it comes. @default false */
  readonly show?: boolean;
  /** @default 1800 */
  readonly timeoutSeconds?: number;
  readonly stdin?: string;
  /** The process, as soon as it runs. */
  readonly onStart?: (pid: number) => void;
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  /** Standard output and standard error as they came. */
  readonly output: string;
  readonly seconds: number;
}

/** Runs a program without a shell and collects what it prints; a non-zero exit is a result, not an error. */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const started = Date.now();
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: (options.timeoutSeconds ?? 1800) * 1000,
  });
  if (child.pid !== undefined) options.onStart?.(child.pid);
  // A program that does not read its input is no error here.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  let stdout = '';
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    output += text;
    if (options.show === true) process.stdout.write(text);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (options.show === true) process.stderr.write(text);
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      resolve(exitCode ?? (signal === null ? 1 : 128));
    });
  });
  return { code, stdout, output, seconds: (Date.now() - started) / 1000 };
}

/** As `run`, but a non-zero exit throws with the last lines of the output. */
export async function mustRun(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const result = await run(program, args, options);
  if (result.code !== 0) {
    const tail = result.output.trim().split('\n').slice(-15).join('\n');
    throw new Error(`${program} ${args.join(' ')} ended with exit code ${String(result.code)}:\n${tail}`);
  }
  return result;
}
