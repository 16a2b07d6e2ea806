import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { processFacts } from './process-facts';

/** One run of Terraform, or of Pulumi, from its first step to its last: what the locks of its hosts belong to. */
export interface Deployment {
  /** Tells it from every other, on this computer and on others. */
  readonly id: string;
  /** Process that starts the runners. */
  readonly pid: number;
  /** As {@link processFacts} says it. */
  readonly startedAt: string;
}

const bootIdFile = '/proc/sys/kernel/random/boot_id';

/** The deployment whose steps the process carries out. */
export function deploymentOf(pid: number, labDirectory: string): Deployment {
  const startedAt = processFacts(pid)?.startedAt ?? '';
  const boot = existsSync(bootIdFile) ? readFileSync(bootIdFile, 'utf8') : '';
  const id = createHash('sha256')
    .update(JSON.stringify([hostname(), boot, labDirectory, pid, startedAt]))
    .digest('hex')
    .slice(0, 32);
  return { id, pid, startedAt };
}

/**
 * The process that started this runner: its parent, or an ancestor when the parent only is a `node` of a version
 * manager, or a shell, that passes the runner's own arguments on.
 */
export function deployer(args: readonly string[] = process.argv.slice(2), parent = process.ppid): number {
  for (let pid = parent; ;) {
    const facts = processFacts(pid);
    if (facts === undefined || facts.parent <= 1) return pid;
    const last = facts.command.slice(-args.length);
    if (args.length === 0 || last.join(' ') !== args.join(' ')) return pid;
    pid = facts.parent;
  }
}
