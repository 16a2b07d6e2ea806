import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyDocument } from '../../../plans/applying/apply-document';
import { stepOutcomes } from '../../../plans/applying/step-outcomes';
import { verdict } from '../../../plans/applying/apply-verdict';
import { plannedSteps, replay } from './support/small-lab';

type Document = Readonly<Record<string, unknown>>;

const { progress } = replay(plannedSteps('install'), 'failure');
const outcomes = stepOutcomes(progress.steps, false);
const document = applyDocument('autumn', {
  outcomes,
  problems: [{ severity: 'error', summary: 'Failed to save state', detail: 'disk full' }],
  verdict: verdict({ outcomes, terraformExitCode: 1, interrupted: false, seconds: 3 }),
  seconds: 3,
});

const keysOf = (value: unknown): string[] => Object.keys(value as object).sort();
const failed = (steps: unknown): Document => (steps as Document[]).find(({ failure }) => failure !== null)!;

test('docs/apply.md shows every key of the document', () => {
  const text = readFileSync(join(__dirname, '../../../docs/apply.md'), 'utf8');
  const shown = JSON.parse(/```json\n([^]*?)```/.exec(text)![1]!) as Document;
  expect(keysOf(shown)).toEqual(keysOf({ schemaVersion: 1, ...document }));
  expect(keysOf(shown.verdict)).toEqual(keysOf(document.verdict));
  const counts = (each: Document): unknown => (each.verdict as Document).counts;
  expect(keysOf(counts(shown))).toEqual(keysOf(counts(document)));
  for (const step of [...(shown.steps as Document[]), ...(document.steps as Document[])]) {
    expect(keysOf(step)).toEqual(keysOf(failed(document.steps)));
  }
  expect(keysOf(failed(shown.steps).failure)).toEqual(keysOf(failed(document.steps).failure));
});

test('an error that belongs to no step is among the problems', () => {
  expect(document.problems).toEqual([
    { summary: 'Failed to save state', detail: 'disk full', address: null },
  ]);
});
