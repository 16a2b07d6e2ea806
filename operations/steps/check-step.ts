import { randomBytes } from 'node:crypto';
import { payloadCommand, renderPayload } from '../../rendering/payload';
import { ExitCode } from '../../errors/exit-codes';
import { NuclabError } from '../../errors/nuclab-error';
import type { SshSession } from '../ssh/types';
import { runnerScript, type StepTask } from './step-task';
import { wireReader, type WireEvent } from './wire';

/** What the check mode found. */
export type CheckResult =
  | { readonly kind: 'in-place' }
  /** Each as `<item>: <what it is, what is wanted>`; never empty. */
  | { readonly kind: 'differs'; readonly differences: readonly string[] }
  /** The step is at work on the host, so nothing was looked at. */
  | { readonly kind: 'running' }
  /** The check itself failed; `what` says why. */
  | { readonly kind: 'failed'; readonly what: string };

export interface CheckOptions {
  readonly assetsDirectory: string;
  /** User the operator logs in as. */
  readonly adminUser: string;
  /** Limit for each step, seconds. @default 60 */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
}

/**
 * Looks at steps of one host, in one exchange, without changing anything: results in the order of the tasks.
 *
 * @throws NuclabError when the host could not be asked at all
 */
export async function checkSteps(
  session: SshSession,
  tasks: readonly StepTask[],
  options: CheckOptions,
): Promise<readonly CheckResult[]> {
  const nonce = randomBytes(16).toString('hex');
  const limit = options.timeoutSeconds ?? 60;
  const results: CheckResult[] = [];
  let lines: string[] = [];
  const reader = wireReader(nonce, {
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
    timeoutSeconds: limit * tasks.length + 30,
    onStdoutLine: reader,
    signal: options.signal,
  });
  if (results.length === tasks.length) return results;
  const said = ended.stderr.trim().split('\n').at(-1) ?? '';
  throw new NuclabError({
    what: `the host could not be checked: ${said === '' ? `exit ${ended.exitCode}` : said}`,
    fix: 'see that /run has space and bash works for root on it, then try again',
    exitCode: ExitCode.stepFailed,
  });
}

/** Looks at one step; see {@link checkSteps}. */
export async function checkStep(
  session: SshSession,
  task: StepTask,
  options: CheckOptions,
): Promise<CheckResult> {
  const [result] = await checkSteps(session, [task], options);
  return result ?? { kind: 'failed', what: 'the host gave no answer' };
}

function payload(nonce: string, tasks: readonly StepTask[], limit: number, options: CheckOptions): string {
  const id = nonce.slice(0, 8);
  return renderPayload({
    program: runnerScript(options.assetsDirectory, 'session.sh', 'check.sh'),
    variables: { admin_user: options.adminUser },
    stages: Object.fromEntries(tasks.map((task, index) => [`stage_${index}`, task.files])),
    calls: [
      ['begin', nonce],
      ...tasks.map((task, index) => [
        'check_unless_running',
        task.step.phase,
        id,
        String(limit),
        `stage_${index}`,
      ]),
    ],
  });
}

function interpret(event: WireEvent, lines: readonly string[], limit: number): CheckResult | undefined {
  if (event.kind === 'running') return { kind: 'running' };
  if (event.kind !== 'checked') return undefined;
  const found = lines
    .filter((line) => line.startsWith('differs: '))
    .map((line) => line.slice('differs: '.length));
  if (event.exitCode === 0 && found.length === 0) return { kind: 'in-place' };
  if (event.exitCode === 10 && found.length > 0) return { kind: 'differs', differences: found };
  if (event.exitCode === 124) return { kind: 'failed', what: `the check took longer than ${limit} s` };
  const error = lines
    .filter((line) => line.startsWith('error: '))
    .at(-1)
    ?.slice('error: '.length);
  return {
    kind: 'failed',
    what: error ?? `the check ended with exit code ${event.exitCode} and said nothing`,
  };
}
