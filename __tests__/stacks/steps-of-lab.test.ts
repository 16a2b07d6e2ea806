import { RootConstruct } from 'constructs';
import { allStepsBefore, stepsBelow } from '../../constructs/step-order';
import type { Inventory } from '../../inventory/types';
import { roleOf } from '../../inventory/role-of';
import { KubernetesStack } from '../../stacks/kubernetes-stack';
import { plannedStepsOfLab, stepsOfLab } from '../../stacks/steps-of-lab';
import { threeNucs } from '../facts/planted-facts';
import { engineProps } from '../support/tiny-lab';

const spare: Inventory = {
  ...threeNucs,
  kubernetes: { ...threeNucs.kubernetes, controlPlane: ['nuc02'], workers: ['nuc03'] },
};

const ids = (inventory: Inventory): string[] => stepsOfLab(inventory).map(({ step }) => step.stepId);

/** Every step before the named one, however many steps away. */
function allBefore(inventory: Inventory, id: string): string[] {
  const found = stepsOfLab(inventory).find(({ step }) => step.stepId === id);
  return found === undefined ? [] : [...allStepsBefore(found.step)].map(({ stepId }) => stepId);
}

test.each([
  ['three NUCs', threeNucs],
  ['a control plane that is not the first host, and a host that is no node', spare],
])('the steps are those of the stack, with the triggers that an engine gives them: %s', (_, inventory) => {
  const stack = new KubernetesStack(new RootConstruct(), 'Kubernetes', { inventory });
  const declared = stepsBelow(stack).map(({ stepId }) => stepId);
  expect(ids(inventory).sort()).toEqual(declared.sort());
  const planned = plannedStepsOfLab(inventory, engineProps);
  expect(planned.map(({ step }) => step.stepId)).toEqual(ids(inventory));
});

test('each step comes after those it depends on', () => {
  const order = ids(threeNucs);
  for (const { step, after } of stepsOfLab(threeNucs)) {
    for (const before of after) expect(order.indexOf(before.stepId)).toBeLessThan(order.indexOf(step.stepId));
  }
});

test('the steps of each host, and of the cluster, come in the order of the phases', () => {
  const phasesOf = (place: string): string =>
    stepsOfLab(threeNucs)
      .filter(({ step }) => step.place === place && !step.onDestroy)
      .map(({ step }) => step.phase.name)
      .join(' ');
  expect(phasesOf('nuc01')).toBe('base kubernetes-packages container-runtime control-plane');
  expect(phasesOf('nuc02')).toBe('base kubernetes-packages container-runtime worker');
  expect(phasesOf('cluster')).toBe('network nodes kubeconfig');
});

test('further control-plane hosts join one after the other, and the nodes wait for all of them', () => {
  const inventory: Inventory = {
    ...threeNucs,
    kubernetes: { ...threeNucs.kubernetes, controlPlane: ['nuc01', 'nuc02'], workers: ['nuc03'] },
  };
  const second = stepsOfLab(inventory).find(({ step }) => step.stepId === 'nuc02/control-plane');
  expect(second?.after.map(({ stepId }) => stepId).sort()).toEqual([
    'nuc01/control-plane',
    'nuc02/container-runtime',
    'nuc02/membership',
  ]);
  expect(allBefore(inventory, 'cluster/nodes')).toEqual(
    expect.arrayContaining(['cluster/network', 'nuc01/control-plane', 'nuc02/control-plane', 'nuc03/worker']),
  );
});

test('a host that is in neither list is no node', () => {
  expect(['nuc01', 'nuc02', 'nuc03'].map((name) => roleOf(spare, name))).toEqual([
    null,
    'control-plane',
    'worker',
  ]);
  expect(ids(spare).filter((id) => id.startsWith('nuc01/'))).toEqual([]);
});
