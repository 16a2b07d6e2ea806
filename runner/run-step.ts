import { createRequire } from 'node:module';
import { StepLog } from './step-log';
import { StepReporter } from './step-reporter';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import type { SshTarget } from '../ssh/types';
import { sshTarget } from '../ssh/context';
import { leaveHandOff, type LeaveOptions } from './tasks/leave';
import { findHost } from '../manifest/manifest-file';
import type { ManifestStep, StepManifest } from '../manifest/manifest';
import type { UnitOutcome } from './run-unit';
import { StepError, stepFailure } from './step-failure';
import { StepRunner, type RunnerContext } from './step-runner';
import { prepareTask } from '../exchange/step-task';

// Loaded when needed: both stand on the YAML library, which would slow down the start of every other step.
const load = createRequire(__filename);
const handOffs = {
  join: () => load('./tasks/join') as typeof import('./tasks/join'),
  kubeconfig: () => load('./tasks/kubeconfig') as typeof import('./tasks/kubeconfig'),
};

export interface StepSummary {
  /** Items changed on the host, or files on the operator's computer. */
  readonly changed: number;
  readonly seconds: number;
}

/**
 * Carries one step out: its script as a unit on the host, and the hand-off around it.
 *
 * @throws StepError with the path of the log, whatever went wrong once the log was open
 * @throws NuclabError `invalidInput` when manifest and program do not fit together
 */
export async function runStep(
  manifest: StepManifest,
  step: ManifestStep,
  context: RunnerContext,
): Promise<StepSummary> {
  const target = sshTarget(findHost(manifest, step.host), manifest.ssh);
  return carryOut(step, target, context, async (runner) => {
    const { handOff } = step;
    if (handOff?.kind === 'join') {
      return handOffs
        .join()
        .joinHandOff(runner, sshTarget(findHost(manifest, handOff.controlPlane), manifest.ssh));
    }
    const outcome = await runner.run();
    if (handOff?.kind === 'kubeconfig' && outcome.kind === 'exit' && outcome.exitCode === 0) {
      await handOffs.kubeconfig().fetchKubeconfig(runner, manifest.lab, handOff.path);
    }
    return outcome;
  });
}

/** Has a host leave its cluster; see {@link leaveHandOff}. */
export async function leaveStep(
  step: ManifestStep,
  target: SshTarget,
  options: LeaveOptions,
  context: RunnerContext,
): Promise<StepSummary> {
  return carryOut(step, target, context, (runner) => leaveHandOff(runner, options));
}

async function carryOut(
  step: ManifestStep,
  target: SshTarget,
  context: RunnerContext,
  work: (runner: StepRunner) => Promise<UnitOutcome>,
): Promise<StepSummary> {
  const startedAt = Date.now();
  const task = prepareTask(step, context.assetsDirectory);
  const { redactor, print, labDirectory } = context;
  const log = new StepLog({ labDirectory, host: step.host, phase: step.phase });
  const reporter = new StepReporter({ host: step.host, phase: step.phase, redactor, log, print });
  const runner = new StepRunner(context, task, target, reporter);
  try {
    reporter.note(`---- ${step.id} started by ${context.owner}; inputs ${task.digest.slice(0, 12)}`);
    reporter.say(`starts: ${step.reason}`);
    const outcome = await work(runner);
    if (outcome.kind !== 'exit' || outcome.exitCode !== 0) throw stepFailure(step, outcome, reporter.tail);
    const seconds = (Date.now() - startedAt) / 1000;
    const { changed } = reporter;
    reporter.say(changed === 0 ? 'unchanged' : `done in ${seconds.toFixed(1)} s, ${changed} changed`);
    return { changed, seconds };
  } catch (error) {
    const failed = new StepError(step.id, asNuclabError(error), log.path);
    reporter.note(`failed: ${failed.message}`);
    throw failed;
  } finally {
    await runner.close();
    log.close();
  }
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
