import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode } from '../../errors/exit-codes';
import { hostRules, labRules } from '../../precheck/rules';

function page(name: string): string {
  return readFileSync(join(__dirname, '../../docs', name), 'utf8');
}

describe('the pages for users', () => {
  it.each([...hostRules, ...labRules].map(({ id }) => id))('say what %s checks', (id) => {
    expect(page('precheck.md')).toMatch(new RegExp(`^\\| \`${id}\` +\\|`, 'm'));
  });

  it.each(Object.entries(ExitCode))('say what the exit code %s means', (name, code) => {
    expect(page('exit-codes.md')).toMatch(new RegExp(`^\\| ${code} +\\| ${name} +\\|`, 'm'));
  });

  it('name no exit code that does not exist', () => {
    const rows = [...page('exit-codes.md').matchAll(/^\| (\d+) /gm)].map(([, code]) => Number(code));
    expect(rows).toEqual(Object.values(ExitCode));
  });
});

describe('the tables of rules', () => {
  it.each([
    ['host', hostRules],
    ['lab', labRules],
  ])('have each %s id once', (_, rules) => {
    const ids = rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
