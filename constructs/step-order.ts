import type { IConstruct } from 'constructs';
import { Step } from './step';

/** The steps of a construct and of everything in it. */
export function stepsBelow(construct: IConstruct): Step[] {
  return construct.node.findAll().filter((each): each is Step => Step.isStep(each));
}

/** The steps that constructs above the step (or itself) declared through `node.addDependency`. */
export function stepsBefore(step: Step): Step[] {
  return step.node.scopes.flatMap((scope) => scope.node.dependencies).flatMap(stepsBelow);
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
