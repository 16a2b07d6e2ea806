import type { AppliedPlan } from './apply-plan';
import type { StepOutcome } from './step-outcomes';

/** What `nuclab apply --json` prints, but for its schema version. */
export function applyDocument(lab: string, applied: AppliedPlan): Readonly<Record<string, unknown>> {
  const { verdict, outcomes, problems, seconds } = applied;
  return {
    ok: verdict.ok,
    lab,
    verdict: { text: verdict.line, exitCode: verdict.exitCode, counts: verdict.counts },
    seconds,
    steps: outcomes.map(stepDocument),
    problems: problems.map(({ summary, detail, address = null }) => ({ summary, detail, address })),
  };
}

/** Every key is always there: what is not known is null. */
function stepDocument(outcome: StepOutcome): Readonly<Record<string, unknown>> {
  const { host, phase, result, reason, changed, warnings, seconds, because, failure, exitCode } = outcome;
  return {
    host,
    phase,
    result,
    reason: reason ?? null,
    changed,
    warnings,
    seconds: seconds ?? null,
    because: because ?? null,
    failure: failure === undefined ? null : { ...failure, log: failure.log ?? null },
    exitCode: exitCode ?? null,
  };
}
