import type { Block } from './cut-rows';
import { escapeMarkdown } from './markdown-escape';
import { changeText, clusterText, wholeReport } from './phrases';
import type { ClusterView, PlanReport } from './plan-report';
import { hostNames, sameRows } from './same-rows';
import { count } from '../../text/words';

interface Detail {
  readonly host: string;
  readonly phase: string;
  readonly kind: string;
  readonly text: string;
}

/** Everything behind the rows, folded: what changed from what to what, what differs, what was seen beside it. */
export function detailsBlock(report: PlanReport): Block[] {
  const { details } = report;
  const all = details.flatMap(({ host, phase, changes, differences, alsoSeen }): Detail[] => [
    ...changes.map((change) => ({ host, phase, kind: 'changed', text: changeText(change) })),
    ...differences.map((text) => ({ host, phase, kind: 'differs', text })),
    ...alsoSeen.map((text) => ({ host, phase, kind: 'also seen', text })),
  ]);
  if (all.length === 0) return [];
  const groups = sameRows(all, ({ phase, kind, text }) => JSON.stringify([phase, kind, text]));
  const rows = groups.map(({ hosts, row: { phase, kind, text } }) =>
    tableRow([hostNames(hosts), phase, kind, text].map(escapeMarkdown)),
  );
  const title = `Details: ${count(all.length, 'difference')}`;
  return [folded(report, title, ['host', 'phase', '', 'what'], rows, 30_000)];
}

/** The cluster as it was seen, folded. */
export function clusterBlock(report: PlanReport): Block[] {
  const { cluster } = report;
  if (cluster === null) return [];
  const rows = cluster.nodes.map(({ name, role, ready, schedulable, version, message }) =>
    tableRow(
      [
        name,
        role,
        `${ready ? 'Ready' : 'not Ready'}${schedulable ? '' : ', cordoned'}`,
        version,
        message ?? '',
      ].map(escapeMarkdown),
    ),
  );
  const block = folded(report, summary(cluster), ['node', 'role', 'state', 'version', ''], rows, 8000);
  return [{ ...block, head: [block.head[0] ?? '', '', ...paragraphs(cluster), ...block.head.slice(2)] }];
}

function summary({ nodes, etcdMembers }: ClusterView): string {
  const ready = nodes.filter((node) => node.ready).length;
  return `Cluster: ${ready} of ${count(nodes.length, 'node')} Ready, ${count(etcdMembers.length, 'etcd member')}`;
}

function paragraphs(cluster: ClusterView): string[] {
  const etcd = cluster.etcdMembers.map(({ name, learner }) => (learner ? `${name} (learner)` : name));
  const shown = etcd.slice(0, 9).join(', ');
  const said = [clusterText(cluster), ...(etcd.length === 0 ? [] : [`etcd members: ${shown}`])];
  return [escapeMarkdown(said.join('; ')), ''];
}

function folded(
  report: PlanReport,
  title: string,
  head: readonly string[],
  rows: readonly string[],
  most: number,
): Block {
  const table = rows.length === 0 ? [] : [tableRow(head), tableRow(head.map(() => '---'))];
  return {
    head: [`<details><summary>${escapeMarkdown(title)}</summary>`, '', ...table],
    rows,
    tail: ['', '</details>'],
    most,
    more: (cut) =>
      tableRow([`… and ${cut} more rows, ${wholeReport(report)}`, ...head.slice(1).map(() => '')]),
  };
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
