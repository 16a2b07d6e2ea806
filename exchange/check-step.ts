import { randomBytes } from 'node:crypto';
import { payloadCommand, renderPayload } from './payload';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import type { CheckOutcome, Difference } from './check-outcome';
import type { SshSession } from '../ssh/types';
import { runnerScript, type StepTask } from './step-task';
import { hostProtocolReader, type HostEvent } from './host-protocol';

export interface CheckOptions {
  readonly assetsDirectory: string;
  /** User the operator logs in as. */
  readonly adminUser: string;
  /** Limit for each step, seconds. @default 60 */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
}

/**
 * Looks at steps of one host, one of each phase at most, in one exchange and side by side, without changing anything:
 * results in the order of the tasks.
 *
 * @throws NuclabError when the host could not be asked at all
 */
export async function checkSteps(
  session: SshSession,
  tasks: readonly StepTask[],
  options: CheckOptions,
): Promise<readonly CheckOutcome[]> {
  const nonce = randomBytes(16).toString('hex');
  const limit = options.timeoutSeconds ?? 60;
  const results: CheckOutcome[] = [];
  let lines: string[] = [];
  const reader = hostProtocolReader(nonce, {
    line: (line) => lines.push(line),
    event: (event) => {
      if (event.kind === 'check') lines = [];
      const result = interpret(event, lines, limit);
      if (result !== undefined) results.push(result);
    },
  });
  const ended = await session.exec(payloadCommand, {
    sudo: true,
    stdin: payload(nonce, tasks, limit, options),
    timeoutSeconds: limit + 30,
    onStdoutLine: reader,
    signal: options.signal,
  });
  if (results.length === tasks.length) return results;
  const said = ended.stderr.trim().split('\n').at(-1) ?? '';
  throw new NuclabError({
    what: `the host could not be checked: ${said === '' ? `exit ${ended.exitCode}` : said}`,
    fix: 'make sure /run has space and bash works for root on it, then try again',
    exitCode: ExitCode.stepFailed,
  });
}

/** Looks at one step; see {@link checkSteps}. */
export async function checkStep(
  session: SshSession,
  task: StepTask,
  options: CheckOptions,
): Promise<CheckOutcome> {
  const [result] = await checkSteps(session, [task], options);
  return result ?? { result: 'failed', what: 'the host gave no answer' };
}

function payload(nonce: string, tasks: readonly StepTask[], limit: number, options: CheckOptions): string {
  return renderPayload({
    program: runnerScript(options.assetsDirectory, 'session.sh', 'check.sh'),
    variables: { admin_user: options.adminUser },
    stages: Object.fromEntries(tasks.map((task, index) => [`stage_${index}`, task.files])),
    calls: [
      ['begin', nonce],
      ['begin_checks', nonce.slice(0, 8)],
      ...tasks.map((task, index) => ['start_check', task.step.phase, String(limit), `stage_${index}`]),
      ['end_checks'],
    ],
  });
}

function interpret(event: HostEvent, lines: readonly string[], limit: number): CheckOutcome | undefined {
  if (event.kind === 'running') return { result: 'running' };
  if (event.kind !== 'checked') return undefined;
  const differences = lines.flatMap(difference);
  if (event.exitCode === 0 && differences.length === 0) return { result: 'in-place' };
  if (event.exitCode === 10 && differences.length > 0) return { result: 'differs', differences };
  if (event.exitCode === 124) return { result: 'failed', what: `the check took longer than ${limit} s` };
  const error = lines
    .filter((line) => line.startsWith('error: '))
    .at(-1)
    ?.slice('error: '.length);
  return {
    result: 'failed',
    what: error ?? `the check ended with exit code ${event.exitCode} and said nothing`,
  };
}

/** `differs: swap: swap is on, applied off`; `follows:` when earlier steps bring the item about. */
function difference(line: string): Difference[] {
  const [, kind, item = '', text = ''] = /^(differs|follows): ([a-z_]+): (.*)$/.exec(line) ?? [];
  return kind === undefined ? [] : [{ item, text, inherited: kind === 'follows' }];
}
