/**
 * locks/ keeps two deployments apart: the locks on hosts, and the process that holds them while Terraform runs. What belongs here
 * knows deployments and hosts, and no step.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { NuclabError } from '../errors/nuclab-error';
import type { HostLock } from './host-lock';
import type { SshTarget } from '../ssh/types';
import { heldError, lostError, takenOver } from './host-lock';
import { LockedHost, type LockOutcome, type LockedHostProps } from './locked-host';

export interface LabLockProps extends LockedHostProps {
  readonly targets: readonly SshTarget[];
  /** Hosts not reached within this are not waited for: each is taken when a step asks for it. @default 2000 */
  readonly reachMilliseconds?: number;
  /** How often a holder who may just be ending is asked, about three times a second. @default 9 */
  readonly attempts?: number;
}

interface Met {
  readonly host: string;
  readonly lock: HostLock;
}

/** Whether a host was reached while it is worth waiting for. */
type InTime = (host: LockedHost) => Promise<boolean>;

/** The locks of all hosts of a lab, for one deployment: all of them or, when somebody else is working, none. */
export class LabLock {
  private readonly hosts: LockedHost[];
  private readonly acquired: Promise<void>;
  private refusal?: NuclabError;
  private ended = false;
  private readonly untold: Met[] = [];

  /** Begins to take the locks at once. */
  constructor(private readonly props: LabLockProps) {
    this.hosts = [...props.targets]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((target) => new LockedHost(target, props));
    this.acquired = this.acquire();
    // Whoever asks is told; until then it is no unhandled rejection.
    this.acquired.catch(() => undefined);
  }

  get holdsAny(): boolean {
    return this.hosts.some(({ held }) => held);
  }

  /**
   * Resolves once the host's lock is held, with what its taker should be told.
   *
   * @throws NuclabError `locked` when somebody else is working; what went wrong when the host could not be asked
   */
  async hold(target: SshTarget): Promise<readonly string[]> {
    await this.acquired;
    if (this.refusal !== undefined) throw this.refusal;
    const host = this.hostOf(target);
    if (!host.held) await this.takeLate(host);
    return takenOver(this.untold.splice(0));
  }

  /** A heartbeat on every host; hosts that could not be reached before are tried again. */
  async renew(): Promise<void> {
    await this.acquired;
    await Promise.all(this.hosts.map((host) => this.renewHost(host)));
  }

  /** Releases everything; nothing is taken afterwards. */
  async end(): Promise<void> {
    this.ended = true;
    await this.release();
  }

  private async release(): Promise<void> {
    await Promise.all(this.hosts.map((host) => host.release()));
  }

  private async acquire(): Promise<void> {
    const reached = new Map(this.hosts.map((host) => [host, host.reach()]));
    const late = delay(this.props.reachMilliseconds ?? 2000, false, { ref: false });
    const inTime: InTime = async (host) => Promise.race([reached.get(host) ?? host.reach(), late]);
    // Nearly always nobody else is there.
    let attempt = (): Promise<Met | undefined> => this.takeTogether(this.hosts, inTime);
    const met = await this.patiently(async () => {
      const holder = await attempt();
      if (holder !== undefined) await this.release();
      attempt = () => this.takeInOrder(inTime);
      return holder;
    });
    if (met !== undefined) this.refusal = heldError(met.host, met.lock);
  }

  private async takeTogether(hosts: readonly LockedHost[], inTime: InTime): Promise<Met | undefined> {
    const outcomes = await Promise.all(
      hosts.map(async (host) => ((await inTime(host)) ? this.take(host) : 'failed')),
    );
    const other = hosts.find((_host, index) => outcomes[index] === 'else');
    return other && metOn(other);
  }

  /**
   * The first host that can be had decides, the others follow: two that came at the same moment, and met, meet there,
   * instead of taking half of the lab each forever.
   */
  private async takeInOrder(inTime: InTime): Promise<Met | undefined> {
    for (const [index, host] of this.hosts.entries()) {
      if (!(await inTime(host))) continue;
      const outcome = await this.take(host);
      if (outcome === 'else') return metOn(host);
      if (outcome === 'held') return this.takeTogether(this.hosts.slice(index + 1), inTime);
    }
    return undefined;
  }

  /** Tries until nobody is met or it was tried often enough; irregularly, so that two who meet do not meet forever. */
  private async patiently(attempt: () => Promise<Met | undefined>): Promise<Met | undefined> {
    for (let left = this.props.attempts ?? 9; ; left -= 1) {
      const met = await attempt();
      if (met === undefined || left <= 1) return met;
      await delay(150 + Math.random() * 200);
    }
  }

  private async takeLate(host: LockedHost): Promise<void> {
    if (host.hopeless && host.failure !== undefined) throw host.failure;
    const met = await this.patiently(async () =>
      (await this.take(host)) === 'else' ? metOn(host) : undefined,
    );
    if (met !== undefined) throw heldError(met.host, met.lock);
    if (!host.held) throw host.failure ?? new Error('it is ending');
  }

  private async take(host: LockedHost): Promise<LockOutcome> {
    if (this.ended) return 'failed';
    const outcome = await host.take();
    if (host.tookOver && host.met !== undefined) this.untold.push({ host: host.target.name, lock: host.met });
    return outcome;
  }

  private async renewHost(host: LockedHost): Promise<void> {
    if (host.busy) return;
    if (!host.held) {
      // Refused, nothing is ours to take; and what was lost was lost for good.
      if (this.refusal === undefined && !host.hopeless) await this.take(host);
      return;
    }
    if ((await host.renew()) === 'else') {
      const { host: name, lock } = metOn(host);
      this.refusal ??= lostError(name, lock);
    }
  }

  private hostOf(target: SshTarget): LockedHost {
    const same = ({ target: { address, port } }: LockedHost): boolean =>
      address === target.address && port === target.port;
    const known = this.hosts.find(same);
    if (known !== undefined) return known;
    const host = new LockedHost(target, this.props);
    this.hosts.push(host);
    return host;
  }
}

const somebody: HostLock = {
  owner: 'somebody',
  purpose: 'works',
  since: 'an unknown time',
  heartbeatSeconds: 0,
};

/** Also of a lock that this version cannot read. */
function metOn(host: LockedHost): Met {
  return { host: host.target.name, lock: host.met ?? somebody };
}
