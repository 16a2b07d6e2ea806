import pLimit from 'p-limit';
import { leaseBastion } from './bastion';
import { dial, type Link } from './dial';
import { Execution } from './execution';
import type { SshContext, SshSession, SshTarget } from './types';

/** Below the 10 that OpenSSH allows on a connection (MaxSessions). */
const maxChannels = 8;

/**
 * Opens a verified session to a host, through the bastion if the context has one.
 * Rejects with SshError, of kind `unknown-host-key`, `changed-host-key` or `revoked-host-key` before authentication.
 *
 * @param limits `timeoutSeconds` replaces the context's connectTimeoutSeconds
 */
export async function connect(
  target: SshTarget,
  context: SshContext,
  limits: { readonly timeoutSeconds?: number } = {},
): Promise<SshSession> {
  if (context.bastion === undefined) return session(target, context, await dial(target, context, limits));
  const lease = await leaseBastion(context, context.bastion);
  try {
    const link = await dial(target, context, { ...limits, route: await lease.routeTo(target) });
    return session(target, context, link, lease.release);
  } catch (error) {
    await lease.release();
    throw error;
  }
}

function session(
  target: SshTarget,
  context: SshContext,
  link: Link,
  release?: () => Promise<void>,
): SshSession {
  const limit = pLimit(maxChannels);
  // Nobody may be listening when a session is lost between two commands; the next command reports it.
  void link.lost.then(() => release?.());
  return {
    hostKey: link.hostKey,
    exec: (command, options) => limit(() => new Execution({ link, target, context, command, options }).run()),
    async close() {
      await link.close();
      await release?.();
    },
  };
}
