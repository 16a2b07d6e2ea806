import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildReport, jsonReport, markdownReport, textReport } from '../../../plans/reporting';
import { situations } from './support/situations';

const forms = {
  md: markdownReport,
  txt: (report) => textReport(report, { color: false, columns: 110 }),
  json: jsonReport,
} as const satisfies Record<string, (report: ReturnType<typeof buildReport>) => string>;

describe.each(Object.entries(situations))('the report of %s', (name, situation) => {
  it.each(Object.entries(forms))('as .%s is the reviewed file', (ending, form) => {
    const file = join(__dirname, 'golden', `${name}.${ending}`);
    const text = form(buildReport(situation()));
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });

  it('is the same bytes for the same input', () => {
    const [first, second] = [buildReport(situation()), buildReport(structuredClone(situation()))];
    for (const form of Object.values(forms)) expect(form(first)).toBe(form(second));
  });
});
