import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { processFacts } from '../../locks/process-facts';
import { runnerEntry } from '../../manifest/program';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

const runner = new RegExp(`(^|[\\s/])${runnerEntry.replaceAll('.', '\\.')} (apply|destroy) `);

/** The runners of this process: Terraform, a child of it, has started them. */
export function runnersBelow(ancestor: number): number[] {
  const all = runningProcesses();
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  const isBelow = (pid: number): boolean => {
    for (let at = parents.get(pid); at !== undefined && at > 1; at = parents.get(at)) {
      if (at === ancestor) return true;
    }
    return false;
  };
  const found = all.filter(({ pid, command }) => runner.test(command) && isBelow(pid));
  // A version manager's `node` passes its arguments on to the real one, which is the one to ask.
  return found.filter(({ pid }) => !found.some(({ parent }) => parent === pid)).map(({ pid }) => pid);
}

/** Programs this process has started itself. */
export function childrenOf(parent: number): number[] {
  return runningProcesses()
    .filter((each) => each.parent === parent)
    .map(({ pid }) => pid);
}

function runningProcesses(): Process[] {
  try {
    return existsSync('/proc/self/stat') ? fromProc() : fromPs();
  } catch {
    // Without ps nobody can be found; whoever asks continues without.
    return [];
  }
}

function fromProc(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const facts = processFacts(Number(name));
      return facts === undefined
        ? []
        : [{ pid: Number(name), parent: facts.parent, command: facts.command.join(' ') }];
    });
}

function fromPs(): Process[] {
  const text = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' });
  return [...text.matchAll(/^\s*(\d+)\s+(\d+)\s+(.*)$/gm)].map(([, pid, parent, command = '']) => ({
    pid: Number(pid),
    parent: Number(parent),
    command,
  }));
}
