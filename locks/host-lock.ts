import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { singleLine } from '../text/single-line';

export interface HostLock {
  /** `anna@desk (pid 4711)`. */
  readonly owner: string;
  /** What the owner does: `deploys /home/anna/lab`. */
  readonly purpose: string;
  /** UTC. */
  readonly since: string;
  /** Seconds since the last heartbeat. */
  readonly heartbeatSeconds: number;
}

/** How often a holder sends a heartbeat, seconds. */
export const heartbeatSeconds = 10;
/** A lock whose holder sent no heartbeat for longer is its taker's, seconds; lock.sh on the host decides by the same. */
export const expirySeconds = 30;

/**
 * Reads /run/nuclab/lock: id, owner, purpose and since (UTC), a line each; more lines are the host's own business.
 *
 * @returns undefined when it is no lock
 */
export function parseLock(lines: readonly string[], ageSeconds: number): HostLock | undefined {
  const [, owner, purpose, since] = lines.map((text) => singleLine(text));
  if (owner === undefined || purpose === undefined || since === undefined) return undefined;
  return { owner, purpose, since, heartbeatSeconds: Math.max(0, ageSeconds) };
}

/** Somebody else is working on the host. */
export function heldError(host: string, lock: HostLock, now = new Date()): NuclabError {
  return new NuclabError({
    what: `${work(lock, now)} on ${host}, last heartbeat ${lock.heartbeatSeconds} s ago`,
    fix: `wait until it has finished, then deploy again; a lock without a heartbeat for ${expirySeconds} s is taken over automatically`,
    exitCode: ExitCode.locked,
  });
}

/** Somebody else took a lock over that was ours. */
export function lostError(host: string, lock: HostLock, now = new Date()): NuclabError {
  return new NuclabError({
    what: `the lock of ${host} was lost, because this computer sent no heartbeat for over ${expirySeconds} s: ${work(lock, now)} there`,
    fix: 'wait until it has finished, then deploy again',
    exitCode: ExitCode.locked,
  });
}

/** What the taker of stale locks is told of each holder: its locks on all hosts together. */
export function takenOver(locks: readonly { readonly host: string; readonly lock: HostLock }[]): string[] {
  const owners = [...new Set(locks.map(({ lock }) => lock.owner))];
  return owners.map((owner) => {
    const own = locks.filter(({ lock }) => lock.owner === owner);
    const seconds = Math.max(...own.map(({ lock }) => lock.heartbeatSeconds));
    const hosts = own.map(({ host }) => host).sort();
    return `took over the lock of ${owner} on ${hosts.join(', ')}, which sent no heartbeat for ${seconds} s`;
  });
}

function work({ owner, purpose, since }: HostLock, now: Date): string {
  return `${owner} ${purpose} since ${clock(since, now)}`;
}

/** `11:02:03 UTC`, with the day when it is not today. */
function clock(since: string, now: Date): string {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)Z$/.exec(since) ?? [];
  if (day === undefined || time === undefined) return since;
  return now.toISOString().startsWith(day) ? `${time} UTC` : `${day} ${time} UTC`;
}
