import type { Inventory } from '../inventory/types';
import { stepId } from '../phases/step-address';
import { hostFacts, type Difference, type LabFacts, type StepObservation } from '../facts/lab-facts';
import { expectedSteps } from './expected-steps';
import type { DifferenceStatus, StepState, StepStatus } from './lab-status';

/**
 * How each step stands, by host, in the order of the phases. An outcome is drift of its own only when no step before it,
 * however many steps away, has a difference of its own, is not in place or could not be looked at: otherwise one cause
 * would be told many times. A plan decides by the same.
 */
export function stepStates(
  inventory: Inventory,
  facts: LabFacts,
): ReadonlyMap<string, readonly StepStatus[]> {
  const shaken = new Set<string>();
  const states = new Map<string, StepStatus[]>();
  for (const { host, phase, after } of expectedSteps(inventory)) {
    const observed = hostFacts(facts, host);
    const explained = after.some((before) => shaken.has(before));
    if (observed?.reached !== true) {
      shaken.add(stepId(host, phase));
      continue;
    }
    const found = observed.steps.find((step) => step.phase === phase);
    if (explained || found?.check.result !== 'in-place') shaken.add(stepId(host, phase));
    states.set(host, [...(states.get(host) ?? []), stepState(phase, found, explained)]);
  }
  return states;
}

function stepState(phase: string, found: StepObservation | undefined, explained: boolean): StepStatus {
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
