import { readdirSync, rmSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { planFiles } from '../making/saved-plan';
import type { Diagnostic } from '../../terraform';
import { ApplyProgress } from './apply-progress';
import type { CheckedPlan } from './checked-plan';
import type { Interruption } from './interruption';
import type { ProgressView } from './progress-view';
import { stepOutcomes, type StepOutcome } from './step-outcomes';
import { verdict, type ApplyVerdict } from './apply-verdict';

const leastAtOnce = 10;
/** Each step is a process of its own on this computer. */
const mostAtOnce = 30;

export interface ApplyPlanProps {
  readonly checked: CheckedPlan;
  /** Hosts of the lab. */
  readonly hosts: number;
  readonly interruption: Interruption;
  readonly view: ProgressView;
}

export interface AppliedPlan {
  readonly outcomes: readonly StepOutcome[];
  /** Errors of Terraform's that belong to no step. */
  readonly problems: readonly Diagnostic[];
  readonly verdict: ApplyVerdict;
  readonly seconds: number;
}

/**
 * Applies exactly the saved plan, and removes it: nobody is to apply it twice. Steps that fail are results, not errors.
 *
 * @throws NuclabError when nothing was started, e.g. since the state has changed: the plan is kept
 */
export async function applyPlan({
  checked,
  hosts,
  interruption,
  view,
}: ApplyPlanProps): Promise<AppliedPlan> {
  const { saved, planPath, steps, terraform } = checked;
  const progress = new ApplyProgress(steps);
  const startedAt = Date.now();
  interruption.beginApply();
  try {
    view.update(progress.steps, []);
    const { exitCode } = await terraform.apply({
      plan: planPath,
      parallelism: parallelism(hosts),
      onEvent: (event) => view.update(progress.steps, progress.take(event, Date.now())),
    });
    removePlan(saved.directory);
    const seconds = (Date.now() - startedAt) / 1000;
    const interrupted = interruption.requested;
    const outcomes = stepOutcomes(progress.steps, interrupted);
    return {
      outcomes,
      problems: progress.problems,
      verdict: verdict({ outcomes, terraformExitCode: exitCode, interrupted, seconds }),
      seconds,
    };
  } finally {
    view.close();
  }
}

/** How many steps run at once: one for each host, from 10 to 30. */
export function parallelism(hosts: number): number {
  return Math.min(mostAtOnce, Math.max(leastAtOnce, hosts));
}

/** Only what belongs to a saved plan: the folder may be one that a person made. */
function removePlan(directory: string): void {
  for (const name of Object.values(planFiles)) rmSync(join(directory, name), { force: true });
  if (readdirSync(directory).length === 0) rmdirSync(directory);
}
