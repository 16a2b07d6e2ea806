import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { triggerPlan } from '../../../plans/making/trigger-plan';
import { stepsAfter, stepsBefore } from './support/trigger-sets';

const asMap = (steps: typeof stepsBefore) => new Map(Object.entries(steps));

test('says of every kind of change what Terraform itself said (support/record-trigger-plan.ts)', () => {
  const recorded = readFileSync(join(__dirname, 'terraform', 'trigger-plan.json'), 'utf8');
  const { resource_changes } = triggerPlan(asMap(stepsBefore), asMap(stepsAfter));
  expect(resource_changes).toEqual(JSON.parse(recorded));
});

test('without a difference nothing is to do', () => {
  const { resource_changes } = triggerPlan(asMap(stepsAfter), asMap(stepsAfter));
  expect(resource_changes?.map(({ change }) => change.actions)).toEqual(
    Object.keys(stepsAfter).map(() => ['no-op']),
  );
});
