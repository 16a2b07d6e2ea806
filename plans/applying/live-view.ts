import { createColors } from 'picocolors';
import type { StepProgress } from './apply-progress';
import { frame } from './frame';
import { LiveRegion, terminalSize } from './live-region';
import { noticeLine } from './plain-view';
import type { ProgressView, ViewStream } from './progress-view';

/** Faster than that, nobody can read. */
const shortestPauseMilliseconds = 100;
/** Times are shown in seconds. */
const tickMilliseconds = 1000;

export interface LiveViewProps {
  readonly stream: ViewStream;
  /** The lab's name. */
  readonly lab: string;
  readonly useColor: boolean;
  /** Milliseconds. @default Date.now */
  readonly now?: () => number;
}

/** A line for each host, drawn again as things happen, at most ten times a second; failures and warnings stay above it. */
export function liveView({ stream, lab, useColor, now = Date.now }: LiveViewProps): ProgressView {
  const region = new LiveRegion(stream);
  const startedAt = now();
  const { red, yellow } = createColors(useColor);
  let steps: readonly StepProgress[] = [];
  let above: string[] = [];
  let isEnding = false;
  let drawnAt = 0;
  let pending: NodeJS.Timeout | undefined;

  const draw = (): void => {
    clearTimeout(pending);
    pending = undefined;
    drawnAt = now();
    const { columns, rows } = terminalSize(stream);
    region.draw(
      frame({ lab, steps, startedAt, now: drawnAt, columns, rows, useColor, ending: isEnding }),
      above,
    );
    above = [];
  };
  const drawSoon = (): void => {
    const pause = drawnAt + shortestPauseMilliseconds - now();
    if (pause <= 0) draw();
    else pending ??= setTimeout(draw, pause);
  };
  const tick = setInterval(drawSoon, tickMilliseconds);
  stream.on('resize', drawSoon);
  const resumed = (): void => {
    region.forget();
    drawSoon();
  };
  process.on('SIGCONT', resumed);
  return {
    update: (latest, notices) => {
      steps = latest;
      for (const notice of notices) {
        if (notice.kind === 'said') continue;
        above.push((notice.kind === 'failed' ? red : yellow)(noticeLine(notice)));
      }
      drawSoon();
    },
    ending: () => {
      isEnding = true;
      draw();
    },
    say: (line) => {
      above.push(line);
      drawSoon();
    },
    close: () => {
      stream.off('resize', drawSoon);
      process.off('SIGCONT', resumed);
      clearInterval(tick);
      clearTimeout(pending);
      // What is still to stay is written before the region goes.
      region.draw([], above);
    },
  };
}
