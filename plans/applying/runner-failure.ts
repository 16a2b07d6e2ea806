import { parseDiagnostic, type Diagnostic } from '../../text/diagnostic';

/** Why a step failed, as its runner said it. */
export interface StepFailure extends Required<Pick<Diagnostic, 'what' | 'fix'>> {
  /** Relative to the folder of lab.yaml. @default - the runner ended before it opened a log */
  readonly log?: string;
}

const defaultFix = 'read the log, fix the cause, then run `nuclab plan`';

/**
 * Reads `nuc01/base: what; fix: …` and `log: logs/nuc01/base.log`, with which a runner ends.
 *
 * @param lines what it printed beside its progress
 * @returns undefined when it printed nothing
 */
export function parseRunnerFailure(stepId: string, lines: readonly string[]): StepFailure | undefined {
  const log = lines.findLast((line) => line.startsWith('log: '))?.slice('log: '.length);
  const words = lines.filter((line) => !line.startsWith('log: '));
  if (words.length === 0 && log === undefined) return undefined;
  const begins = words.findIndex((line) => line.startsWith(`${stepId}: `));
  // A stack trace has no such beginning.
  const crash = words.find((line) => /^\w*Error\b/.test(line)) ?? words[0] ?? '';
  const message = begins === -1 ? crash : words.slice(begins).join(' ');
  const { what, fix = defaultFix } = parseDiagnostic(message, stepId);
  return { what, fix, ...(log === undefined ? {} : { log }) };
}

/** The code a runner ended with, from Terraform's words: `… exit status 8. Output: …`. */
export function runnerExitCode(diagnosticDetail: string): number | undefined {
  const code = /^Error running command '[^'\n]*': exit status (\d+)\./.exec(diagnosticDetail)?.[1];
  return code === undefined ? undefined : Number(code);
}
