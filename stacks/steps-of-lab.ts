import { RootConstruct } from 'constructs';
import { planSteps, type PlannedStep, type TriggerProps } from '../constructs/planned-step';
import { stepsInOrder, type OrderedStep } from '../constructs/step-order';
import type { Inventory } from '../inventory/types';
import { KubernetesStack } from './kubernetes-stack';

/** The steps of a lab, each after those it depends on: what the engines plan, as a plain list. */
export function stepsOfLab(inventory: Inventory): readonly OrderedStep[] {
  return stepsInOrder(treeOf(inventory));
}

/** The same with the triggers that the engines give them. */
export function plannedStepsOfLab(inventory: Inventory, props: TriggerProps): readonly PlannedStep[] {
  return planSteps(treeOf(inventory), props);
}

function treeOf(inventory: Inventory): KubernetesStack {
  return new KubernetesStack(new RootConstruct(), 'Kubernetes', { inventory });
}
