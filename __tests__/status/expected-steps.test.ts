import { allStepsBefore } from '../../constructs/step-order';
import type { Inventory } from '../../inventory/types';
import { expectedSteps, roleOf } from '../../status/expected-steps';
import { modelSteps, threeNucs } from '../facts/planted-facts';

const spare: Inventory = {
  ...threeNucs,
  kubernetes: { ...threeNucs.kubernetes, controlPlane: ['nuc02'], workers: ['nuc03'] },
};

/** Every step with all steps before it, however many steps away. */
function expectedOrder(inventory: Inventory): Record<string, string[]> {
  const before = new Map<string, Set<string>>();
  for (const { host, phase, after } of expectedSteps(inventory)) {
    const all = after.flatMap((each) => [each, ...(before.get(each) ?? [])]);
    before.set(`${host}/${phase}`, new Set(all));
  }
  return Object.fromEntries([...before].map(([step, all]) => [step, [...all].sort()]));
}

function stackOrder(inventory: Inventory): Record<string, string[]> {
  return Object.fromEntries(
    modelSteps(inventory).map((step) => {
      const before = [...allStepsBefore(step)].filter(({ when }) => when === 'create');
      return [step.stepId, before.map(({ stepId }) => stepId).sort()];
    }),
  );
}

test.each([
  ['three NUCs', threeNucs],
  ['a control plane that is not the first host, and a host that is no node', spare],
])('the expected steps and their order are those of the stack: %s', (_, inventory) => {
  expect(expectedOrder(inventory)).toEqual(stackOrder(inventory));
});

test('each step comes after those it depends on', () => {
  const ids = expectedSteps(threeNucs).map(({ host, phase }) => `${host}/${phase}`);
  for (const { host, phase, after } of expectedSteps(threeNucs)) {
    for (const before of after) expect(ids.indexOf(before)).toBeLessThan(ids.indexOf(`${host}/${phase}`));
  }
});

test('the steps of each host come in the order of the phases', () => {
  const phasesOf = (name: string): string[] =>
    expectedSteps(threeNucs)
      .filter(({ host }) => host === name)
      .map(({ phase }) => phase);
  expect(phasesOf('nuc01').join(' ')).toBe(
    'base kubernetes-packages container-runtime control-plane network nodes kubeconfig',
  );
  expect(phasesOf('nuc02').join(' ')).toBe('base kubernetes-packages container-runtime worker');
});

test('further control-plane hosts join one after the other, and the nodes wait for all of them', () => {
  const inventory: Inventory = {
    ...threeNucs,
    kubernetes: { ...threeNucs.kubernetes, controlPlane: ['nuc01', 'nuc02'], workers: ['nuc03'] },
  };
  const steps = new Map(expectedSteps(inventory).map((step) => [`${step.host}/${step.phase}`, step.after]));
  expect(steps.get('nuc02/control-plane')).toEqual(['nuc02/container-runtime', 'nuc01/control-plane']);
  expect(steps.get('nuc01/nodes')).toEqual([
    'nuc01/network',
    'nuc01/control-plane',
    'nuc02/control-plane',
    'nuc03/worker',
  ]);
  expect(steps.has('nuc02/nodes')).toBe(false);
});

test('a host that is in neither list is no node', () => {
  expect(['nuc01', 'nuc02', 'nuc03'].map((name) => roleOf(spare, name))).toEqual([
    null,
    'control-plane',
    'worker',
  ]);
});
