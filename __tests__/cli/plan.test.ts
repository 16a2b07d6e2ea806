import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readSavedPlan } from '../../plans/making';
import { synthesize } from '../../plans/making/synthesize';
import { factsText, type HostResult } from '../../facts';
import { connect, SshError } from '../../ssh';
import { Terraform } from '../../terraform';
import { fakeProgram, type FakeProgram } from '../plans/making/support/fake-program';
import { runNuclab, type Result } from './run-nuclab';

jest.mock('../../plans/making/synthesize');
jest.mock('../../ssh', () => ({
  ...jest.requireActual('../../ssh'),
  connect: jest.fn(),
}));

let lab: FakeProgram;
const environment = { ...process.env };
beforeEach(() => {
  lab = fakeProgram();
  process.env.CDKTF_OUTDIR = lab.path('cdktf.out');
  const actual = jest.requireActual<{ synthesize: typeof synthesize }>('../../plans/making/synthesize');
  jest
    .mocked(synthesize)
    .mockImplementation((props) => actual.synthesize({ ...props, programDirectory: lab.programDirectory }));
});
afterEach(() => {
  process.exitCode = undefined;
  process.env = { ...environment };
  lab.remove();
});

const plan = (...words: readonly string[]): Promise<Result> =>
  runNuclab('plan', '--inventory', lab.inventoryPath, ...words);

function facts(...hosts: readonly HostResult[]): string {
  const file = lab.path('facts.json');
  const observedAt = '2026-11-21T11:52:03Z';
  writeFileSync(file, factsText({ schemaVersion: 2, lab: 'autumn', observedAt, nuclab: '0.1.0', hosts }));
  return file;
}

const off: HostResult = {
  name: 'nuc01',
  address: '10.0.0.11',
  reached: false,
  problem: { kind: 'unreachable', what: 'did not respond', fix: 'switch it on', exitCode: 3 },
};

/** Applies what was planned, so that the next plan is empty. */
async function apply(): Promise<void> {
  const directory = lab.path('cdktf.out/stacks/autumn');
  const { planPath } = readSavedPlan(lab.path('.nuclab/plan'));
  await new Terraform({ directory, env: process.env }).apply({
    plan: planPath,
    parallelism: 1,
    onEvent: () => undefined,
  });
}

test('changes are reported on standard output with code 2, and the plan is saved with its report', async () => {
  const { exitCode, stdout, stderr } = await plan('--facts', 'none');
  expect(exitCode).toBe(2);
  expect(stdout).toMatch(/^1 change beside nuclab's steps; the hosts were not checked\n/);
  expect(stderr).toBe(`planning\nsaved in ${lab.path('.nuclab/plan')}\n`);
  const { reportPath } = readSavedPlan(lab.path('.nuclab/plan'));
  expect(JSON.parse(readFileSync(reportPath, 'utf8'))).toMatchObject({ schemaVersion: 1, lab: 'autumn' });
});

test('a plan without changes ends with 0', async () => {
  await plan('--facts', 'none');
  await apply();
  const { exitCode, stdout } = await plan('--facts', 'none');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^the inventory did not change; the hosts were not checked\n/);
});

test('without facts the hosts are checked, and one that cannot be reached gives code 3', async () => {
  jest.mocked(connect).mockRejectedValue(
    new SshError({
      kind: 'unreachable',
      what: 'nobody answers',
      where: 'nuc01 (10.0.0.11:22)',
      fix: 'switch it on',
    }),
  );
  const { exitCode, stdout, stderr } = await plan();
  expect(exitCode).toBe(3);
  expect(stdout).toContain('nobody answers');
  expect(stderr).toBe(`checking 1 host\nplanning\nsaved in ${lab.path('.nuclab/plan')}\n`);
  expect(readSavedPlan(lab.path('.nuclab/plan')).metadata.facts).not.toBe('none');
});

test('NUCLAB_FACTS is used when --facts is not given, and code 3 is given for its unreachable hosts too', async () => {
  process.env.NUCLAB_FACTS = facts(off);
  expect(await plan()).toMatchObject({ exitCode: 3, stderr: expect.not.stringContaining('checking') });
  expect((await plan('--facts', 'none')).exitCode).toBe(2);
});

test('--json prints what report.json holds, --markdown the text for a pull request', async () => {
  const out = lab.path('for-ci');
  const { stdout } = await plan('--facts', 'none', '--json', '--out', out);
  expect(stdout).toBe(readFileSync(lab.path('for-ci/report.json'), 'utf8'));
  expect((await plan('--facts', 'none', '--markdown')).stdout).toContain('autumn');
});

test.each([
  [['--markdown', '--json'], '--markdown and --json were both given'],
  [['--facts', 'nowhere.json'], 'the facts cannot be read (ENOENT)'],
  [['--inventory', 'nowhere.yaml'], 'does not exist'],
  [['--colour'], "unknown option '--colour'"],
])('every error ends with 1, since 2 and 3 mean something else: %j', async (words, what) => {
  const { exitCode, stdout } = await plan(...words, '--json');
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { what, exitCode: 1 } });
  expect(existsSync(lab.path('.nuclab/plan'))).toBe(false);
});

test('an error in a terminal is a line on standard error', async () => {
  expect(await plan('--facts', 'nowhere.json')).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: 'nowhere.json: the facts cannot be read (ENOENT); fix: make them again with nuclab facts\n',
  });
});
