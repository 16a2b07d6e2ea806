import { elapsed } from './elapsed';
import { formatDiagnostic } from '../../text/diagnostic';
import { parseStepId, stepLabel } from '../../phases/step-address';
import type { ApplyNotice, StepProgress } from './apply-progress';
import type { ProgressView, ViewStream } from './progress-view';

/** Some CI systems stop a job that prints nothing for ten minutes. */
const silenceMilliseconds = 60_000;

export interface PlainViewProps {
  readonly stream: Pick<ViewStream, 'write'>;
  /** Milliseconds. @default Date.now */
  readonly now?: () => number;
}

/** One line for each thing that happens, with the time since the beginning: `[0:07] nuc01 base: changed: swap: …`. */
export function plainView({ stream, now = Date.now }: PlainViewProps): ProgressView {
  const startedAt = now();
  let steps: readonly StepProgress[] = [];
  const print = (text: string): void => {
    stream.write(`[${elapsed(now() - startedAt)}] ${text}\n`);
    stillThere.refresh();
  };
  const stillThere = setInterval(() => {
    const running = steps.filter(({ state }) => state === 'running').map(({ step }) => step.id);
    if (running.length > 0) print(`still running: ${running.join(', ')}`);
  }, silenceMilliseconds);
  stillThere.unref();
  return {
    update: (latest, notices) => {
      steps = latest;
      for (const notice of notices) print(noticeLine(notice));
    },
    ending: () => print('stopping: running steps stop within 10 s; press Ctrl-C again to stop them at once'),
    say: print,
    close: () => clearInterval(stillThere),
  };
}

function label(id: string): string {
  const step = parseStepId(id);
  return step === undefined ? id : stepLabel(step.place, step.phase);
}

/** As the runner prints it: `nuc01 base: changed: …`, and of a failure `nuc01/base: what; fix: …`. */
export function noticeLine({ kind, step, text }: ApplyNotice): string {
  return formatDiagnostic({ where: kind === 'failed' ? step : label(step), what: text });
}
