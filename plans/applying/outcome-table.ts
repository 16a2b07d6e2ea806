import Table from 'cli-table3';
import { createColors } from 'picocolors';
import type { StepOutcome, StepResult } from './step-outcomes';
import { duration } from './apply-verdict';

/** Names of changed items that a row shows before it counts. */
const shownItems = 3;
/** From more rows on, a host on which all went well has one row. */
const mostRows = 60;

interface Row {
  readonly host: string;
  readonly phase: string;
  readonly result: StepResult;
  readonly text: string;
  readonly changed: string;
  readonly seconds?: number;
}

/** One row for each step; below it, in full width, cause, fix and log of each that failed. */
export function outcomeTable(outcomes: readonly StepOutcome[], useColor: boolean): string {
  const paint = paints(useColor);
  const table = new Table({
    head: ['host', 'phase', 'result', 'changed', 'time'],
    colAligns: ['left', 'left', 'left', 'left', 'right'],
    style: { head: [], border: [], compact: true },
  });
  const rows = outcomes.length > mostRows ? foldedRows(outcomes) : outcomes.map(stepRow);
  for (const { host, phase, result, text, changed, seconds } of rows) {
    const time = seconds === undefined ? '' : duration(seconds);
    table.push([host, phase, paint[result](text), changed, time]);
  }
  const below = outcomes
    .filter(({ failure }) => failure !== undefined)
    .map((each) => failureText(each, useColor));
  return [table.toString(), ...below].join('\n');
}

function stepRow({ host, phase, result, because, changed, seconds }: StepOutcome): Row {
  const { step: before = '', result: ended = 'failed' } = because ?? {};
  const why = before === '' ? '' : `: ${before} ${ended === 'failed' ? 'failed' : 'was interrupted'}`;
  const text = result === 'not-run' ? `not run${why}` : result;
  return { host, phase, result, text, changed: items(changed), seconds };
}

function foldedRows(outcomes: readonly StepOutcome[]): Row[] {
  const hosts = [...new Set(outcomes.map(({ host }) => host))];
  return hosts.flatMap((host) => {
    const own = outcomes.filter((each) => each.host === host);
    const isWell = own.every(({ result }) => ['done', 'unchanged', 'adopted'].includes(result));
    if (!isWell || own.length === 1) return own.map(stepRow);
    const changed = own.reduce((sum, each) => sum + each.changed.length, 0);
    const result = (['done', 'adopted'] as const).find((each) => own.some((one) => one.result === each));
    return {
      host,
      phase: `${own.length} phases`,
      result: result ?? 'unchanged',
      text: result ?? 'unchanged',
      changed: changed === 0 ? '' : `${changed} items`,
      seconds: own.reduce((sum, { seconds = 0 }) => sum + seconds, 0),
    };
  });
}

function items(changed: readonly string[]): string {
  const more = changed.length > shownItems ? ` +${changed.length - shownItems}` : '';
  return `${changed.slice(0, shownItems).join(', ')}${more}`;
}

function failureText({ id, failure }: StepOutcome, useColor: boolean): string {
  const { bold, green } = createColors(useColor);
  const { what = '', fix = '', log } = failure ?? {};
  const path = log === undefined ? [] : [`  log: ${log}`];
  return [`${bold(`${id}:`)} ${what}`, `  ${green(`fix: ${fix}`)}`, ...path].join('\n');
}

function paints(useColor: boolean): Readonly<Record<StepResult, (text: string) => string>> {
  const { green, red, yellow, dim } = createColors(useColor);
  return { done: green, unchanged: dim, adopted: green, failed: red, interrupted: yellow, 'not-run': yellow };
}
