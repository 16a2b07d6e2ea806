import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNuclab, type Result } from './run-nuclab';

let folder: string;
const path = (...parts: readonly string[]): string => join(folder, ...parts);
const environment = { ...process.env };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nuclab-comparison-'));
  writeFileSync(path('lab.yaml'), 'name: autumn\nhosts: { nuc01: 10.0.0.11 }\n');
  delete process.env.NUCLAB_FACTS;
  // Neither Terraform nor anything else but Node.js is needed.
  process.env.PATH = path('nothing');
});
afterEach(() => {
  process.exitCode = undefined;
  process.env = { ...environment };
  rmSync(folder, { recursive: true, force: true });
});

const base = (version: string, name = 'autumn'): string => {
  const file = path('lab.base.yaml');
  writeFileSync(file, `name: ${name}\nhosts: { nuc01: 10.0.0.11 }\nkubernetes:\n  version: ${version}\n`);
  return file;
};
const plan = (...words: readonly string[]): Promise<Result> =>
  runNuclab('plan', '--inventory', path('lab.yaml'), ...words);

test('a step that changes gives code 2; nothing is saved and nothing synthesised in place', async () => {
  const file = base('1.33.13');
  const { exitCode, stdout, stderr } = await plan('--facts', 'none', '--against', file);
  expect(exitCode).toBe(2);
  expect(stdout).toMatch(
    /^two inventories compared: 3 steps are planned on 1 host; 1 of 1 host will refuse a step; neither the hosts nor the state were checked\n/,
  );
  expect(stdout).toContain('Kubernetes version 1.33.13 → 1.34.4');
  expect(stdout).toContain(` with ${file}; neither the hosts nor the state were checked\n`);
  expect(stderr).toBe('nothing was saved: a comparison of inventories cannot be applied\n');
  expect([path('.nuclab'), path('cdktf.out')].map((each) => existsSync(each))).toEqual([false, false]);
});

test('without a difference the code is 0, also when NUCLAB_FACTS says none', async () => {
  process.env.NUCLAB_FACTS = 'none';
  const { exitCode, stdout } = await plan('--against', base('1.34.4'), '--json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    verdict: { changes: false },
    comparison: { against: path('lab.base.yaml'), withoutStep: [] },
    origin: { terraform: null, observedAt: null },
  });
});

test('"none" is an empty lab', async () => {
  const { exitCode, stdout } = await plan('--facts', 'none', '--against', 'none', '--markdown');
  expect(exitCode).toBe(2);
  expect(stdout).toContain(
    '## Compared with an empty lab: first install: 7 steps on 1 host and in the cluster; ',
  );
});

test.each([
  [
    ['--against', 'lab.base.yaml'],
    '--against compares inventories, and no host is checked for it; fix: add --facts none',
  ],
  [
    ['--against', 'lab.base.yaml', '--facts', 'facts.json'],
    '--against compares inventories, and no host is checked for it; fix: add --facts none',
  ],
  [
    ['--against', 'lab.base.yaml', '--facts', 'none', '--out', 'plan'],
    '--against and --out were both given, but a comparison of inventories cannot be applied and is not saved; fix: leave one of them out',
  ],
  [
    ['--against', 'nowhere.yaml', '--facts', 'none'],
    'nowhere.yaml:1:1: does not exist; fix: give the name of another file, or run `nuclab init` to create one',
  ],
])('%j is refused with 1, since 2 means something else', async (words, message) => {
  expect(await plan(...words)).toEqual({ exitCode: 1, stdout: '', stderr: `${message}\n` });
});

test('the other inventory has problems of its own, under its own name', async () => {
  const file = base('1.33');
  const { exitCode, stderr } = await plan('--facts', 'none', '--against', file);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(new RegExp(`^${file}:4:12: `));
});

test('another lab is not compared', async () => {
  const file = base('1.34.4', 'spring');
  const { exitCode, stderr } = await plan('--facts', 'none', '--against', file);
  expect(exitCode).toBe(1);
  expect(stderr).toBe(
    `${file}: is of lab spring, the inventory is of lab autumn; fix: compare two inventories of the same lab, or give both the same name\n`,
  );
});
