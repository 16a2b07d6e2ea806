import type { NuclabError } from '../errors/nuclab-error';
import type { HostLock } from './host-lock';
import { SshError } from '../ssh/ssh-error';
import type { Connect, SshContext, SshSession, SshTarget } from '../ssh/types';
import { lockDaemonError } from './lock-daemon-error';
import { lockCommand, type LockCommand, type LockHolder, type LockReport } from './lock-commands';

export interface LockedHostProps {
  readonly connect: Connect;
  readonly ssh: SshContext;
  readonly holder: LockHolder;
  readonly assetsDirectory: string;
}

/** `held` by us, by somebody `else`, or `failed`: not known, because the host could not be asked. */
export type LockOutcome = 'held' | 'else' | 'failed';

/** The lock of one host, over one connection that is opened again when it is lost. */
export class LockedHost {
  held = false;
  /** Who was met the last time: somebody working, or somebody who had gone silent. */
  met?: HostLock;
  /** Whether the last taking was from somebody who had gone silent. */
  tookOver = false;
  /** Why it last could not be asked. */
  failure?: NuclabError;
  /** Also when the answer to a taking was lost. */
  private mayHold = false;
  private session?: Promise<SshSession>;
  private turn: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(
    readonly target: SshTarget,
    private readonly props: LockedHostProps,
  ) {}

  /** Whether something is being asked of it right now. */
  get busy(): boolean {
    return this.waiting > 0;
  }

  /** Asking once more would change nothing, and a wrong password sent too often closes an account. */
  get hopeless(): boolean {
    return this.failure instanceof SshError && !isPassing(this.failure);
  }

  /** Opens the connection; false when that fails. */
  async reach(): Promise<boolean> {
    try {
      await this.open();
      return true;
    } catch (error) {
      this.failure = lockDaemonError(error);
      return false;
    }
  }

  async take(): Promise<LockOutcome> {
    return this.ask('take_lock');
  }

  /** @returns `else` when the lock was lost */
  async renew(): Promise<LockOutcome> {
    return this.ask('renew_lock');
  }

  /** What cannot be released, because the host does not respond, expires. */
  async release(): Promise<void> {
    await this.turn;
    if (this.mayHold) await this.ask('release_lock');
    this.held = false;
  }

  private ask(command: LockCommand): Promise<LockOutcome> {
    // One after the other: a renewal on its way must not come after the release.
    const outcome = this.turn.then(() => this.carryOut(command));
    this.turn = outcome;
    this.waiting += 1;
    void outcome.finally(() => (this.waiting -= 1));
    return outcome;
  }

  private async carryOut(command: LockCommand): Promise<LockOutcome> {
    let report: LockReport;
    try {
      report = await this.exchange(command);
    } catch (error) {
      this.failure = lockDaemonError(error);
      return 'failed';
    }
    this.failure = undefined;
    this.met = report.lock;
    this.tookOver = report.state === 'stale';
    this.held = ['new', 'own', 'stale'].includes(report.state);
    this.mayHold = this.held;
    return this.held ? 'held' : 'else';
  }

  /** Once more on a new connection, when the one at hand turns out to be lost. */
  private async exchange(command: LockCommand): Promise<LockReport> {
    const { holder, assetsDirectory } = this.props;
    for (let tries = 0; ; tries += 1) {
      const session = await this.open();
      this.mayHold = true;
      try {
        return await lockCommand(session, command, holder, assetsDirectory);
      } catch (error) {
        if (!(error instanceof SshError)) throw error;
        this.session = undefined;
        void session.close().catch(() => undefined);
        if (tries > 0 || !isPassing(error) || command === 'release_lock') throw error;
      }
    }
  }

  private open(): Promise<SshSession> {
    if (this.session !== undefined) return this.session;
    const { connect, ssh } = this.props;
    const session = connect(this.target, ssh);
    this.session = session;
    session.catch(() => {
      if (this.session === session) this.session = undefined;
    });
    return session;
  }
}

function isPassing(error: SshError): boolean {
  return ['unreachable', 'timeout', 'transport', 'command-timeout'].includes(error.kind);
}
