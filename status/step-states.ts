import type { Inventory } from '../inventory/types';
import type { Difference, LabFacts, StepFacts } from '../facts/lab-facts';
import { stepsAtPlace } from '../facts/steps-at-place';
import { stepsOfLab } from '../stacks/steps-of-lab';
import type { DifferenceStatus, StepState, StepStatus } from './lab-status';

/**
 * How each step stands, by host and last the cluster's, in the order of the phases. An outcome is drift of its own only when no step before it,
 * however many steps away, has a difference of its own, is not in place or could not be checked: otherwise one cause
 * would be told many times. A plan decides by the same.
 */
export function stepStates(
  inventory: Inventory,
  facts: LabFacts,
): ReadonlyMap<string, readonly StepStatus[]> {
  const shaken = new Set<string>();
  const states = new Map<string, StepStatus[]>();
  for (const { step, after } of stepsOfLab(inventory).filter(({ step }) => !step.onDestroy)) {
    const known = stepsAtPlace(facts, step);
    const explained = after.some(({ stepId }) => shaken.has(stepId));
    if (known === undefined) {
      shaken.add(step.stepId);
      continue;
    }
    const phase = step.phase.name;
    const found = known.find((each) => each.phase === phase);
    if (explained || found?.check.result !== 'in-place') shaken.add(step.stepId);
    states.set(step.place, [...(states.get(step.place) ?? []), stepState(phase, found, explained)]);
  }
  return states;
}

function stepState(phase: string, found: StepFacts | undefined, explained: boolean): StepStatus {
  const stands = (state: StepState, more: Partial<StepStatus> = {}): StepStatus => ({
    phase,
    state,
    reason: found?.marker.reason ?? null,
    runs: found?.marker.runCount ?? 0,
    differences: [],
    problem: null,
    ...more,
  });
  if (found === undefined) return stands('missing');
  const { check } = found;
  if (check.result === 'in-place' || check.result === 'running') return stands(check.result);
  if (check.result === 'failed') return stands('unchecked', { problem: check.what });
  const own = check.differences.filter(({ inherited }) => !inherited);
  if (own.length > 0) return stands('drifted', { differences: own.map(difference) });
  return stands(explained ? 'follows' : 'drifted', { differences: check.differences.map(difference) });
}

function difference({ item, text, inherited }: Difference): DifferenceStatus {
  return { item, text, outcome: inherited };
}
