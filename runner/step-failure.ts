import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import type { ManifestStep } from '../manifest/manifest';
import { formatDiagnostic, parseDiagnostic } from '../text/diagnostic';
import type { UnitOutcome } from './run-unit';

const readLog = 'read the log, fix the cause, then deploy again';

/** A step that did not succeed, with the log that tells more; printed as cause, fix, then the log's path. */
export class StepError extends NuclabError {
  /** Relative to the folder of lab.yaml. */
  readonly logPath: string;

  constructor(stepId: string, error: NuclabError, logPath: string) {
    super({
      where: stepId,
      what: formatDiagnostic({
        what: error.what,
        where: error.where === stepId ? undefined : error.where,
      }),
      fix: error.fix,
      exitCode: error.exitCode,
      cause: error,
    });
    this.logPath = logPath;
  }
}

/**
 * What to tell about a unit that ended badly.
 *
 * @param host where it was carried out
 * @param tail the last lines of the script, redacted
 */
export function stepFailure(
  step: ManifestStep,
  host: string,
  outcome: UnitOutcome,
  tail: readonly string[],
): NuclabError {
  if (outcome.kind === 'killed') return killed(step, host, outcome.result);
  const said = tail
    .filter((line) => line.startsWith('error: '))
    .at(-1)
    ?.slice('error: '.length);
  if (said !== undefined) {
    const { what, fix = readLog } = parseDiagnostic(said);
    return failure(what, fix);
  }
  const code = outcome.kind === 'exit' ? String(outcome.exitCode) : 'unknown';
  const last = tail.slice(-3).join(' | ');
  return failure(
    `${step.script} ended with exit code ${code} without saying why; ${last === '' ? 'it printed nothing' : `its last lines: ${last}`}`,
    readLog,
  );
}

function killed(step: ManifestStep, host: string, result: string): NuclabError {
  if (result === 'timeout') {
    return failure(
      `the step took longer than its ${step.timeoutSeconds} s on the host and was stopped`,
      'read in the log what it waited for last, fix that, then deploy again',
    );
  }
  return failure(
    `the step was killed on the host (${result})`,
    `look at 'journalctl -u nuclab-${step.phase}' on ${host}, fix the cause, then deploy again`,
  );
}

function failure(what: string, fix: string): NuclabError {
  return new NuclabError({ what, fix, exitCode: ExitCode.stepFailed });
}
