import { createColors } from 'picocolors';
import { problemText, type LabFinding } from '../../errors/finding';
import { clusterPlace } from '../../phases/step-address';
import type { HostStatus, LabStatus } from '../lab-status';
import { count } from '../status-words';
import { fitted, placeColumns, type Tone } from './column';
import { hostColumns, phasesCell } from './host-columns';
import { verdictLine } from './verdict-line';
import { wrap } from './wrap';

export interface TextOptions {
  readonly color: boolean;
  /** Width of the terminal, characters. @default - no limit */
  readonly columns?: number;
  /** Height to fit into, lines: the cluster gives way first, then hosts without a problem, then other hosts. @default - no limit */
  readonly rows?: number;
}

/** The status for people: verdict, a row for each host, the cluster's steps, and every problem with its fix. */
export function textStatus(status: LabStatus, options: TextOptions): string {
  const { rows } = options;
  const all = statusLines(status, status.hosts, options);
  if (rows === undefined || all.length <= rows) return all.join('\n');
  if (status.clusterSteps.length > 0) return textStatus({ ...status, clusterSteps: [] }, options);
  const named = new Set(status.problems.flatMap(({ hosts }) => hosts));
  // The heading comes back with the first row.
  const room = Math.max(0, rows - statusLines(status, [], options).length - 1);
  const few = status.hosts.filter(({ name }) => named.has(name)).slice(0, room);
  const lines = statusLines(status, few, options);
  if (lines.length <= rows) return lines.join('\n');
  return [...lines.slice(0, rows - 1), `… ${lines.length - rows + 1} more lines`].join('\n');
}

function statusLines(
  status: LabStatus,
  hosts: readonly HostStatus[],
  { color, columns }: TextOptions,
): readonly string[] {
  const paint = painter(color);
  const verdict = wrap(verdictLine(status), columns).map((line) => paint[status.ok ? 'ok' : 'error'](line));
  const hidden = status.hosts.length - hosts.length;
  const rest = hidden === 0 ? [] : [paint.info(`… ${count(hidden, 'more host')}`)];
  const problems = status.problems.flatMap((problem) => problemLines(problem, columns, paint));
  const table = [
    ...tableLines(status, hosts, columns, paint),
    ...rest,
    ...clusterLines(status, columns, paint),
  ];
  const blocks = [table, problems];
  return [...verdict, ...blocks.flatMap((block) => (block.length === 0 ? [] : ['', ...block]))];
}

type Paint = Readonly<Record<Tone | 'heading', (text: string) => string>>;

function painter(color: boolean): Paint {
  const colors = createColors(color);
  return {
    ok: colors.green,
    error: colors.red,
    warning: colors.yellow,
    info: colors.dim,
    plain: (text) => text,
    heading: colors.dim,
  };
}

function tableLines(
  status: LabStatus,
  hosts: readonly HostStatus[],
  width: number | undefined,
  paint: Paint,
): readonly string[] {
  if (hosts.length === 0) return [];
  const placed = placeColumns(hostColumns(hosts, status.nodes), width);
  const last = placed.length - 1;
  const line = (cells: readonly { readonly text: string; readonly tone: keyof Paint }[]): string =>
    cells
      .map(({ text, tone }, index) => {
        const fit = fitted(text, placed[index]?.width ?? 0);
        return index === last ? paint[tone](fit.trimEnd()) : padded(fit, paint[tone]);
      })
      .join('  ');
  return [
    line(placed.map(({ heading }) => ({ text: heading, tone: 'heading' }))),
    ...hosts.map((_, row) => line(placed.flatMap(({ cells }) => cells[row] ?? []))),
  ];
}

/** `cluster: 3 in place`. */
function clusterLines(
  { clusterSteps }: LabStatus,
  width: number | undefined,
  paint: Paint,
): readonly string[] {
  if (clusterSteps.length === 0) return [];
  const { text, tone } = phasesCell(clusterSteps);
  const [first = '', ...others] = wrap(`${clusterPlace}: ${text}`, width);
  const word = `${clusterPlace}: `;
  return [`${word}${paint[tone](first.slice(word.length))}`, ...others.map((line) => paint[tone](line))];
}

/** Only the word is painted, not the spaces after it. */
function padded(text: string, paint: (text: string) => string): string {
  const word = text.trimEnd();
  return paint(word) + ' '.repeat(text.length - word.length);
}

function problemLines(problem: LabFinding, width: number | undefined, paint: Paint): readonly string[] {
  const { severity } = problem;
  const [first = '', ...others] = wrap(`${severity}: ${problemText(problem)}`, width);
  return [first.replace(`${severity}:`, paint[severity]), ...others];
}
