import { createColors } from 'picocolors';
import { clusterPlace } from '../../phases/step-address';
import { count } from '../../text/words';
import { elapsed } from './elapsed';
import type { StepProgress } from './apply-progress';
import { hostRows, type HostRow } from './host-row';

export interface FrameProps {
  /** The lab's name. */
  readonly lab: string;
  readonly steps: readonly StepProgress[];
  /** Milliseconds, of the same clock as the steps' times. */
  readonly startedAt: number;
  readonly now: number;
  /** Size of the terminal. */
  readonly columns: number;
  readonly rows: number;
  readonly useColor: boolean;
  /** The operator asked for the end. */
  readonly ending: boolean;
}

/** Widest name of a phase that a row gives room to. */
const widestPhase = 20;
const urgency = ['active', 'failed', 'waiting', 'done'] as const;

/** What a live view shows: a line for the whole, then one for each host and the cluster; never wider or higher than the terminal. */
export function frame(props: FrameProps): string[] {
  const all = hostRows(props.steps);
  // A terminal scrolls when its last line is used.
  const room = Math.max(1, props.rows - 2);
  const shown = all.length <= room ? all : mostUrgent(all, room - 1);
  const hidden = all.filter((row) => !shown.includes(row));
  const hostWidth = Math.max(0, ...all.map(({ host }) => host.length));
  const phaseWidth = Math.min(widestPhase, Math.max(0, ...props.steps.map(({ step }) => step.phase.length)));
  return [
    headLine(props),
    ...shown.map((row) => hostLine(row, hostWidth, phaseWidth, props)),
    ...(hidden.length === 0 ? [] : [cut(hiddenLine(hidden), props.columns)]),
  ];
}

function headLine({ lab, steps, startedAt, now, columns, ending, useColor }: FrameProps): string {
  const inState = (state: StepProgress['state']): number =>
    steps.filter((each) => each.state === state).length;
  const parts = [
    `${inState('succeeded')} of ${steps.length} steps done`,
    ...(inState('failed') > 0 ? [`${inState('failed')} failed`] : []),
    `${inState('running')} running`,
  ];
  const title = ending ? `stopping ${lab} (press Ctrl-C again to stop at once)` : `applying ${lab}`;
  return createColors(useColor).bold(
    cut(`${title}  ${elapsed(now - startedAt)}  ${parts.join(', ')}`, columns),
  );
}

function hostLine(row: HostRow, hostWidth: number, phaseWidth: number, props: FrameProps): string {
  const { bold, dim, green, red } = createColors(props.useColor);
  const paint = { active: (text: string) => text, failed: red, waiting: dim, done: green }[row.kind];
  const seconds = row.since === undefined ? '' : `${Math.floor((props.now - row.since) / 1000)} s`;
  const host = row.host.padEnd(hostWidth);
  const rest = `${cut(row.phase, phaseWidth).padEnd(phaseWidth)}  ${seconds.padStart(5)}  ${row.text}`;
  const line = cut(`${host}  ${rest}`.trimEnd(), props.columns);
  const name = line.slice(0, hostWidth);
  return `${row.kind === 'active' ? bold(name) : name}${paint(line.slice(hostWidth))}`;
}

/** The rows that matter most, in the order in which they were. */
function mostUrgent(rows: readonly HostRow[], room: number): HostRow[] {
  const chosen = new Set(
    urgency.flatMap((kind) => rows.filter((row) => row.kind === kind)).slice(0, Math.max(0, room)),
  );
  return rows.filter((row) => chosen.has(row));
}

/** `and 84 more hosts and the cluster: 61 waiting, 24 done`. */
function hiddenLine(hidden: readonly HostRow[]): string {
  const counts = urgency
    .map((kind) => [kind, hidden.filter((row) => row.kind === kind).length] as const)
    .filter(([, number]) => number > 0)
    .map(([kind, number]) => `${number} ${kind}`);
  const hosts = hidden.filter(({ host }) => host !== clusterPlace).length;
  const places = [
    ...(hosts > 0 ? [count(hosts, 'more host')] : []),
    ...(hosts < hidden.length ? ['the cluster'] : []),
  ];
  return `and ${places.join(' and ')}: ${counts.join(', ')}`;
}

function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;
}
