import { createColors } from 'picocolors';
import {
  certificateText,
  clusterText,
  howToApply,
  modelOnly,
  noEffects,
  notGuessed,
  noticeWords,
  originLines,
  severityWords,
  unchangedHosts,
  withoutStep,
} from './phrases';
import type { NodeView, PlanReport, Severity } from './plan-report';
import { hostNames, sameRows } from './same-rows';
import { tableRows } from './table-rows';
import { alignedRows, hanging, wrap } from './text-layout';
import { count, listed } from '../../text/words';

export interface TextReportOptions {
  readonly color: boolean;
  /** Width of the terminal. @default - lines are as long as they are */
  readonly columns?: number;
}

type Colors = ReturnType<typeof createColors>;

/** The report for people in a terminal: the verdict first, then what is grave, what happens, and what is not known. */
export function textReport(report: PlanReport, options: TextReportOptions): string {
  const colors = createColors(options.color);
  const columns = Math.max(options.columns ?? Infinity, 60);
  const sections = [
    [...verdictLines(report, colors, columns), ...wrapped(modelOnly(report), columns)],
    wrapped(withoutStep(report), columns),
    effectLines(report, colors, columns),
    stepLines(report, colors, columns),
    noticeLines(report, colors, columns),
    certificateLines(report, colors, columns),
    detailLines(report, colors, columns),
    clusterLines(report, colors, columns),
    [...originLines(report), ...wrapped(howToApply(report), columns)].map((line) => colors.dim(line)),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function verdictLines({ verdict }: PlanReport, colors: Colors, columns: number): string[] {
  const { complete, changes, counts, text } = verdict;
  const grave = !complete || counts.hostsLeaving > 0;
  const calm = !changes && counts.hostsUnreachable === 0;
  const paint = grave ? colors.red : calm ? colors.green : colors.yellow;
  return wrap(text, columns).map((line) => paint(colors.bold(line)));
}

function effectLines(report: PlanReport, colors: Colors, columns: number): string[] {
  const { effects } = report;
  const nothing = noEffects(report);
  if (effects.length === 0) return nothing === undefined ? [] : [nothing];
  const paint: Record<Severity, (text: string) => string> = {
    destructive: colors.red,
    'left-alone': colors.red,
    refused: colors.red,
    disruptive: colors.yellow,
    'without-effect': colors.dim,
  };
  const groups = sameRows(effects, ({ severity, text, fix }) => JSON.stringify([severity, text, fix]), 2);
  const lines = groups.flatMap(({ hosts, row: { severity, text, fix } }) => [
    ...hanging(`${severityWords[severity]}: ${hostNames(hosts)}: ${text}`, 2, columns).map(paint[severity]),
    ...fixLines(fix, columns),
  ]);
  return [colors.bold('destructive or disruptive'), ...lines];
}

function stepLines(report: PlanReport, colors: Colors, columns: number): string[] {
  const rows = tableRows(report);
  const others = report.otherChanges.map(({ address, what }) => `${address} ${what}: not a step of nuclab`);
  const unchanged = unchangedHosts(report);
  return [
    ...(rows.length === 0 ? [] : alignedRows(['HOST', 'PHASE', 'WHAT', 'WHY'], rows, columns)),
    ...others.flatMap((line) => wrapped(line, columns)),
    ...wrapped(unchanged, columns).map((line) => colors.dim(line)),
  ];
}

function noticeLines({ notices }: PlanReport, colors: Colors, columns: number): string[] {
  if (notices.length === 0) return [];
  const lines = notices.flatMap(({ kind, host, address, what, fix }) => [
    ...hanging(
      `${host}${address === null ? '' : ` (${address})`}: ${noticeWords[kind]}: ${what}`,
      2,
      columns,
    ),
    ...fixLines(fix, columns),
  ]);
  const unreachable = notices.some(({ kind }) => kind === 'unreachable');
  return [colors.bold('hosts to know about'), ...lines, ...(unreachable ? wrapped(notGuessed, columns) : [])];
}

function certificateLines({ certificates }: PlanReport, colors: Colors, columns: number): string[] {
  if (certificates.length === 0) return [];
  const lines = certificates.flatMap((each) => [
    ...hanging(`${each.host}: ${certificateText(each)}`, 2, columns).map(colors.yellow),
    ...fixLines(each.fix, columns),
  ]);
  return [colors.bold('certificates'), ...lines];
}

/** Only what the rows above do not say already. */
function detailLines({ details, steps }: PlanReport, colors: Colors, columns: number): string[] {
  const more = steps.flatMap(({ host, phase, more: texts }) => texts.map((text) => ({ host, phase, text })));
  const seen = details.flatMap(({ host, phase, alsoSeen }) =>
    alsoSeen.map((text) => ({ host, phase, text: `also seen: ${text}` })),
  );
  const groups = sameRows([...more, ...seen], ({ phase, text }) => JSON.stringify([phase, text]));
  if (groups.length === 0) return [];
  const lines = groups.flatMap(({ hosts, row }) =>
    hanging(`${hostNames(hosts)} ${row.phase}: ${row.text}`, 2, columns),
  );
  return [colors.bold('details'), ...lines];
}

/** In a terminal only nodes that are not as they should be are worth a line. */
function clusterLines({ cluster }: PlanReport, colors: Colors, columns: number): string[] {
  if (cluster === null) return [];
  const { nodes, etcdMembers, version } = cluster;
  const etcd = etcdMembers.map(({ name, learner }) => (learner ? `${name} (learner)` : name));
  const ready = nodes.filter((node) => node.ready).length;
  const said = [
    clusterText(cluster),
    ...(nodes.length === 0 ? [] : [`${ready} of ${count(nodes.length, 'node')} Ready`]),
    ...(etcd.length === 0 ? [] : [`etcd on ${listed(etcd, 9)}`]),
  ];
  const odd = nodes.filter((node) => !node.ready || !node.schedulable || node.version !== version);
  return [
    colors.bold('cluster'),
    ...hanging(said.join('; '), 2, columns),
    ...odd.flatMap((node) => hanging(`${node.name}: ${nodeState(node)}`, 2, columns)),
  ];
}

function nodeState({ ready, schedulable, version, message }: NodeView): string {
  const state = `${ready ? 'Ready' : 'not Ready'}${schedulable ? '' : ', cordoned'}, kubelet ${version}`;
  return message === null ? state : `${state}: ${message}`;
}

function fixLines(fix: string | null, columns: number): string[] {
  return fix === null ? [] : hanging(`fix: ${fix}`, 4, columns);
}

function wrapped(text: string | undefined, columns: number): string[] {
  return text === undefined ? [] : wrap(text, columns);
}
