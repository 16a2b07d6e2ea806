import { leaseBastion } from './bastion';
import { Client } from './client';
import { connectError, connectTimeout, type Stage } from './connect-error';
import { Deadline } from './deadline';
import type { Route } from './dial';
import { hostKeyAlgorithms } from './host-key';
import type { SshError } from './ssh-error';
import type { SshContext, SshTarget } from './types';

/**
 * One connection each: a server shows one key per key exchange. Not one per algorithm, since OpenSSH 9.8 and later
 * shut out addresses that connect often without logging in.
 */
const families: readonly (readonly string[])[] = [
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  ['ssh-rsa'],
];

/** The public keys a host offers and proves to own, ed25519 first. Nothing is sent that identifies the user. */
export async function offeredKeys(target: SshTarget, context: SshContext): Promise<Buffer[]> {
  if (context.bastion === undefined) return allKeys(target, context);
  const lease = await leaseBastion(context, context.bastion);
  try {
    return await allKeys(target, context, (host) => lease.routeTo(host));
  } finally {
    await lease.release();
  }
}

async function allKeys(
  target: SshTarget,
  context: SshContext,
  routeTo?: (target: SshTarget) => Promise<Route>,
): Promise<Buffer[]> {
  const keys = await Promise.all(
    families.map(async (types) => tryOfferedKey(target, context, types, await routeTo?.(target))),
  );
  const offered = keys.filter((key) => key !== undefined);
  if (offered.length > 0) return offered;
  throw connectError(target, 'handshake', new Error('no matching host key type'), context.bastion);
}

/** The server's key of one of these types; undefined when it has none. */
function tryOfferedKey(
  target: SshTarget,
  context: SshContext,
  types: readonly string[],
  route?: Route,
): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    let shown: Buffer | undefined;
    let stage: Stage = route === undefined ? 'network' : 'handshake';
    const end = (settle: () => void): void => {
      deadline.clear();
      client.destroy();
      settle();
    };
    const fail = (error: SshError): void => {
      end(() => {
        reject(error);
      });
    };
    const seconds = context.connectTimeoutSeconds ?? 10;
    const deadline = new Deadline(seconds, () => {
      fail(connectTimeout(target, stage, seconds, route?.bastion));
    });
    const client = new Client({
      target: { ...target, user: 'nuclab' },
      stream: route?.stream,
      hostKeyAlgorithms: hostKeyAlgorithms(types),
      accepts: (key) => {
        shown = key;
        return true;
      },
      login: (_accepted, _partial, next) => {
        next(false);
      },
      onError: (error) => {
        if (/no matching host key format/.test((error as Error).message)) {
          end(() => {
            resolve(undefined);
          });
        } else fail(connectError(target, stage, error, route?.bastion));
      },
    });
    client.on('connect', () => (stage = 'handshake'));
    // The key exchange is complete: the server has signed with this key. Nothing of the login has been sent.
    client.on('handshake', () => {
      end(() => {
        resolve(shown);
      });
    });
  });
}
