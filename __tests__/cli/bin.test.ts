import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly bin: { readonly nuclab: string };
};

let checkout: string;
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'nuclab-bin-'));
  mkdirSync(join(checkout, 'bin'));
  cpSync(join(root, bin.nuclab), join(checkout, bin.nuclab));
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

const started = (...args: readonly string[]) =>
  spawnSync(join(checkout, bin.nuclab), args, { encoding: 'utf8' });

test('what npm links is in Git and may be started, so that `npx nuclab` works after every build', () => {
  const listed = spawnSync('git', ['-C', root, 'ls-files', '--stage', bin.nuclab], { encoding: 'utf8' });
  expect(listed.stdout).toMatch(/^100755 /);
  expect(statSync(join(root, bin.nuclab)).mode & 0o111).toBe(0o111);
});

test('before the first build it says what to do', () => {
  expect(started('plan')).toMatchObject({
    status: 9,
    stdout: '',
    stderr: 'nuclab is not compiled; fix: run `npm ci && npm run build`\n',
  });
});

test('it passes its arguments on to the compiled command', () => {
  mkdirSync(join(checkout, 'dist', 'cli'), { recursive: true });
  writeFileSync(
    join(checkout, 'dist', 'cli', 'index.js'),
    `exports.main = () => { console.log(process.argv.slice(2).join(' ')); process.exitCode = 3; };`,
  );
  expect(started('plan', '--json')).toMatchObject({ status: 3, stdout: 'plan --json\n', stderr: '' });
});

test('an error of the compiled command is not taken for a missing one', () => {
  mkdirSync(join(checkout, 'dist', 'cli'), { recursive: true });
  writeFileSync(join(checkout, 'dist', 'cli', 'index.js'), `throw new TypeError('broken');`);
  expect(started('plan')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('TypeError: broken'),
  });
});
