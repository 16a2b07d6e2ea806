import { randomBytes } from 'node:crypto';
import { payloadCommand, renderPayload } from '../exchange/payload';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { singleLine } from '../text/single-line';
import type { HostLock } from './host-lock';
import type { SshSession } from '../ssh/types';
import { runnerScript } from '../exchange/step-task';
import { parseLock } from './host-lock';

/** Who takes a lock, as the lock's file on the host says it: a line each. */
export interface LockHolder {
  /** `<deployment>.<daemon>`: a lock never is in the way of its own deployment, and is released only by its own daemon. */
  readonly id: string;
  /** `anna@desk (pid 4711)`. */
  readonly owner: string;
  /** What the owner does: `deploys /home/anna/lab`. */
  readonly purpose: string;
  /** UTC: `2026-11-21T11:02:03Z`. */
  readonly since: string;
}

export type LockCommand = 'take_lock' | 'renew_lock' | 'release_lock';

/** What became of the lock; `lock` is the holder's that was met, if there was one. */
export interface LockReport {
  readonly state: 'new' | 'own' | 'stale' | 'held' | 'lost' | 'gone';
  readonly lock?: HostLock;
}

/** A host whose name nobody resolves, because somebody changed it, may take ten seconds for its sudo alone. */
const commandSeconds = 15;

/**
 * Carries one command of lock.sh out.
 *
 * @throws NuclabError `stepFailed` when the host cannot keep locks; SshError when it stopped answering
 */
export async function lockCommand(
  session: SshSession,
  command: LockCommand,
  holder: LockHolder,
  assetsDirectory: string,
): Promise<LockReport> {
  const nonce = randomBytes(16).toString('hex');
  const stdin = renderPayload({
    program: runnerScript(assetsDirectory, 'session.sh', 'lock.sh'),
    variables: {
      lock_id: holder.id,
      // A folder's name may hold anything, a line of the lock may not.
      lock_owner: singleLine(holder.owner),
      lock_purpose: singleLine(holder.purpose),
      lock_since: holder.since,
    },
    calls: [['begin', nonce], [command]],
  });
  const result = await session.exec(payloadCommand, { sudo: true, stdin, timeoutSeconds: commandSeconds });
  const said = result.stdout
    .split('\n')
    .filter((line) => line.startsWith(`${nonce} `))
    .map((line) => line.slice(nonce.length + 1));
  const [, state, seconds] = /^lock (new|own|stale|held|lost|gone) (\d{1,12})$/.exec(said.at(-1) ?? '') ?? [];
  if (state === undefined) throw noAnswer(result.exitCode, result.stderr);
  const lines = said.filter((line) => line.startsWith('holder ')).map((line) => line.slice('holder '.length));
  return { state: state as LockReport['state'], lock: parseLock(lines, Number(seconds)) };
}

function noAnswer(exitCode: number, stderr: string): NuclabError {
  const last = singleLine(stderr.trim().split('\n').at(-1) ?? '');
  return new NuclabError({
    what: `the host could not keep the lock /run/nuclab/lock: ${last === '' ? `exit ${exitCode}` : last}`,
    fix: 'make sure that /run has space and that bash and flock work for root, then deploy again',
    exitCode: ExitCode.stepFailed,
  });
}
