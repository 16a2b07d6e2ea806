import type { IConstruct } from 'constructs';
import { Step } from './step';

/** A step and the steps right before it. */
export interface OrderedStep {
  readonly step: Step;
  readonly after: readonly Step[];
}

/** The steps of a construct and of everything in it. */
export function stepsBelow(construct: IConstruct): Step[] {
  return construct.node.findAll().filter(Step.isStep);
}

/** The steps that constructs above the step (or itself) declared through `node.addDependency`. */
export function stepsBefore(step: Step): Step[] {
  return [...new Set(step.node.scopes.flatMap((scope) => scope.node.dependencies).flatMap(stepsBelow))];
}

/**
 * Every step below `root`, each after the steps it depends on.
 *
 * @throws Error when steps depend on each other, or on a step that is not below `root`
 */
export function stepsInOrder(root: IConstruct): OrderedStep[] {
  const all = stepsBelow(root).map((step) => ({ step, after: stepsBefore(step) }));
  const known = new Map(all.map((each) => [each.step, each]));
  const ordered = new Set<OrderedStep>();
  const visit = (each: OrderedStep, path: readonly OrderedStep[]): void => {
    if (path.includes(each)) {
      const circle = [...path, each].map(({ step }) => step.address);
      throw new Error(`steps depend on each other: ${circle.join(' -> ')}`);
    }
    if (ordered.has(each)) return;
    for (const before of each.after) {
      const dependency = known.get(before);
      if (dependency === undefined)
        throw new Error(`${each.step.address} depends on ${before.address}, which is not in this stack`);
      visit(dependency, [...path, each]);
    }
    ordered.add(each);
  };
  for (const each of all) visit(each, []);
  return [...ordered];
}

/** Every step that has to be in place before this one, however many steps away; without the step itself. */
export function allStepsBefore(step: Step): ReadonlySet<Step> {
  const found = new Set<Step>();
  const collect = (each: Step): void => {
    for (const before of stepsBefore(each)) {
      if (found.has(before)) continue;
      found.add(before);
      collect(before);
    }
  };
  collect(step);
  return found;
}
