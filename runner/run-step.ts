import { createRequire } from 'node:module';
import { StepLog } from './step-log';
import { StepReporter } from './step-reporter';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import type { SshTarget } from '../ssh/types';
import { tryPhase } from '../phases';
import type { LeavingHost } from './runner-request';
import { cannotServe, isNotStarted, stepTargets } from './step-targets';
import type { OperatorTask } from './tasks/task';
import type { ManifestStep, StepManifest } from '../manifest/manifest';
import type { UnitOutcome } from './run-unit';
import { StepError, stepFailure } from './step-failure';
import { StepRunner, type RunnerContext } from './step-runner';
import { prepareTask } from '../exchange/step-task';

// Loaded when needed: some stand on the YAML library, which would slow down the start of every other step.
const load = createRequire(__filename);

export interface StepSummary {
  /** Items changed on the host, or files on the operator's computer. */
  readonly changed: number;
  readonly seconds: number;
}

/**
 * Carries one step out: its script as a unit on the host, and the operator task of its phase around it. A step of the
 * cluster is carried out through the first control plane that can.
 *
 * @param leaving the host whose membership ends, for a step that Terraform destroys
 * @throws StepError with the path of the log, whatever went wrong once the log was open
 * @throws NuclabError `invalidInput` when manifest and program do not fit together
 */
export async function runStep(
  manifest: StepManifest,
  step: ManifestStep,
  context: RunnerContext,
  leaving?: LeavingHost,
): Promise<StepSummary> {
  const startedAt = Date.now();
  const targets = stepTargets(manifest, step, leaving);
  const stepTask = prepareTask(step, context.assetsDirectory);
  const { redactor, print, labDirectory } = context;
  const log = new StepLog({ labDirectory, place: step.place, phase: step.phase });
  const reporter = new StepReporter({ place: step.place, phase: step.phase, redactor, log, print });
  try {
    reporter.note(`---- ${step.id} started by ${context.owner}; inputs ${stepTask.digest.slice(0, 12)}`);
    reporter.say(`starts: ${step.reason}`);
    const { host, outcome } = await throughFirst(targets, reporter, async (target) => {
      const runner = new StepRunner(context, stepTask, target, reporter);
      try {
        const { carryOut } = taskOf(step);
        return await carryOut(runner, { manifest, leaving });
      } finally {
        await runner.close();
      }
    });
    if (outcome.kind !== 'exit' || outcome.exitCode !== 0)
      throw stepFailure(step, host, outcome, reporter.tail);
    const seconds = (Date.now() - startedAt) / 1000;
    const { changed } = reporter;
    reporter.say(changed === 0 ? 'unchanged' : `done in ${seconds.toFixed(1)} s, ${changed} changed`);
    return { changed, seconds };
  } catch (error) {
    const failed = new StepError(step.id, asNuclabError(error), log.path);
    reporter.note(`failed: ${failed.message}`);
    throw failed;
  } finally {
    log.close();
  }
}

/** The operator task of the step's phase; without one, its script is all there is to do. */
function taskOf(step: ManifestStep): OperatorTask {
  const name = tryPhase(step.phase)?.task?.name;
  if (name === undefined) return { carryOut: (runner) => runner.run() };
  return (load(`./tasks/${name}`) as { readonly task: OperatorTask }).task;
}

interface CarriedOut {
  readonly host: string;
  readonly outcome: UnitOutcome;
}

/** Does `work` on the first target, and on the next one when that one cannot be reached or cannot serve. */
async function throughFirst(
  [target, ...others]: readonly SshTarget[],
  reporter: StepReporter,
  work: (target: SshTarget) => Promise<UnitOutcome>,
): Promise<CarriedOut> {
  if (target === undefined) throw new Error('a step has to be carried out somewhere');
  const next = others[0];
  const turnTo = (why: string): Promise<CarriedOut> => {
    reporter.say(`warning: ${target.name}: ${why}; asking ${next?.name} instead`);
    reporter.startOver();
    return throughFirst(others, reporter, work);
  };
  let outcome: UnitOutcome;
  try {
    outcome = await work(target);
  } catch (error) {
    if (next === undefined || !isNotStarted(error)) throw error;
    return turnTo(error.what);
  }
  const why = cannotServe(outcome);
  return why === undefined || next === undefined ? { host: target.name, outcome } : turnTo(why);
}

function asNuclabError(error: unknown): NuclabError {
  if (error instanceof NuclabError) return error;
  return new NuclabError({
    what: error instanceof Error ? error.message : String(error),
    fix: 'report it with the log',
    exitCode: ExitCode.unexpected,
    cause: error,
  });
}
