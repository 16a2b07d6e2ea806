import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** A running process as the operator's computer shows it. */
export interface ProcessFacts {
  readonly parent: number;
  /** Tells it from a later process with the same number; in the system's own words. */
  readonly startedAt: string;
  /** Program and arguments, as far as they can be told apart: without /proc they are split at blanks. */
  readonly command: readonly string[];
}

const hasProc = existsSync('/proc/self/stat');

/** Undefined when there is no such process, or only what nobody has asked the end of yet. */
export function processFacts(pid: number): ProcessFacts | undefined {
  try {
    return hasProc ? fromProc(pid) : fromPs(pid);
  } catch {
    return undefined;
  }
}

/** Whether the process that had this start still runs; cheap enough to be asked twice a second. */
export function isRunning(pid: number, startedAt: string): boolean {
  if (hasProc) return processFacts(pid)?.startedAt === startedAt;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function fromProc(pid: number): ProcessFacts | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The program's name stands in brackets and may hold anything; state, parent and start are fields 3, 4 and 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', parent = ''] = fields;
  const startedAt = fields[19];
  if (startedAt === undefined || 'ZXx'.includes(state)) return undefined;
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  return { parent: Number(parent), startedAt, command };
}

function fromPs(pid: number): ProcessFacts | undefined {
  const line = execFileSync('ps', ['-ww', '-o', 'ppid=,lstart=,command=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const found = /^\s*(\d+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/.exec(line.trimEnd());
  if (found === null) return undefined;
  const [, parent = '', startedAt = '', command = ''] = found;
  return { parent: Number(parent), startedAt, command: command.split(' ') };
}
