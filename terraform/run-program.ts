import { spawn } from 'node:child_process';
import { LineReader } from '../ssh/lines';

export interface ProgramProps {
  readonly program: string;
  readonly args: readonly string[];
  /** @default - the current folder */
  readonly directory?: string;
  readonly env: NodeJS.ProcessEnv;
  /** Once it aborts, the program gets one SIGINT, and its end is waited for. */
  readonly signal?: AbortSignal;
  /** Told each line of standard output. */
  readonly onLine?: (line: string) => void;
}

export interface ProgramResult {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program without a shell. It gets a process group of its own, so that Ctrl-C in a terminal reaches this process alone:
 * Terraform takes a second SIGINT as the order to end at once and to leave its state unwritten.
 *
 * @throws the error of `spawn` (`ENOENT`, `EACCES`) when the program cannot be started
 */
export function runProgram(props: ProgramProps): Promise<ProgramResult> {
  const child = spawn(props.program, props.args, {
    cwd: props.directory,
    env: props.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const stdout = new LineReader(props.onLine);
  const stderr = new LineReader();
  child.stdout.on('data', (chunk: Buffer) => {
    stdout.write(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr.write(chunk);
  });
  const interrupt = (): void => {
    child.kill('SIGINT');
  };
  props.signal?.addEventListener('abort', interrupt, { once: true });
  if (props.signal?.aborted === true) interrupt();
  return new Promise<ProgramResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      resolve({ exitCode: exitCode ?? undefined, stdout: stdout.end(), stderr: stderr.end() });
    });
  }).finally(() => props.signal?.removeEventListener('abort', interrupt));
}
