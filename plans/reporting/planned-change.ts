import { isPhaseName, type PhaseName } from '../../phases';
import { parseTerraformName, stepResourceType } from '../../phases/step-address';
import type { PlanJson, ResourceChange } from '../../terraform/plan-json';
import { singleLine } from '../../text/single-line';
import type { OtherChange } from './plan-report';

export type Triggers = Readonly<Record<string, string>>;

/** What Terraform plans for one step. */
export interface PlannedChange {
  /** The host's name, or `cluster`. */
  readonly host: string;
  readonly phase: PhaseName;
  readonly action: 'none' | 'create' | 'replace' | 'delete';
  /** False: the step is in Terraform's state only. Its destroy action is gone with it, so that nothing runs. */
  readonly configured: boolean;
  /** Its last run failed. */
  readonly tainted: boolean;
  /** Somebody asked for it on Terraform's command line. */
  readonly requested: boolean;
  readonly before?: Triggers;
  readonly after?: Triggers;
}

export interface PlannedChanges {
  readonly steps: readonly PlannedChange[];
  readonly others: readonly OtherChange[];
}

/** Reads a plan: of each resource its name, its action and its triggers, and nothing else. */
export function plannedChanges(plan: PlanJson): PlannedChanges {
  const managed = (plan.resource_changes ?? []).filter(({ mode }) => mode !== 'data');
  const steps: PlannedChange[] = [];
  const others: OtherChange[] = [];
  for (const resource of managed) {
    const step = tryStep(resource);
    if (step !== undefined) steps.push(step);
    else if (verb(resource) !== undefined) others.push(otherChange(resource));
  }
  return { steps, others: others.sort((a, b) => (a.address < b.address ? -1 : 1)) };
}

function tryStep({ type, name, change, action_reason }: ResourceChange): PlannedChange | undefined {
  const step = parseTerraformName(name);
  const action = actionOf(change.actions);
  if (type !== stepResourceType || step === undefined || action === undefined) return undefined;
  const { place: host, phase } = step;
  if (!isPhaseName(phase)) return undefined;
  return {
    host,
    phase,
    action,
    configured: !(action_reason ?? '').startsWith('delete_because_') && !change.actions.includes('forget'),
    tainted: action_reason === 'replace_because_tainted',
    requested: action_reason === 'replace_by_request',
    before: change.before?.triggers ?? undefined,
    after: change.after?.triggers ?? undefined,
  };
}

function actionOf(actions: readonly string[]): PlannedChange['action'] | undefined {
  if (actions.includes('create')) return actions.includes('delete') ? 'replace' : 'create';
  if (actions.includes('delete') || actions.includes('forget')) return 'delete';
  return actions.includes('no-op') ? 'none' : undefined;
}

function otherChange(resource: ResourceChange): OtherChange {
  return { address: singleLine(resource.address, 120), what: verb(resource) ?? '' };
}

function verb({ change: { actions } }: ResourceChange): string | undefined {
  if (actions.includes('update')) return 'is updated';
  const verbs = { none: undefined, create: 'is created', replace: 'is replaced', delete: 'is destroyed' };
  if (actions.includes('forget')) return 'is forgotten';
  return verbs[actionOf(actions) ?? 'none'];
}
