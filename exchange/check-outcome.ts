/** What the check mode of a step's script found. */
export type CheckOutcome =
  | { readonly result: 'in-place' }
  | { readonly result: 'differs'; readonly differences: readonly Difference[] }
  /** The step is running on the host, so nothing was checked. */
  | { readonly result: 'running' }
  /** The check itself failed; `what` says why. */
  | { readonly result: 'failed'; readonly what: string };

export interface Difference {
  /** Name of the script's item, e.g. `swap`. */
  readonly item: string;
  /** What is, and what was applied: `swap is on (/swapfile), applied off`. */
  readonly text: string;
  /** Follows from earlier steps, here or on other hosts: drift of its own only when those are in place. */
  readonly inherited: boolean;
}
