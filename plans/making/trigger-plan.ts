import { isDeepStrictEqual } from 'node:util';
import { resourceAddress, stepResourceType } from '../../phases/step-address';
import type { PlanJson, ResourceChange } from '../../terraform/plan-json';

/** Terraform's name of a step, `nuc01_base`, to its triggers. */
export type StepTriggers = ReadonlyMap<string, Readonly<Record<string, string>>>;

type Change = Pick<ResourceChange, 'change' | 'action_reason'>;

/**
 * What Terraform plans to get steps that are in its state to what is wanted. A `null_resource` has nothing but triggers: it
 * is created, replaced when one of them changes, or destroyed. `reason` is the same on both sides, as no host was checked.
 */
export function triggerPlan(before: StepTriggers, after: StepTriggers): PlanJson {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return {
    format_version: '1.2',
    resource_changes: names.map((name) => ({
      address: resourceAddress(name),
      mode: 'managed',
      type: stepResourceType,
      name,
      ...change(before.get(name), after.get(name)),
    })),
  };
}

type Triggers = Readonly<Record<string, string>> | undefined;

function change(before: Triggers, after: Triggers): Change {
  const values = {
    before: before === undefined ? null : { triggers: before },
    after: after === undefined ? null : { triggers: after },
  };
  if (before === undefined) return { change: { actions: ['create'], ...values } };
  if (after === undefined) {
    return { change: { actions: ['delete'], ...values }, action_reason: 'delete_because_no_resource_config' };
  }
  if (isDeepStrictEqual(before, after)) return { change: { actions: ['no-op'], ...values } };
  const actions = ['delete', 'create'];
  return { change: { actions, ...values }, action_reason: 'replace_because_cannot_update' };
}
