import { parseTerraformName, stepId } from '../../phases/step-address';
import type { PlanJson, ResourceChange } from '../../terraform';
import type { StackResource } from '../making/stack-file';

/** One step that the plan carries out. */
export interface ApplyStep {
  /** `nuc01/base`. */
  readonly id: string;
  readonly host: string;
  readonly phase: string;
  /** `null_resource.nuc01_base`. */
  readonly address: string;
  /** Whether the work is done when the resource is created, or when it is destroyed: then the host leaves the cluster. */
  readonly action: 'create' | 'delete';
  /** Why it runs. @default - Terraform knows no reason */
  readonly reason?: string;
  /** Ids of the steps of this plan that have to succeed first; those that run before them are left out. */
  readonly after: readonly string[];
  /** The host has the step in place and only the state does not know of it. */
  readonly adopts: boolean;
}

export interface ApplyStepsProps {
  readonly plan: PlanJson;
  readonly stack: readonly StackResource[];
  /** Step ids, in the order in which people think of them: that of the inventory. */
  readonly order: readonly string[];
  /** Whether a check of the hosts found the step (`nuc01/base`) in place, so that only the state has to learn of it. */
  readonly isInPlace: (id: string) => boolean;
}

const membership = 'membership';

/** The steps of a plan, without resources that change in the state alone. */
export function applySteps({ plan, stack, order, isInPlace }: ApplyStepsProps): ApplyStep[] {
  const changes = (plan.resource_changes ?? []).filter(doesWork);
  const working = new Map(changes.map(({ address, name }) => [address, stepNamed(name).id]));
  const edges = new Map(stack.map(({ address, dependsOn }) => [address, dependsOn]));
  const leavingFirst = leavingBefore(changes, edges);
  const place = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length);
  return changes
    .map(({ address, name, change }): ApplyStep => {
      const { id, host, phase } = stepNamed(name);
      const leaves = phase === membership;
      return {
        id,
        host,
        phase,
        address,
        action: leaves ? 'delete' : 'create',
        reason: leaves ? 'leaves the cluster' : change.after?.triggers?.reason,
        after: leaves
          ? []
          : [...nearestWorking(address, edges, working), ...(leavingFirst.get(address) ?? [])],
        adopts: isInPlace(id),
      };
    })
    .sort((a, b) => place(a.id) - place(b.id));
}

/** The step of a resource: `nuc01_base` is `nuc01/base`. A resource that is not nuclab's keeps its own name. */
export function stepNamed(resourceName: string): Pick<ApplyStep, 'id' | 'host' | 'phase'> {
  const step = parseTerraformName(resourceName);
  if (step === undefined) return { id: resourceName, host: resourceName, phase: '' };
  return { id: stepId(step.place, step.phase), host: step.place, phase: step.phase };
}

/** Membership does its work when it is destroyed, all others when they are created. */
function doesWork({ name, change: { actions } }: ResourceChange): boolean {
  const isMembership = stepNamed(name).phase === membership;
  // A membership that goes without a successor is only forgotten: its destroy action goes with it.
  return actions.includes('create') && (!isMembership || actions.includes('delete'));
}

/** Destruction runs against the edges: what is replaced is made again only after all that stands on it has left. */
function leavingBefore(
  changes: readonly ResourceChange[],
  edges: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const before = new Map<string, string[]>();
  const replaced = new Set(
    changes.filter(({ change }) => change.actions.includes('delete')).map(({ address }) => address),
  );
  for (const { address, name } of changes) {
    const { id, phase } = stepNamed(name);
    if (phase !== membership) continue;
    for (const below of allBelow(address, edges)) {
      if (replaced.has(below)) before.set(below, [...(before.get(below) ?? []), id]);
    }
  }
  return before;
}

function allBelow(
  address: string,
  edges: ReadonlyMap<string, readonly string[]>,
  found = new Set<string>(),
): ReadonlySet<string> {
  for (const below of edges.get(address) ?? []) {
    if (found.has(below)) continue;
    found.add(below);
    allBelow(below, edges, found);
  }
  return found;
}

function nearestWorking(
  address: string,
  edges: ReadonlyMap<string, readonly string[]>,
  working: ReadonlyMap<string, string>,
  seen = new Set<string>(),
): string[] {
  return (edges.get(address) ?? []).flatMap((before) => {
    if (seen.has(before)) return [];
    seen.add(before);
    const id = working.get(before);
    return id === undefined ? nearestWorking(before, edges, working, seen) : [id];
  });
}
