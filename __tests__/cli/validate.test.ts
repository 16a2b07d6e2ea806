import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNuclab } from './run-nuclab';

const folder = mkdtempSync(join(tmpdir(), 'nuclab-validate-'));
const file = join(folder, 'lab.yaml');
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  delete process.env.NUCLAB_INVENTORY;
});

test('a right inventory is summed up on standard output', async () => {
  writeFileSync(file, 'semester: 2026-autumn\nhosts: {nuc01: 10.0.0.1, nuc02: 10.0.0.2}\n');
  expect(await runNuclab('validate', file)).toEqual({
    exitCode: 0,
    stdout: [
      `${file}: no problems`,
      '  lab            lab, 2026-autumn: 2 hosts',
      '  Kubernetes     1.34.4',
      '  control plane  nuc01',
      '  workers        nuc02',
      '',
    ].join('\n'),
    stderr: '',
  });
});

test('advice is a warning on standard error and no failure', async () => {
  writeFileSync(file, 'hosts: {nuc01: 10.0.0.1}\n');
  const { exitCode, stderr, stdout } = await runNuclab('validate', file);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('lab: 1 host\n');
  expect(stdout).toContain('workers        none\n');
  expect(stderr).toMatch(/^warning: the lab has no worker/);
});

test('every problem of a wrong one is a line on standard error', async () => {
  writeFileSync(file, 'hosts: {nuc01: 10.0.0.1}\ncolour: blue\nname: A\n');
  expect(await runNuclab('validate', file)).toEqual({
    exitCode: 2,
    stdout: '',
    stderr:
      `${file}:2:1: colour is not a key that nuclab knows; fix: use one of name, semester, ssh, hosts, kubernetes, backend\n` +
      `${file}:3:7: name "A" has upper-case letters; fix: write a\n`,
  });
});

test('with --json a right inventory is printed with its defaults', async () => {
  writeFileSync(file, 'hosts: {nuc01: 10.0.0.1}\n');
  const { exitCode, stdout, stderr } = await runNuclab('validate', '--json', file);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    ok: true,
    file,
    advice: [expect.stringContaining('the lab has no worker')],
    inventory: { name: 'lab', kubernetes: { version: '1.34.4' } },
  });
});

test('with --json the problems are printed as data', async () => {
  writeFileSync(file, 'hosts: {nuc01: 10.0.0.1}\nname: A\n');
  const { exitCode, stdout, stderr } = await runNuclab('validate', file, '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({
    schemaVersion: 1,
    ok: false,
    error: {
      what: 'name "A" has upper-case letters',
      where: `${file}:2:7`,
      fix: 'write a',
      exitCode: 2,
      message: `${file}:2:7: name "A" has upper-case letters; fix: write a`,
      problems: [
        { file, line: 2, column: 7, path: 'name', what: 'name "A" has upper-case letters', fix: 'write a' },
      ],
    },
  });
});

test('NUCLAB_INVENTORY names the file when the command line does not', async () => {
  writeFileSync(file, 'hosts: {nuc01: 10.0.0.1, nuc02: 10.0.0.2}\n');
  process.env.NUCLAB_INVENTORY = file;
  expect((await runNuclab('validate')).stdout).toContain(`${file}: no problems`);
  expect((await runNuclab('validate', join(folder, 'other.yaml'))).stderr).toBe(
    `${join(folder, 'other.yaml')}:1:1: does not exist; fix: give the name of another file, or run \`nuclab init\` to create one\n`,
  );
});
