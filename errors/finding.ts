/**
 * `error`: a deploy would fail or do harm. `warning`: it works, but somebody should look. `info`: nothing to do, good to
 * know before a plan is read.
 */
export type Severity = 'error' | 'warning' | 'info';

/** What a rule says about one fact, in the words of the person who runs the lab. */
export interface Problem {
  readonly severity: Severity;
  /** The fact with the value got: lower-case start, no full stop. */
  readonly what: string;
  /** One imperative sentence. */
  readonly fix: string;
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
