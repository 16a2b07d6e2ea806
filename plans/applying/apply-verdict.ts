import { ExitCode } from '../../errors/exit-codes';
import { clusterPlace } from '../../phases/step-address';
import { places } from '../../text/words';
import type { StepOutcome, StepResult } from './step-outcomes';

/** An apply in one line, and the exit code that says the same. */
export interface ApplyVerdict {
  readonly ok: boolean;
  readonly exitCode: number;
  /** `applied: 9 steps done, 1 unchanged on 3 hosts in 1 min 12 s`. */
  readonly line: string;
  readonly counts: Readonly<Record<StepResult, number>>;
}

export interface VerdictProps {
  readonly outcomes: readonly StepOutcome[];
  /** Of Terraform itself. */
  readonly terraformExitCode: number;
  /** Whether the operator asked for the end. */
  readonly interrupted: boolean;
  readonly seconds: number;
}

const next = {
  failed: 'fix the cause, then run `nuclab plan`: finished work is recognised',
  interrupted: 'run `nuclab plan` to continue: finished work is recognised',
};

const stateOnly = "applied: no host had to be changed, only Terraform's state";

export function verdict(props: VerdictProps): ApplyVerdict {
  const { outcomes, seconds } = props;
  const counts = count(outcomes);
  const exitCode = exitCodeOf(props);
  const names = new Set(outcomes.map(({ host }) => host));
  const inCluster = names.delete(clusterPlace);
  const done = `${words(counts)} ${places(names.size, inCluster)} in ${duration(seconds)}`;
  const line = {
    applied: outcomes.length === 0 ? stateOnly : `applied: ${done}`,
    failed: `failed: ${done}; ${next.failed}`,
    interrupted: `interrupted: ${done}; ${next.interrupted}`,
  }[kind(exitCode)];
  return { ok: exitCode === ExitCode.ok, exitCode, line, counts };
}

/** `7.4 s`, from a minute on `2 min 03 s`. */
export function duration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

function kind(exitCode: number): 'applied' | 'failed' | 'interrupted' {
  if (exitCode === ExitCode.ok) return 'applied';
  return exitCode === ExitCode.interrupted ? 'interrupted' : 'failed';
}

/** The code that all failures share, else that of a failed step. */
function exitCodeOf({ outcomes, terraformExitCode, interrupted }: VerdictProps): number {
  if (interrupted || outcomes.some(({ result }) => result === 'interrupted')) return ExitCode.interrupted;
  const codes = new Set(
    outcomes
      .filter(({ result }) => result === 'failed')
      .map(({ exitCode }) => exitCode ?? ExitCode.stepFailed),
  );
  if (codes.size === 0) return terraformExitCode === 0 ? ExitCode.ok : ExitCode.unexpected;
  const [first] = codes;
  return codes.size === 1 && first !== undefined ? first : ExitCode.stepFailed;
}

function count(outcomes: readonly StepOutcome[]): Record<StepResult, number> {
  const counts = { done: 0, unchanged: 0, adopted: 0, failed: 0, interrupted: 0, 'not-run': 0 };
  for (const { result } of outcomes) counts[result] += 1;
  return counts;
}

/** `2 steps failed, 3 not run, 9 done`: what is wrong comes first. */
function words(counts: Readonly<Record<StepResult, number>>): string {
  const order: readonly (readonly [StepResult, string])[] = [
    ['failed', 'failed'],
    ['interrupted', 'interrupted'],
    ['not-run', 'not run'],
    ['done', 'done'],
    ['unchanged', 'unchanged'],
    ['adopted', 'adopted'],
  ];
  const [first, ...others] = order.filter(([result]) => counts[result] > 0);
  if (first === undefined) return 'no steps';
  return [
    `${number(counts[first[0]], 'step')} ${first[1]}`,
    ...others.map(([result, word]) => `${counts[result]} ${word}`),
  ].join(', ');
}

function number(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
