import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { makePlan, readSavedPlan, type MadePlan, type MakePlanProps } from '../../../plans/making';
import { packageVersion } from '../../../manifest/program';
import type { LabFacts } from '../../../facts';
import { fakeProgram, type FakeProgram } from './support/fake-program';

const facts: LabFacts = {
  schemaVersion: 2,
  lab: 'autumn',
  observedAt: '2026-11-21T11:52:03Z',
  nuclab: '0.1.0',
  hosts: [],
};

let lab: FakeProgram;
beforeEach(() => (lab = fakeProgram()));
afterEach(() => lab.remove());

const out = (): string => lab.path('.nuclab', 'plan');
const made = (props: Partial<MakePlanProps> = {}): Promise<MadePlan> =>
  makePlan({ ...lab, facts, outDirectory: out(), now: () => new Date('2026-11-21T11:52:10.9Z'), ...props });
const modes = (directory: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(directory).map((name) => [name, (statSync(`${directory}/${name}`).mode & 0o777).toString(8)]),
  );

test('a plan is saved with all it was made from, for its owner alone', async () => {
  const { saved, json, changes } = await made({ report: (_, { lab }) => `report of ${lab}` });
  expect(changes).toBe(true);
  expect(json.resource_changes?.map(({ address }) => address)).toEqual(['terraform_data.nuc01_base']);
  expect(statSync(out()).mode & 0o777).toBe(0o700);
  expect(modes(out())).toEqual({
    'facts.json': '600',
    'plan.json': '600',
    'report.json': '600',
    'terraform.plan': '600',
  });
  expect(readFileSync(lab.path('.nuclab/plan/report.json'), 'utf8')).toBe('report of autumn');
  const hex = expect.stringMatching(/^[0-9a-f]{64}$/);
  expect(saved).toEqual({
    directory: out(),
    planPath: lab.path('.nuclab/plan/terraform.plan'),
    factsPath: lab.path('.nuclab/plan/facts.json'),
    reportPath: lab.path('.nuclab/plan/report.json'),
    metadata: {
      schemaVersion: 1,
      lab: 'autumn',
      createdAt: '2026-11-21T11:52:10Z',
      nuclab: packageVersion(),
      terraform: { product: expect.any(String), version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
      synthesisSha256: hex,
      planSha256: hex,
      facts: { observedAt: '2026-11-21T11:52:03Z', sha256: hex },
    },
  });
  expect(readSavedPlan(out())).toEqual(saved);
  expect(readdirSync(lab.path('.nuclab'))).toEqual(['plan']);
});

test('a plan from the model alone holds no facts', async () => {
  const { saved } = await made({ facts: undefined });
  expect(saved).toMatchObject({ factsPath: 'none', metadata: { facts: 'none' } });
  expect(Object.keys(modes(out()))).toEqual(['plan.json', 'terraform.plan']);
  expect(readSavedPlan(out())).toEqual(saved);
});

test('a newer plan takes the place of an older one', async () => {
  await made({ report: () => '{}' });
  const { saved } = await made({ facts: undefined });
  expect(readSavedPlan(out())).toEqual(saved);
  expect(existsSync(lab.path('.nuclab/plan/report.json'))).toBe(false);
  expect(readdirSync(lab.path('.nuclab'))).toEqual(['plan']);
});

test('when Terraform refuses, the older plan stays as it was and nothing is left behind', async () => {
  const { saved } = await made();
  lab.behave(`const { readFileSync, writeFileSync } = require('node:fs');
    const file = process.env.CDKTF_OUTDIR + '/stacks/autumn/cdk.tf.json';
    writeFileSync(file, readFileSync(file, 'utf8').replace('"input"', '"colour"'));`);
  await expect(made()).rejects.toMatchObject({
    what: expect.stringContaining('No argument or block type is named "colour".'),
  });
  expect(readSavedPlan(out())).toEqual(saved);
  expect(readdirSync(lab.path('.nuclab'))).toEqual(['plan']);
});

test('an interrupted plan leaves nothing behind', async () => {
  await expect(made({ signal: AbortSignal.abort() })).rejects.toMatchObject({ exitCode: 130 });
  expect(readdirSync(lab.path('.nuclab'))).toEqual([]);
});

test('a folder that holds something else is never replaced', async () => {
  mkdirSync(lab.path('home'));
  writeFileSync(lab.path('home', 'thesis.tex'), '');
  await expect(made({ outDirectory: lab.path('home') })).rejects.toMatchObject({
    message: `${lab.path('home')}: holds thesis.tex, so it is no saved plan that a new one could replace; fix: name a new folder for the plan`,
    exitCode: 2,
  });
  await expect(made({ outDirectory: lab.inventoryPath })).rejects.toMatchObject({
    message: `${lab.inventoryPath}: is a file; fix: name a new folder for the plan`,
  });
  expect(readdirSync(lab.path('home'))).toEqual(['thesis.tex']);
});
