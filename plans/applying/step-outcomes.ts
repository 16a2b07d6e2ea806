import { ExitCode } from '../../errors/exit-codes';
import type { StepProgress } from './apply-progress';
import { blockingStep } from './blocking-step';
import type { StepFailure } from './runner-failure';

/** `adopted`: the host had it in place and only the state did not know. `interrupted`: how the work ended is not known. */
export type StepResult = 'done' | 'unchanged' | 'adopted' | 'failed' | 'interrupted' | 'not-run';

/** How a step of a plan ended. */
export interface StepOutcome {
  /** `nuc01/base`. */
  readonly id: string;
  readonly host: string;
  readonly phase: string;
  readonly result: StepResult;
  /** Why it was to run. @default - Terraform knew no reason */
  readonly reason?: string;
  /** Names of the items that were changed. */
  readonly changed: readonly string[];
  readonly warnings: readonly string[];
  /** @default - it never began */
  readonly seconds?: number;
  /** Only of `failed` and `interrupted`. */
  readonly failure?: StepFailure;
  /** Of a runner that ended badly. @default - nobody knows */
  readonly exitCode?: number;
  /** Only of `not-run`: the step that had to succeed first and did not. @default - the apply ended before its turn */
  readonly because?: { readonly step: string; readonly result: 'failed' | 'interrupted' };
}

const workGoesOn = {
  what: 'interrupted; work already started continues on the host',
  fix: 'run `nuclab plan`, then apply again: it attaches to work that is still running',
};

/**
 * How each step ended, once Terraform has ended.
 *
 * @param wasInterrupted whether the operator asked for the end
 */
export function stepOutcomes(steps: readonly StepProgress[], wasInterrupted: boolean): StepOutcome[] {
  const byId = new Map(steps.map((each) => [each.step.id, each]));
  return steps.map((each) => {
    const { id, host, phase, reason } = each.step;
    const result = resultOf(each, wasInterrupted);
    const { changed, warnings, exitCode } = each;
    return {
      id,
      host,
      phase,
      result,
      ...(reason === undefined ? {} : { reason }),
      changed,
      warnings,
      ...times(each),
      ...(result === 'failed' ? { failure: each.failure ?? silent(each) } : {}),
      ...(result === 'interrupted' ? { failure: interruption(each) } : {}),
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(result === 'not-run' ? cause(each, byId, wasInterrupted) : {}),
    };
  });
}

function resultOf(each: StepProgress, wasInterrupted: boolean): StepResult {
  const { state, exitCode, failure, changed, said, step } = each;
  switch (state) {
    case 'waiting':
      return 'not-run';
    case 'running':
      return 'interrupted';
    case 'failed': {
      if (exitCode !== undefined) return exitCode === ExitCode.interrupted ? 'interrupted' : 'failed';
      // Terraform that is told to end kills its runners, which leave no exit code and at most this word.
      const isKilled = failure === undefined || failure.what.startsWith('interrupted');
      return isKilled && wasInterrupted ? 'interrupted' : 'failed';
    }
    default:
      if (changed.length > 0 || (said?.startsWith('done in ') ?? false)) return 'done';
      return step.adopts ? 'adopted' : 'unchanged';
  }
}

function times({ startedAt, endedAt }: StepProgress): { readonly seconds?: number } {
  return startedAt === undefined || endedAt === undefined ? {} : { seconds: (endedAt - startedAt) / 1000 };
}

function silent(each: StepProgress): StepFailure {
  const { exitCode } = each;
  return {
    what:
      exitCode === undefined
        ? 'the runner was killed; work already started continues on the host'
        : `the runner ended with exit code ${exitCode} and printed nothing`,
    fix: 'read the log, fix the cause, then run `nuclab plan`',
    ...log(each),
  };
}

function interruption(each: StepProgress): StepFailure {
  return { ...workGoesOn, ...log(each) };
}

/** A runner opens its log before it says anything. */
function log({ step, said, failure }: StepProgress): Pick<StepFailure, 'log'> {
  const path = failure?.log ?? (said === undefined ? undefined : `logs/${step.id}.log`);
  return path === undefined ? {} : { log: path };
}

function cause(
  each: StepProgress,
  byId: ReadonlyMap<string, StepProgress>,
  wasInterrupted: boolean,
): Pick<StepOutcome, 'because'> {
  const before = blockingStep(each, byId, ({ state }) => state === 'failed' || state === 'running');
  if (before === undefined) return {};
  const result = resultOf(before, wasInterrupted) === 'failed' ? 'failed' : 'interrupted';
  return { because: { step: before.step.id, result } };
}
