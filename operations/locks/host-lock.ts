import type { HostLock } from '../observing/lab-facts';

/**
 * Reads /run/nuclab/lock: id, owner, purpose and since (UTC), a line each.
 *
 * @returns undefined when it is no lock
 */
export function parseLock(lines: readonly string[], ageSeconds: number): HostLock | undefined {
  const [, owner, purpose, since] = lines;
  if (owner === undefined || purpose === undefined || since === undefined) return undefined;
  return { owner, purpose, since, heartbeatSeconds: ageSeconds };
}
