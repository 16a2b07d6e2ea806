import { appendFileSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPlanDirectory, readSavedPlan } from '../../../plans/making';
import { sha256Of } from '../../../plans/making/saved-plan';

const again = 'fix: run `nuclab plan` again, review it and apply that plan';
const metadata = {
  schemaVersion: 1,
  lab: 'autumn',
  createdAt: '2026-11-21T11:52:10Z',
  nuclab: '0.1.0',
  terraform: { product: 'terraform', version: '1.11.4' },
  synthesisSha256: 'a'.repeat(64),
  planSha256: sha256Of('the plan'),
  facts: { observedAt: '2026-11-21T11:52:03Z', sha256: sha256Of('the facts') },
};

let folder: string;
const path = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nuclab-saved-'));
  writeFileSync(path('plan.json'), JSON.stringify(metadata));
  writeFileSync(path('terraform.plan'), 'the plan');
  writeFileSync(path('facts.json'), 'the facts');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a whole plan is read', () => {
  expect(readSavedPlan(folder)).toEqual({
    directory: folder,
    metadata,
    planPath: path('terraform.plan'),
    factsPath: path('facts.json'),
    reportPath: path('report.json'),
  });
});

test('it lies beside the inventory by default', () => {
  expect(defaultPlanDirectory('labs/autumn/lab.yaml')).toBe('labs/autumn/.nuclab/plan');
});

test.each(['terraform.plan', 'facts.json'])('a changed or missing %s is refused', (name) => {
  appendFileSync(path(name), ' and more');
  const changed = {
    message: `${path(name)}: this file was changed after the plan was made; ${again}`,
    exitCode: 2,
  };
  expect(() => readSavedPlan(folder)).toThrow(expect.objectContaining(changed));
  unlinkSync(path(name));
  const missing = { message: `${path(name)}: this file of the saved plan is missing; ${again}`, exitCode: 2 };
  expect(() => readSavedPlan(folder)).toThrow(expect.objectContaining(missing));
});

test('a folder without a plan is told what to do', () => {
  const message = `${path('none')}: there is no saved plan here; fix: make one with nuclab plan`;
  expect(() => readSavedPlan(path('none'))).toThrow(expect.objectContaining({ message, exitCode: 2 }));
});

test.each([
  ['{', 'the saved plan is damaged: no JSON'],
  ['null', 'the saved plan has schema version undefined, expected 1'],
  [JSON.stringify({ ...metadata, schemaVersion: 2 }), 'the saved plan has schema version 2, expected 1'],
  [JSON.stringify({ ...metadata, planSha256: 'abc' }), 'the saved plan is damaged at planSha256'],
  [JSON.stringify({ ...metadata, facts: 'some' }), 'the saved plan is damaged at facts'],
])('plan.json with %s is refused', (text, what) => {
  writeFileSync(path('plan.json'), text);
  const message = `${path('plan.json')}: ${what}; ${again}`;
  expect(() => readSavedPlan(folder)).toThrow(expect.objectContaining({ message, exitCode: 2 }));
});
