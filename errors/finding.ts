import { formatDiagnostic, type Diagnostic } from '../text/diagnostic';

/**
 * `error`: a deploy would fail or do harm. `warning`: it works, but somebody should take a look. `info`: nothing to do, good to
 * know before a plan is read.
 */
export type Severity = 'error' | 'warning' | 'info';

/** What a rule says about one fact, in the words of the person who runs the lab. */
export interface Problem extends Required<Pick<Diagnostic, 'what' | 'fix'>> {
  readonly severity: Severity;
}

/** A problem with the id of the rule that found it, e.g. `memory`; ids are stable, docs/precheck.md lists them. */
export interface Finding extends Problem {
  readonly id: string;
}

/** A finding about how hosts relate to each other. */
export interface LabFinding extends Finding {
  /** Inventory names, in the inventory's order. */
  readonly hosts: readonly string[];
}

/** `what; fix: …`; of an `info` there is nothing to fix. */
export function problemText({ severity, what, fix }: Problem): string {
  return severity === 'info' ? `${what}; ${fix}` : formatDiagnostic({ what, fix });
}
