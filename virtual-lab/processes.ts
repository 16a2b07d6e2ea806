import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { checkoutDirectory } from './lab-model';

export interface RunOptions {
  /** What is waited for, in the words of the message when time is over. */
  readonly what: string;
  readonly timeoutSeconds: number;
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Exit codes that are an answer, not a failure. @default [0] */
  readonly accept?: readonly number[];
  /** Keep standard error instead of showing it as progress. @default false */
  readonly quiet?: boolean;
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const labFile = (...parts: string[]): string => join(checkoutDirectory, 'virtual-lab', ...parts);

export function say(line: string): void {
  process.stderr.write(`lab: ${line}\n`);
}

/** Runs one of the lab's shell scripts. They say on standard error what they do. */
export async function runScript(
  path: string,
  args: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  return run(labFile(path), args, options);
}

export async function run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  const child = spawn(command, args, { stdio: 'pipe', env: { ...process.env, ...options.env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (!options.quiet) process.stderr.write(text.replace(/^lab: error: .*\n/gm, ''));
  });
  // A command that does not read its input closes it: its exit code tells more than our write error.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const code = await ended(child, command, options);
  if (!(options.accept ?? [0]).includes(code)) {
    const last =
      stderr
        .trim()
        .split('\n')
        .at(-1)
        ?.replace(/^lab: (error: )?/, '') ?? '';
    throw new Error(last || `${options.what}: ${command} ended with exit code ${code}`);
  }
  return { code, stdout, stderr };
}

function ended(child: ReturnType<typeof spawn>, command: string, options: RunOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`gave up after ${options.timeoutSeconds} s waiting for ${options.what} (${command})`));
    }, options.timeoutSeconds * 1000);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(new Error(`could not start ${command}: ${error.message}`));
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code ?? 255);
    });
  });
}
