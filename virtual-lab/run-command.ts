import { spawn } from 'node:child_process';

export interface RunOptions {
  /** What the caller waits for, in messages. @default - the command itself */
  readonly what?: string;
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Standard input. @default - empty */
  readonly input?: string;
  /** @default 1800 */
  readonly timeoutSeconds?: number;
  /** What the terminal shows while the program runs: standard error (`progress`), or all it prints. @default nothing */
  readonly show?: 'progress' | 'all';
  /** The process, as soon as it runs. */
  readonly onStart?: (pid: number) => void;
}

export interface MustRunOptions extends RunOptions {
  /** Exit codes that are an answer, not a failure. @default [0] */
  readonly accept?: readonly number[];
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output and standard error as they came. */
  readonly output: string;
  readonly seconds: number;
}

/** How a script of the lab marks its last words: the caller shows them, once. */
const ownError = /^(?:lab|mirror): error: .*\n/gm;

/** Runs a program without a shell and collects what it prints. A non-zero exit is a result, not an error. */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const started = Date.now();
  const child = spawn(program, args, { cwd: options.cwd, env: { ...process.env, ...options.env } });
  if (child.pid !== undefined) options.onStart?.(child.pid);
  let stdout = '';
  let stderr = '';
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    output += text;
    if (options.show === 'all') process.stdout.write(text);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    output += text;
    if (options.show !== undefined) process.stderr.write(text.replace(ownError, ''));
  });
  // A program that does not read its input closes it: its exit code tells more than our write error.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const code = await ended(child, program, args, options);
  return { code, stdout, stderr, output, seconds: (Date.now() - started) / 1000 };
}

/** As `run`, but a non-zero exit throws: with the last words of a script of ours, else with the end of what was printed. */
export async function mustRun(
  program: string,
  args: readonly string[],
  options: MustRunOptions = {},
): Promise<RunResult> {
  const result = await run(program, args, options);
  if ((options.accept ?? [0]).includes(result.code)) return result;
  const own = result.stderr.match(ownError)?.at(-1);
  if (own !== undefined) throw new Error(own.replace(/^\w+: error: /, '').trim());
  const tail = result.output.trim().split('\n').slice(-15).join('\n');
  const what = nameOf(program, args, options);
  throw new Error(`${what} ended with exit code ${result.code}${tail === '' ? '' : `:\n${tail}`}`);
}

const nameOf = (program: string, args: readonly string[], { what }: RunOptions): string =>
  what === undefined ? [program, ...args].join(' ') : `${what}: ${program}`;

function ended(
  child: ReturnType<typeof spawn>,
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<number> {
  const { timeoutSeconds = 1800, what = args.join(' ') } = options;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`gave up after ${timeoutSeconds} s waiting for ${what} (${program})`));
    }, timeoutSeconds * 1000);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(new Error(`could not start ${program}: ${error.message}`));
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code ?? 255);
    });
  });
}
