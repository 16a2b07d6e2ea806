import { setTimeout as delay } from 'node:timers/promises';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { SshError } from '../ssh/ssh-error';
import type { Connect, SshContext, SshSession, SshTarget } from '../ssh/types';

export interface HostLinkProps {
  readonly target: SshTarget;
  readonly context: SshContext;
  readonly connect: Connect;
  /** Aborting ends waits and connects; a session that comes too late is closed. @default - cannot be aborted */
  readonly signal?: AbortSignal;
  /** Tells the operator about a lost connection. */
  readonly say: (text: string) => void;
  /** Time without a connection, all losses together, after which it gives up. @default 120 */
  readonly budgetSeconds?: number;
  /** First wait before connecting again, doubled each time up to ten times its length. @default 500 */
  readonly firstWaitMilliseconds?: number;
}

/** One connection to a host for a whole step, opened when it is first needed and opened again when it is lost. */
export class HostLink {
  readonly target: SshTarget;
  private current?: SshSession;
  private connectedBefore = false;
  private lostAt?: number;
  private lostMilliseconds = 0;
  private waitMilliseconds: number;

  constructor(private readonly props: HostLinkProps) {
    this.target = props.target;
    this.waitMilliseconds = this.firstWait;
  }

  /**
   * Does `work` on the session and, when the connection is lost meanwhile, again on a new one: the work has to find
   * out on the host how far it got. A host that cannot be reached in the first place is not tried again.
   */
  async during<T>(work: (session: SshSession) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work(await this.open());
      } catch (error) {
        if (!this.connectedBefore || !isLoss(error) || this.props.signal?.aborted === true) throw error;
        await this.waitToReconnect(error);
      }
    }
  }

  async close(): Promise<void> {
    const session = this.current;
    this.current = undefined;
    await session?.close().catch(() => undefined);
  }

  private async open(): Promise<SshSession> {
    if (this.current !== undefined) return this.current;
    const connecting = this.props.connect(this.props.target, this.props.context);
    const session = await unlessAborted(connecting, this.props.signal, this.target.name);
    this.current = session;
    this.connectedBefore = true;
    this.waitMilliseconds = this.firstWait;
    if (this.lostAt !== undefined) {
      this.lostMilliseconds += Date.now() - this.lostAt;
      this.lostAt = undefined;
      this.props.say('waiting: the connection is back');
    }
    return session;
  }

  private async waitToReconnect(loss: NuclabError): Promise<void> {
    await this.close();
    if (this.lostAt === undefined) {
      this.lostAt = Date.now();
      this.props.say(`warning: ${loss.what}; the work on the host continues, reconnecting`);
    }
    const budget = (this.props.budgetSeconds ?? 120) * 1000;
    if (this.lostMilliseconds + Date.now() - this.lostAt >= budget) throw this.gaveUp(loss);
    await delay(this.waitMilliseconds, undefined, { signal: this.props.signal }).catch(() => undefined);
    this.waitMilliseconds = Math.min(this.waitMilliseconds * 2, this.firstWait * 10);
    if (this.props.signal?.aborted === true) throw interrupted(this.target.name);
  }

  private gaveUp(loss: NuclabError): NuclabError {
    const seconds = this.props.budgetSeconds ?? 120;
    return new NuclabError({
      where: loss.where,
      what: `the connection was lost for ${seconds} s and the result of the work is unknown (${loss.what})`,
      fix: `make sure ${this.target.name} is switched on and reachable, then deploy again: it attaches to work that is still running`,
      exitCode: ExitCode.unreachable,
      cause: loss,
    });
  }

  private get firstWait(): number {
    return this.props.firstWaitMilliseconds ?? 500;
  }
}

export function interrupted(host: string): NuclabError {
  return new NuclabError({
    what: `interrupted before the work on ${host} began`,
    fix: 'deploy again',
    exitCode: ExitCode.interrupted,
  });
}

function isLoss(error: unknown): error is SshError {
  return error instanceof SshError && ['transport', 'unreachable', 'timeout'].includes(error.kind);
}

async function unlessAborted(
  connecting: Promise<SshSession>,
  signal: AbortSignal | undefined,
  host: string,
): Promise<SshSession> {
  if (signal === undefined) return connecting;
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(interrupted(host));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([connecting, aborted]);
  } catch (error) {
    void connecting.then((late) => late.close()).catch(() => undefined);
    throw error;
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop);
  }
}
