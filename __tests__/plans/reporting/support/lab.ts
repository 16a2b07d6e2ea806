import { createHash } from 'node:crypto';
import { RootConstruct } from 'constructs';
import type { Step } from '../../../../constructs/step';
import { planSteps } from '../../../../constructs/planned-step';
import { parseInventory } from '../../../../inventory/parse';
import type { Inventory } from '../../../../inventory/types';
import type { PlanJson, ResourceChange } from '../../../../terraform/plan-json';
import { KubernetesStack } from '../../../../stacks/kubernetes-stack';

/** `<host>_<phase>` to its triggers, in the order of the steps. */
export type State = ReadonlyMap<string, Readonly<Record<string, string>>>;

export const firstInstall = 'first install 2026-11-20 08:00:00 UTC';

/** A lab.yaml, from the lines below `hosts` and `kubernetes`. */
export function lab(
  hosts: readonly string[],
  kubernetes: readonly string[] = [],
  top = 'name: nuc-lab',
): Inventory {
  const below = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
  return parseInventory(
    [top, 'hosts:', ...below(hosts), 'kubernetes:', ...below(kubernetes)].join('\n'),
    'lab.yaml',
  );
}

export const threeHosts = ['nuc01: 192.168.0.11', 'nuc02: 192.168.0.12', 'nuc03: 192.168.0.13'];
export const threeNucs = lab(threeHosts, ['version: 1.34.4']);

export function stepsOf(inventory: Inventory): readonly Step[] {
  const steps: Step[] = [];
  planSteps(new KubernetesStack(new RootConstruct(), 'Kubernetes', { inventory }), {
    scriptSha256: (step) => (steps.push(step), sha256(step.phase.script)),
    reason: () => firstInstall,
  });
  return [...new Set(steps)];
}

/** Digest of a script as fixtures have it. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The triggers that the real stack gives each step; `reasons` by `<host>_<phase>`. */
export function stateOf(inventory: Inventory, reasons: Readonly<Record<string, string>> = {}): State {
  const stack = new KubernetesStack(new RootConstruct(), 'Kubernetes', { inventory });
  const planned = planSteps(stack, {
    scriptSha256: ({ phase }) => sha256(phase.script),
    reason: ({ address }) => reasons[address] ?? firstInstall,
  });
  return new Map(planned.map(({ address, triggers }) => [address, triggers]));
}

export interface PlanOptions {
  /** Addresses whose last run failed. */
  readonly tainted?: readonly string[];
  readonly errored?: boolean;
  readonly extra?: readonly ResourceChange[];
}

/** What Terraform plans to get from one state to the other, as `terraform show -json` says it. */
export function planFrom(before: State, after: State, options: PlanOptions = {}): PlanJson {
  const addresses = [...new Set([...after.keys(), ...before.keys()])].sort();
  return {
    format_version: '1.2',
    terraform_version: '1.9.8',
    resource_changes: [
      ...addresses.map((name) => change(name, before.get(name), after.get(name), options)),
      ...(options.extra ?? []),
    ],
    ...(options.errored === true ? { errored: true } : {}),
  };
}

type Triggers = Readonly<Record<string, string>> | undefined;

function change(
  name: string,
  before: Triggers,
  after: Triggers,
  { tainted = [] }: PlanOptions,
): ResourceChange {
  const resource = { address: `null_resource.${name}`, mode: 'managed', type: 'null_resource', name };
  const values = {
    before: before === undefined ? null : { id: '1', triggers: before },
    after: after === undefined ? null : { triggers: after },
  };
  const as = (actions: string[], reason?: string): ResourceChange => ({
    ...resource,
    change: { actions, ...values },
    ...(reason === undefined ? {} : { action_reason: reason }),
  });
  if (before === undefined) return as(['create']);
  if (after === undefined) return as(['delete'], 'delete_because_no_resource_config');
  if (tainted.includes(name)) return as(['delete', 'create'], 'replace_because_tainted');
  const same = JSON.stringify(before) === JSON.stringify(after);
  return same ? as(['no-op']) : as(['delete', 'create'], 'replace_because_cannot_update');
}
