import { dial, type Link, type Route } from './dial';
import { place } from './place';
import { SshError } from './ssh-error';
import type { SshContext, SshTarget } from './types';

interface Shared {
  readonly bastion: SshTarget;
  readonly link: Promise<Link>;
  users: number;
}

const shared = new WeakMap<SshContext, Shared>();

/** A use of the context's one connection to its bastion; the connection ends with the last user. */
export interface BastionLease {
  /** A stream to the host, from the bastion on. */
  routeTo(target: SshTarget): Promise<Route>;
  /** Must be called once; a second call does nothing. */
  release(): Promise<void>;
}

/** All hosts of a lab share one connection to the bastion, else its limit of unauthenticated connections is hit. */
export async function leaseBastion(context: SshContext, bastion: SshTarget): Promise<BastionLease> {
  const entry = shared.get(context) ?? open(context, bastion);
  entry.users += 1;
  let released = false;
  const release = async (): Promise<void> => {
    if (released) return;
    released = true;
    entry.users -= 1;
    if (entry.users > 0) return;
    forget(context, entry);
    await entry.link.then((link) => link.close()).catch(() => undefined);
  };
  try {
    const link = await entry.link;
    return { release, routeTo: (target) => routeTo(link, bastion, target) };
  } catch (error) {
    await release();
    throw error;
  }
}

function open(context: SshContext, bastion: SshTarget): Shared {
  const entry: Shared = { bastion, link: dial(bastion, context), users: 0 };
  shared.set(context, entry);
  const leave = (): void => {
    forget(context, entry);
  };
  // After a lost connection, the next user connects to the bastion again.
  entry.link.then((link) => link.lost).then(leave, leave);
  return entry;
}

function forget(context: SshContext, entry: Shared): void {
  if (shared.get(context) === entry) shared.delete(context);
}

async function routeTo(link: Link, bastion: SshTarget, target: SshTarget): Promise<Route> {
  try {
    return { bastion, stream: await link.client.streamTo(target) };
  } catch (error) {
    const reason = (error as Error).message.replace('(SSH) Channel open failure: ', '');
    throw new SshError({
      kind: 'unreachable',
      where: place(target, bastion),
      what: `${bastion.name} cannot reach it (${reason})`,
      fix: `make sure ${target.name} is switched on and reachable from ${bastion.name}, and that the bastion allows TCP forwarding`,
      cause: error,
    });
  }
}
