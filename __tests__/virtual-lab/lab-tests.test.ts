import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutDirectory } from '../../virtual-lab/lab-model';

/** Files that `npm run test:lab` runs, as jest finds them. */
function selected(tests: string): string[] {
  const jest = join(checkoutDirectory, 'node_modules', '.bin', 'jest');
  const args = ['--config', 'jest.lab.config.js', '--listTests'];
  const env = { ...process.env, NUCLAB_LAB_TESTS: tests };
  const listed = execFileSync(jest, args, { cwd: checkoutDirectory, env, encoding: 'utf8' });
  return listed
    .trim()
    .split('\n')
    .map((file) => file.replace(/.*\/__tests__\/lab\//, ''))
    .sort();
}

test('the landing set holds the files named in jest.lab.config.js, and --all every lab test', () => {
  expect(selected('')).toEqual([
    'drift.test.ts',
    'reviewed-plans.test.ts',
    'takeover.test.ts',
    'three-nucs.test.ts',
  ]);
  const files = readdirSync(join(checkoutDirectory, '__tests__', 'lab'));
  expect(selected('all')).toEqual(files.filter((file) => file.endsWith('.test.ts')).sort());
});
