import { place } from './place';
import { SshError, type SshErrorKind } from './ssh-error';
import type { SshTarget } from './types';

/** How far a connection got before it failed. */
export type Stage = 'network' | 'handshake' | 'authentication' | 'ready';

const networkErrors: Readonly<Record<string, readonly [what: string, fix: string]>> = {
  ECONNREFUSED: ['connection refused', 'make sure its SSH server is running and listens on this port'],
  EHOSTUNREACH: ['no route to it', 'make sure it is switched on and on the same network'],
  ENETUNREACH: ['no route to its network', 'check the network of this computer'],
  ETIMEDOUT: ['no answer', 'make sure it is switched on and no firewall blocks the connection'],
  ENOTFOUND: ['its name cannot be resolved', 'use its IP address in lab.yaml'],
  EAI_AGAIN: ['its name cannot be resolved now', 'check DNS, or use its IP address in lab.yaml'],
  ECONNRESET: ['it reset the connection', 'check its SSH server (journalctl -u ssh)'],
};

/** The error for what ssh2 reports while it connects. */
export function connectError(target: SshTarget, stage: Stage, error: unknown, bastion?: SshTarget): SshError {
  const { code, message } = error as NodeJS.ErrnoException;
  const where = place(target, bastion);
  const make = (kind: SshErrorKind, what: string, fix: string): SshError =>
    new SshError({ kind, where, what, fix, cause: error });
  const known = typeof code === 'string' ? networkErrors[code] : undefined;
  if (known) return make(stage === 'network' ? 'unreachable' : 'transport', ...known);
  if (stage === 'network') return make('unreachable', message, 'make sure it is switched on and reachable');
  if (/no matching/.test(message)) {
    return make(
      'transport',
      `no common cryptography (${message})`,
      'update its SSH server, or its settings in sshd_config',
    );
  }
  // sshd says nothing when it is still starting or has too many connections waiting.
  const closed = /before handshake|No response/.test(message);
  return make(
    'transport',
    closed ? 'it closed the connection before the SSH handshake' : `SSH ${stage} failed (${message})`,
    'check its SSH server (journalctl -u ssh), then run it again',
  );
}

/** The error for a connection that took too long. */
export function connectTimeout(
  target: SshTarget,
  stage: Stage,
  seconds: number,
  bastion?: SshTarget,
): SshError {
  const what = {
    network: `no answer within ${seconds} s`,
    handshake: `it accepted the connection, but no SSH handshake came within ${seconds} s`,
    authentication: `it did not finish authentication within ${seconds} s`,
    ready: `no answer within ${seconds} s`,
  }[stage];
  const fix =
    stage === 'network'
      ? 'make sure it is switched on and no firewall blocks the connection'
      : 'check the load of the host and its SSH server, then run it again';
  return new SshError({ kind: 'timeout', where: place(target, bastion), what, fix });
}

/** The error for a lost session. */
export function lostError(
  target: SshTarget,
  error: unknown,
  silentSeconds: number,
  bastion?: SshTarget,
): SshError {
  const message = error instanceof Error ? error.message : undefined;
  const reason =
    message === undefined
      ? 'the host closed it'
      : message === 'Keepalive timeout'
        ? `no answer for ${silentSeconds} s`
        : message;
  return new SshError({
    kind: 'transport',
    where: place(target, bastion),
    what: `connection lost (${reason})`,
    fix: `check the power and network of ${target.name}, then run it again`,
    cause: error,
  });
}
