import type { Connect, SshTarget } from '../ssh/types';

/** Resolves once the host's lock is held, with warnings to show. */
export type HoldLock = (target: SshTarget) => Promise<readonly string[]>;

/** Connects, and hands a session out only once the host's lock is held: nothing is done on a host without it. */
export function heldConnect(
  connect: Connect,
  hold: HoldLock | undefined,
  say: (text: string) => void,
): Connect {
  if (hold === undefined) return connect;
  return async (target, context) => {
    const session = await connect(target, context);
    try {
      for (const warning of await hold(target)) say(`warning: ${warning}`);
      return session;
    } catch (error) {
      await session.close().catch(() => undefined);
      throw error;
    }
  };
}
