/**
 * Why a step runs, or ran last. `drift`: the host no longer is what was applied. `update`: something else is wanted than was
 * applied. `opaque`: the words of a plan without facts, of another version or of a person; they are kept as they are.
 */
export type Reason =
  | { readonly kind: 'first-install'; /** `2026-11-21 11:52:03 UTC`. */ readonly at: string }
  | {
      readonly kind: 'drift' | 'update';
      /** Number of the run it leads to, from 1. */
      readonly run: number;
      /** The first difference. */
      readonly first: string;
      /** How many more there are. */
      readonly more: number;
    }
  | { readonly kind: 'opaque'; readonly text: string };

/** Room for one difference, in characters, and the words around it: what is longer would not be read back as it was written. */
export const longestReason = 400;

const install = 'first install ';
const installPattern = /^first install (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC)$/;
const runPattern = /^(drift|update) ([1-9]\d{0,8}): (.*?)(?:; ([1-9]\d{0,8}) more)?$/s;

/** `first install 2026-11-21 11:52:03 UTC`, `drift 2: swap is on (/swapfile), expected off; 1 more`. */
export function formatReason(reason: Reason): string {
  switch (reason.kind) {
    case 'first-install':
      return `${install}${reason.at}`;
    case 'opaque':
      return reason.text;
    default: {
      const more = reason.more === 0 ? '' : `; ${reason.more} more`;
      return `${reason.kind} ${reason.run}: ${reason.first}${more}`;
    }
  }
}

/** Reads a marker's reason, or the trigger of a plan; whatever it says, formatReason gives the same text again. */
export function parseReason(text: string): Reason {
  const at = installPattern.exec(text)?.[1];
  if (at !== undefined) return { kind: 'first-install', at };
  const [, kind, run, first, more] = runPattern.exec(text) ?? [];
  if ((kind !== 'drift' && kind !== 'update') || first === undefined) return { kind: 'opaque', text };
  return { kind, run: Number(run), first, more: Number(more ?? 0) };
}
