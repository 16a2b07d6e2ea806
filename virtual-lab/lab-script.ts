import { join } from 'node:path';
import { checkoutDirectory } from './lab-model';
import { mustRun, type MustRunOptions, type RunResult } from './run-command';

export const labFile = (...parts: string[]): string => join(checkoutDirectory, 'virtual-lab', ...parts);

export function say(line: string): void {
  process.stderr.write(`lab: ${line}\n`);
}

/** Runs one of the lab's shell scripts. They say on standard error what they do, and last why they failed. */
export async function runScript(
  path: string,
  args: readonly string[],
  options: MustRunOptions,
): Promise<RunResult> {
  return mustRun(labFile(path), args, { show: 'progress', ...options });
}
