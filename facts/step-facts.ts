import type { CheckOutcome } from '../exchange/check-outcome';

export type { CheckOutcome, Difference } from '../exchange/check-outcome';

/** One phase that nuclab finished: what is remembered of it, and whether it still is so. */
export interface StepFacts {
  readonly phase: string;
  readonly marker: StepMarker;
  readonly check: CheckOutcome;
}

export interface StepMarker {
  readonly inputs: Readonly<Record<string, string>>;
  /** File name to the SHA-256 of its text. */
  readonly files: Readonly<Record<string, string>>;
  readonly scriptSha256: string;
  readonly reason: string;
  /** How often the step ran and had something to remember. */
  readonly runCount: number;
}
