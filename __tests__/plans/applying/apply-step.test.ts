import { applySteps, type ApplyStep } from '../../../plans/applying/apply-step';
import type { PlanJson } from '../../../terraform';
import { plannedSteps } from './support/small-lab';

const after = (steps: readonly ApplyStep[]): Record<string, readonly string[]> =>
  Object.fromEntries(steps.map((each) => [each.id, each.after]));

/** A plan of these actions, and a stack of these edges. */
function steps(
  actions: Readonly<Record<string, readonly string[]>>,
  edges: Readonly<Record<string, readonly string[]>>,
): ApplyStep[] {
  const plan: PlanJson = {
    format_version: '1.2',
    resource_changes: Object.entries(actions).map(([name, list]) => ({
      address: `null_resource.${name}`,
      type: 'null_resource',
      name,
      change: { actions: list, after: { triggers: { reason: 'why' } } },
    })),
  };
  const stack = Object.entries(edges).map(([name, before]) => ({
    address: `null_resource.${name}`,
    dependsOn: before.map((each) => `null_resource.${each}`),
    triggers: {},
  }));
  return applySteps({ plan, stack, order: [], isInPlace: () => false });
}

test('steps wait for the steps of the plan that run before them', () => {
  expect(after(plannedSteps('install'))).toMatchObject({
    'nuc01/base': [],
    'nuc01/control-plane': ['nuc01/container-runtime'],
    'nuc02/worker': ['nuc02/container-runtime', 'nuc01/control-plane'],
    'cluster/nodes': ['nuc02/worker', 'nuc03/worker'],
  });
});

test('a step in between that is in place already does not hide what comes before it', () => {
  const planned = steps(
    { nuc01_base: ['create'], nuc01_packages: ['no-op'], nuc01_worker: ['delete', 'create'] },
    { nuc01_base: [], nuc01_packages: ['nuc01_base'], nuc01_worker: ['nuc01_packages'] },
  );
  expect(after(planned)).toEqual({ 'nuc01/base': [], 'nuc01/worker': ['nuc01/base'] });
});

test('what is made anew waits until every host that stands on it has left', () => {
  const replaced = ['delete', 'create'];
  const planned = steps(
    { 'nuc01_control-plane': replaced, nuc02_membership: replaced, nuc02_worker: replaced },
    {
      'nuc01_control-plane': [],
      nuc02_membership: ['nuc01_control-plane'],
      nuc02_worker: ['nuc02_membership', 'nuc01_control-plane'],
    },
  );
  expect(after(planned)).toEqual({
    'nuc01/control-plane': ['nuc02/membership'],
    'nuc02/membership': [],
    'nuc02/worker': ['nuc02/membership', 'nuc01/control-plane'],
  });
});

test('work is what has an action: creating a membership is none, and neither is forgetting a step', () => {
  const planned = steps(
    {
      nuc01_membership: ['create'],
      nuc02_membership: ['delete'],
      nuc03_membership: ['delete', 'create'],
      nuc03_base: ['delete'],
      nuc04_base: ['update'],
      nuc05_base: ['no-op'],
    },
    {},
  );
  expect(planned.map(({ id, action }) => [id, action])).toEqual([['nuc03/membership', 'delete']]);
});

test('a step carries its reason and whether it is only adopted', () => {
  const [first, second] = plannedSteps('install', (id) => id === 'nuc01/base');
  expect(first).toEqual({
    id: 'nuc01/base',
    host: 'nuc01',
    phase: 'base',
    address: 'null_resource.nuc01_base',
    action: 'create',
    reason: 'first install',
    after: [],
    adopts: true,
  });
  expect(second?.adopts).toBe(false);
});
