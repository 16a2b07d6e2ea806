import { setTimeout as delay } from 'node:timers/promises';
import { childrenOf, runnersBelow } from './runner-processes';

/** A runner that is asked to end lets go of its host within this. */
const runnersEndWithinMilliseconds = 10_000;
const pollMilliseconds = 100;

export interface InterruptionProps {
  /** The process whose runners are ended. @default - this one */
  readonly pid?: number;
  /** Told once, at the first request. */
  readonly onRequest?: () => void;
}

/**
 * The operator's Ctrl-C. Terraform that is interrupted kills its runners on the spot, so they are asked first: each ends
 * its connection, takes back what it made, and leaves the work on its host to continue.
 */
export class Interruption {
  private readonly controller = new AbortController();
  private readonly pid: number;
  private requests = 0;
  private applying = false;

  constructor(private readonly props: InterruptionProps = {}) {
    this.pid = props.pid ?? process.pid;
  }

  /** Aborts when Terraform has to end. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get requested(): boolean {
    return this.requests > 0;
  }

  /** From now on there may be runners. */
  beginApply(): void {
    this.applying = true;
  }

  /** First: runners, then Terraform. Second: Terraform at once, which kills them. Third: Terraform is killed. */
  readonly request = (): void => {
    this.requests += 1;
    if (this.requests === 1) this.props.onRequest?.();
    if (this.requests === 1 && this.applying) void this.endRunners().then(() => this.controller.abort());
    else if (this.requests <= 2) this.controller.abort();
    else this.killChildren();
  };

  private async endRunners(): Promise<void> {
    const asked = new Set<number>();
    const until = Date.now() + runnersEndWithinMilliseconds;
    while (Date.now() < until && !this.controller.signal.aborted) {
      const runners = runnersBelow(this.pid);
      if (runners.length === 0) return;
      for (const pid of runners.filter((each) => !asked.has(each))) {
        asked.add(pid);
        trySignal(pid, 'SIGINT');
      }
      await delay(pollMilliseconds);
    }
  }

  private killChildren(): void {
    for (const pid of childrenOf(this.pid)) {
      // Terraform leads a process group, to which its runners belong.
      trySignal(-pid, 'SIGKILL');
    }
  }
}

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself meanwhile.
  }
}
