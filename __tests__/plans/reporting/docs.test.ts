import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { severityWords } from '../../../plans/reporting/phrases';

const root = join(__dirname, '../../..');
const path = join(root, 'docs/plan-review.md');
const golden = readFileSync(join(__dirname, 'golden/unreachable-host.md'), 'utf8');
const shown = /(?<=<!-- prettier-ignore-start -->\n).*?(?=<!-- prettier-ignore-end -->)/s;

/** The report as a quotation, so that its headings are not the page's. */
function quotation(): string {
  const lines = golden.trimEnd().split('\n');
  return `${lines.map((line) => (line === '' ? '>' : `> ${line}`)).join('\n')}\n`;
}

/** The words of a union of string literals in plan-report.ts. */
function wordsOf(type: string): readonly string[] {
  const file = 'plans/reporting/plan-report.ts';
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest);
  const found = source.statements.filter(ts.isTypeAliasDeclaration).find(({ name }) => name.text === type);
  return [...(found?.type.getText(source).matchAll(/'([a-z-]+)'/g) ?? [])].map(([, word = '']) => word);
}

describe('docs/plan-review.md', () => {
  it('shows a real report', () => {
    if (process.env['UPDATE_GOLDEN'] === '1') {
      writeFileSync(
        path,
        readFileSync(path, 'utf8').replace(shown, () => quotation()),
      );
    }
    expect(shown.exec(readFileSync(path, 'utf8'))?.[0]).toBe(quotation());
  });

  it.each(['Severity', 'StepAction', 'NoticeKind', 'HostState'])('names every %s', (type) => {
    const page = readFileSync(path, 'utf8');
    expect(wordsOf(type).length).toBeGreaterThan(2);
    expect(wordsOf(type).filter((word) => !page.includes(`\`${word}\``))).toEqual([]);
  });

  it.each(Object.values(severityWords))('says what "%s" means', (words) => {
    expect(readFileSync(path, 'utf8').toLowerCase()).toContain(`\`${words}\``);
  });
});
