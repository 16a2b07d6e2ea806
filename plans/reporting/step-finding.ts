import type { Difference, StepFacts } from '../../facts/lab-facts';
import { parseReason } from '../../facts/reason';
import type { LabView } from './lab-view';
import { singleLine } from '../../text/single-line';
import type { StepAction } from './plan-report';
import type { PlannedChange } from './planned-change';
import { rememberedTriggers, triggerChanges, type TriggerChange } from './trigger-changes';
import { reasonsOf } from './step-reasons';
import { phaseOf } from '../../phases';
import { clusterPlace } from '../../phases/step-address';
import { triggerKind } from '../../phases/triggers';

/** What is known of one step, before it is put into words for one form of the report. */
export interface StepFinding {
  readonly planned: PlannedChange;
  /** Undefined: nothing is done. */
  readonly happens?: StepAction;
  /** Why, the first and most telling one first. */
  readonly reasons: readonly string[];
  readonly changes: readonly TriggerChange[];
  /** The marker and the check; undefined when the host was not checked, or remembers no run. */
  readonly found?: StepFacts;
  /** All that the check found. */
  readonly differences: readonly Difference[];
  /** Those of them for which the step runs. */
  readonly own: readonly Difference[];
}

/** One finding for each step of the plan. */
export function stepFindings(view: LabView): StepFinding[] {
  return view.changes.map((planned) => finding(view, planned));
}

function finding(view: LabView, planned: PlannedChange): StepFinding {
  const found = view.stepFacts(planned);
  const changes = planned.action === 'none' ? [] : changesOf(view, planned, found);
  const differences = found?.check.result === 'differs' ? found.check.differences.map(clean) : [];
  const known = { planned, changes, found, differences, own: ownOf(planned, differences) };
  const happens = actionOf(view, known);
  if (happens === undefined) return { ...known, happens, reasons: [] };
  const placeSeen = view.stepsAtPlace(planned.host) !== undefined;
  const compared = view.comparison !== undefined;
  const reasons = reasonsOf({ ...known, happens, placeSeen, looked: view.looked, compared });
  return { ...known, happens, reasons };
}

/** What the host remembers is nearer to the truth than what this copy of Terraform's state does. */
function changesOf(
  view: LabView,
  { host, phase, before, after }: PlannedChange,
  found: StepFacts | undefined,
): readonly TriggerChange[] {
  const remembered = found === undefined ? undefined : rememberedTriggers(host, found.marker);
  // Triggers that are no inputs of the script are not in a marker: of them only the state knows.
  const others = Object.entries(before ?? after ?? {}).filter(
    ([name]) => triggerKind(phase, name) === 'hidden',
  );
  const from = remembered === undefined ? before : { ...Object.fromEntries(others), ...remembered };
  if (from === undefined || after === undefined) return [];
  return triggerChanges(phase, from, after, [...Object.keys(found?.marker.files ?? {}), ...view.files]);
}

/** What follows from other steps is a reason to run only when nothing else is: see facts/reasons.ts. */
function ownOf({ action, after }: PlannedChange, differences: readonly Difference[]): readonly Difference[] {
  if (action === 'none') return [];
  const own = differences.filter(({ inherited }) => !inherited);
  const drifted = parseReason(after?.['reason'] ?? '').kind === 'drift';
  return own.length > 0 || !drifted ? own : differences;
}

function clean({ item, text, inherited }: Difference): Difference {
  return { item: singleLine(item, 40), text: singleLine(text), inherited };
}

function actionOf(view: LabView, known: Omit<StepFinding, 'happens' | 'reasons'>): StepAction | undefined {
  const { planned, found } = known;
  const { action } = planned;
  if (phaseOf(planned.phase).membership === 'leaves') return membershipAction(planned);
  // A host that leaves has one row, that of its membership: forgetting its other steps, and the cluster's, does nothing.
  if (action === 'delete') return placeGoes(view, planned.host) ? undefined : 'forgotten';
  if (action === 'none') return undefined;
  if (isInPlace(known)) return 'adopted';
  const firstThere = view.stepsAtPlace(planned.host) !== undefined && found === undefined;
  return firstThere || (action === 'create' && found === undefined) ? 'first-run' : 'runs-again';
}

function membershipAction({ action, configured }: PlannedChange): StepAction | undefined {
  if (action === 'replace') return 'leaves';
  if (action === 'delete') return configured ? 'leaves' : 'dropped';
  return undefined;
}

/** Whether a host is no longer a member; of the cluster: whether it has none left. */
function placeGoes(view: LabView, place: string): boolean {
  const memberships = (place === clusterPlace ? view.changes : view.changesOf(place)).filter(
    ({ phase }) => phaseOf(phase).membership === 'leaves',
  );
  return memberships.length > 0 && memberships.every(({ action }) => action === 'delete');
}

/** Applied with the same inputs, files and script, and still so: Terraform's state is all that lacks it. */
function isInPlace({ planned, found, changes }: Omit<StepFinding, 'happens' | 'reasons'>): boolean {
  if (planned.tainted || planned.requested || found?.check.result !== 'in-place') return false;
  const reason = planned.after?.['reason'] ?? '';
  // The reason of the last run, which the host remembers, may itself be a drift that is repaired by now.
  const { kind } = parseReason(reason);
  return changes.length === 0 && (reason === found.marker.reason || (kind !== 'drift' && kind !== 'update'));
}
