import { RootConstruct } from 'constructs';
import { stepsInOrder, type OrderedStep } from '../constructs/step-order';
import type { Inventory } from '../inventory/types';
import { KubernetesStack } from './kubernetes-stack';

/** The steps of a lab, each after those it depends on: what the engines plan, as a plain list. */
export function stepsOfLab(inventory: Inventory): readonly OrderedStep[] {
  return stepsInOrder(new KubernetesStack(new RootConstruct(), 'Kubernetes', { inventory }));
}
