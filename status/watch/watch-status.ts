import { setTimeout } from 'node:timers/promises';
import type { LabStatus } from '../lab-status';

export interface WatchProps {
  readonly check: (signal: AbortSignal) => Promise<LabStatus>;
  readonly show: (status: LabStatus) => void;
  /** Seconds from the end of one check to the beginning of the next. */
  readonly seconds: number;
  /** Aborting ends the watch, also within a check. */
  readonly signal: AbortSignal;
}

/** Checks again and again, never twice at once, until the signal aborts. */
export async function watchStatus({ check, show, seconds, signal }: WatchProps): Promise<void> {
  while (!signal.aborted) {
    try {
      const status = await check(signal);
      if (!signal.aborted) show(status);
      await setTimeout(seconds * 1000, undefined, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
