import { joinWithin, type Block } from './cut-rows';
import { escapeMarkdown, escapeWithCode } from './markdown-escape';
import { mermaidPicture } from './mermaid';
import { clusterBlock, detailsBlock } from './markdown-details';
import {
  certificateText,
  howToApply,
  modelOnly,
  noEffects,
  notGuessed,
  noticeWords,
  originLines,
  severityWords,
  unchangedHosts,
  wholeReport,
  withoutStep,
} from './phrases';
import type { PlanReport } from './plan-report';
import { hostNames, sameRows } from './same-rows';
import { tableRows } from './table-rows';

/** GitHub takes 65,536 characters in a comment. */
const longest = 64_900;
const longestPicture = 12_000;

/** The report as a comment of a pull request; its first line, which nobody sees, finds the comment again. */
export function markdownReport(report: PlanReport): string {
  return joinWithin(
    [
      fixed([marker(report.lab), `## ${escapeMarkdown(capital(report.verdict.text))}`]),
      ...paragraphs(modelOnly(report), withoutStep(report)),
      ...effectsBlock(report),
      ...stepsBlock(report),
      ...noticesBlock(report),
      ...certificatesBlock(report),
      ...pictureBlock(report),
      ...detailsBlock(report),
      ...clusterBlock(report),
      footer(report),
    ],
    longest,
  );
}

/** A comment must not end early. */
function marker(lab: string): string {
  return `<!-- nuclab plan: ${lab.replace(/[^A-Za-z0-9.-]|-(?=-)/g, '')} -->`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function fixed(lines: readonly string[]): Block {
  return { head: lines, rows: [], tail: [], most: 0, more: () => '' };
}

function paragraphs(...texts: readonly (string | undefined)[]): Block[] {
  return texts.flatMap((text) => (text === undefined ? [] : [fixed([escapeWithCode(text)])]));
}

function listBlock(
  report: PlanReport,
  head: readonly string[],
  rows: readonly string[],
  most: number,
  tail: readonly string[] = [],
): Block {
  const more = (cut: number): string => `- … and ${cut} more, ${wholeReport(report)}`;
  return { head, rows, tail, most, more };
}

function effectsBlock(report: PlanReport): Block[] {
  const { effects } = report;
  if (effects.length === 0) return paragraphs(noEffects(report));
  const groups = sameRows(effects, ({ severity, text, fix }) => JSON.stringify([severity, text, fix]), 2);
  const rows = groups.map(
    ({ hosts, row: { severity, text, fix } }) =>
      `- **${capital(severityWords[severity])}: ${escapeMarkdown(hostNames(hosts))}:** ${escapeWithCode(text)}.${fixText(fix)}`,
  );
  return [listBlock(report, ['### Destructive or disruptive', ''], rows, 16_000)];
}

function fixText(fix: string | null): string {
  return fix === null ? '' : ` Fix: ${escapeWithCode(fix)}.`;
}

function stepsBlock(report: PlanReport): Block[] {
  const rows = tableRows(report).map((cells) => tableRow(cells.map(escapeMarkdown)));
  const table: Block = {
    head: [
      '### What happens',
      '',
      tableRow(['host', 'phase', 'what', 'why']),
      tableRow(['---', '---', '---', '---']),
    ],
    rows,
    tail: [],
    most: 22_000,
    more: (cut) => tableRow([`… and ${cut} more rows, ${wholeReport(report)}`, '', '', '']),
  };
  const others = report.otherChanges.map(
    ({ address, what }) => `- ${escapeMarkdown(address)} ${what}: not a step of nuclab`,
  );
  return [
    ...(rows.length === 0 ? [] : [table]),
    ...(others.length === 0 ? [] : [listBlock(report, [], others, 2000)]),
    ...paragraphs(unchangedHosts(report)),
  ];
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function noticesBlock(report: PlanReport): Block[] {
  const { notices } = report;
  if (notices.length === 0) return [];
  const rows = notices.map(({ kind, host, address, what, fix }) => {
    const at = address === null ? '' : ` (${escapeMarkdown(address)})`;
    return `- **${escapeMarkdown(host)}**${at}, ${noticeWords[kind]}: ${escapeWithCode(what)}.${fixText(fix)}`;
  });
  const unreachable = notices.some(({ kind }) => kind === 'unreachable');
  return [
    listBlock(report, ['### Hosts to know about', ''], rows, 10_000, unreachable ? ['', notGuessed] : []),
  ];
}

function certificatesBlock(report: PlanReport): Block[] {
  const { certificates } = report;
  if (certificates.length === 0) return [];
  const rows = certificates.map(
    (each) =>
      `- **${escapeMarkdown(each.host)}**: ${escapeMarkdown(certificateText(each))}.${fixText(each.fix)}`,
  );
  return [listBlock(report, ['### Certificates', ''], rows, 4000)];
}

function pictureBlock(report: PlanReport): Block[] {
  const picture = ['```mermaid', ...mermaidPicture(report), '```'];
  return picture.length === 2 || picture.join('\n').length > longestPicture ? [] : [fixed(picture)];
}

function footer(report: PlanReport): Block {
  const apply = howToApply(report);
  return fixed([
    '---',
    '',
    ...originLines(report).map((line) => `${escapeMarkdown(line)}  `),
    ...(apply === undefined ? [] : [`${escapeWithCode(capital(apply))}.`]),
  ]);
}
