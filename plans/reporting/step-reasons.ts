import type { Difference, StepFacts } from '../../facts/lab-facts';
import { formatReason, parseReason } from '../../facts/reason';
import { singleLine } from '../../text/single-line';
import type { StepAction } from './plan-report';
import { clusterPlace } from '../../phases/step-address';
import type { PlannedChange } from './planned-change';
import type { TriggerChange } from './trigger-changes';

export interface StepReasonsProps {
  readonly planned: PlannedChange;
  readonly happens: StepAction;
  readonly changes: readonly TriggerChange[];
  readonly found?: StepFacts;
  /** Differences for which the step runs. */
  readonly own: readonly Difference[];
  /** Whether the step's host, or the cluster, was checked. */
  readonly placeSeen: boolean;
  /** Whether any host was. */
  readonly looked: boolean;
  /** Whether another inventory stands for what is deployed. */
  readonly compared: boolean;
}

/** Why a step is in the plan: what tells most comes first. Never empty. */
export function reasonsOf(props: StepReasonsProps): string[] {
  switch (props.happens) {
    case 'adopted':
      return [
        props.planned.host === clusterPlace
          ? 'in place already, nothing changes in the cluster'
          : 'in place already, nothing changes on the host',
      ];
    case 'forgotten':
      return ['lab.yaml no longer asks for it; nothing is undone on the host'];
    case 'dropped':
      return ['neither drained nor reset by this plan'];
    case 'leaves':
      return leaveReasons(props);
    case 'first-run':
      return [firstRunReason(props)];
    case 'runs-again':
      return runReasons(props);
  }
}

function leaveReasons({ planned, changes }: StepReasonsProps): string[] {
  if (planned.action === 'delete') return ['the plan takes it out of the cluster'];
  return changes.length === 0 ? ['asked for by hand'] : changes.map(({ text }) => text);
}

function firstRunReason({ planned, placeSeen, looked, compared }: StepReasonsProps): string {
  if (compared) return 'new in lab.yaml';
  const place = planned.host === clusterPlace ? 'cluster' : 'host';
  if (!placeSeen)
    return looked ? `no earlier run is known; the ${place} was not checked` : 'no earlier run is known';
  if (planned.action === 'create')
    return place === 'host' ? 'not on this host yet' : 'not in the cluster yet';
  const anew = place === 'host' ? 'imaged' : 'made';
  return `the ${place} remembers no run: it was ${anew} anew, or its records were removed`;
}

function runReasons(props: StepReasonsProps): string[] {
  const { planned, changes } = props;
  const ofKind = (...kinds: readonly string[]): string[] =>
    changes.filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text);
  const { drift, found } = differences(props);
  const reasons = [
    ...(planned.tainted ? ['its last run failed'] : []),
    ...(planned.requested ? ['asked for by hand'] : []),
    ...ofKind('input', 'list'),
    ...drift,
    ...ofKind('file'),
    ...scriptReasons(props),
    ...found,
    ...ofKind('hidden'),
  ];
  return reasons.length > 0 ? reasons : [otherReason(props)];
}

/** `drift 2: …` as nuclab planned it, with every further difference; or, when something else was the reason, what differs too. */
function differences({ planned, own }: StepReasonsProps): { drift: string[]; found: string[] } {
  const trigger = planned.after?.['reason'] ?? '';
  const reason = parseReason(trigger);
  const texts = own.map(({ text }) => text);
  if (reason.kind !== 'drift' || trigger === planned.before?.['reason']) {
    return { drift: [], found: texts.map((text) => `differs: ${text}`) };
  }
  // The texts of the facts follow, so that their number need not be said twice.
  const first = singleLine(formatReason(texts.length === 0 ? reason : { ...reason, more: 0 }));
  const others = texts.filter((text) => !first.includes(text)).map((text) => `differs: ${text}`);
  return { drift: [first, ...others], found: [] };
}

function scriptReasons({ planned, changes, found }: StepReasonsProps): string[] {
  const script = changes.find(({ kind }) => kind === 'script');
  if (script === undefined) return [];
  const stillSo = changes.length === 1 && found?.check.result === 'in-place';
  const place = planned.host === clusterPlace ? 'cluster' : 'host';
  return [stillSo ? `${script.text}; the ${place} still is as applied` : script.text];
}

/** What is left to say when neither the inventory nor the host is another than it was. */
function otherReason({ planned: { before, after }, found }: StepReasonsProps): string {
  if (found?.check.result === 'running') return 'a run of it was under way during the check';
  if (found?.check.result === 'differs') return 'in place but for what follows from other steps';
  const { reason } = after ?? {};
  return reason === undefined || reason === before?.['reason']
    ? "Terraform's state does not match the host"
    : singleLine(reason);
}
