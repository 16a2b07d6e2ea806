import type { PlanJson } from '../../terraform';
import { parseResourceAddress } from '../../phases/step-address';
import { stepNamed } from './apply-step';
import type { StackResource } from '../making/stack-file';

/** Longer values are told to have changed, not shown. */
const longestValue = 40;
/** It follows from the other triggers and from the facts. */
const reason = 'reason';
const notInTriggers =
  'lab.yaml or nuclab: how hosts are reached, a time limit, the order of steps or where the state is kept';

/**
 * What the inventory and nuclab now want otherwise than a plan was made for, a line each: `nuc02/kubernetes-packages:
 * kubernetes_version 1.33.13 -> 1.34.4`.
 */
export function synthesisChanges(plan: PlanJson, stack: readonly StackResource[]): string[] {
  const planned = new Map(
    (plan.resource_changes ?? [])
      .filter(({ change }) => change.after !== null && change.after !== undefined)
      .map(({ address, change }) => [address, change.after?.triggers ?? {}]),
  );
  const wanted = new Map(stack.map(({ address, triggers }) => [address, triggers]));
  const addresses = [...new Set([...planned.keys(), ...wanted.keys()])].sort();
  const changes = addresses.flatMap((address) => {
    const { id } = stepNamed(parseResourceAddress(address).name);
    const [was, is] = [planned.get(address), wanted.get(address)];
    if (was === undefined) return [`${id}: is new`];
    if (is === undefined) return [`${id}: is gone`];
    return triggerChanges(was, is).map((change) => `${id}: ${change}`);
  });
  return changes.length === 0 ? [notInTriggers] : changes;
}

type Triggers = Readonly<Record<string, string>>;

function triggerChanges(was: Triggers, is: Triggers): string[] {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  return names
    .filter((name) => name !== reason && was[name] !== is[name])
    .map((name) => describe(name, was[name], is[name]));
}

function describe(name: string, was = 'nothing', is = 'nothing'): string {
  if (name === 'script_sha256') return "nuclab's script changed";
  if (name.endsWith('_sha256')) return `the file ${name.slice(0, -'_sha256'.length)} changed`;
  return was.length > longestValue || is.length > longestValue
    ? `${name} changed`
    : `${name} ${was} -> ${is}`;
}
