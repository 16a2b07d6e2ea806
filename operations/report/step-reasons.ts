import type { Difference, StepObservation } from '../observing/lab-facts';
import { plain } from './plain-text';
import type { Happening } from './plan-report';
import type { PlannedChange } from './planned-change';
import type { TriggerChange } from './trigger-changes';

export interface StepReasonsProps {
  readonly planned: PlannedChange;
  readonly happens: Happening;
  readonly changes: readonly TriggerChange[];
  readonly observed?: StepObservation;
  readonly differences: readonly Difference[];
  /** Whether the step's host was looked at. */
  readonly hostSeen: boolean;
  /** Whether any host was. */
  readonly looked: boolean;
}

/** Why a step is in the plan: what tells most comes first. Never empty. */
export function reasonsOf(props: StepReasonsProps): string[] {
  switch (props.happens) {
    case 'adopted':
      return ['in place already, nothing changes on the host'];
    case 'forgotten':
      return ['lab.yaml no longer asks for it; nothing is undone on the host'];
    case 'dropped':
      return ['no longer a node in lab.yaml; this plan neither drains nor resets it'];
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

function firstRunReason({ planned, hostSeen, looked }: StepReasonsProps): string {
  if (!hostSeen)
    return looked ? 'no earlier run is known; the host was not looked at' : 'no earlier run is known';
  if (planned.action === 'create') return 'not on this host yet';
  return 'the host remembers no run: it was imaged anew, or its records were removed';
}

function runReasons(props: StepReasonsProps): string[] {
  const { planned, changes, observed } = props;
  const ofKind = (...kinds: readonly string[]): string[] =>
    changes.filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text);
  const onlyScript = changes.length > 0 && changes.every(({ kind }) => kind === 'script');
  const stillSo = onlyScript && observed?.check.result === 'in-place';
  const reasons = [
    ...(planned.tainted ? ['its last run failed'] : []),
    ...(planned.requested ? ['asked for by hand'] : []),
    ...ofKind('input', 'list'),
    ...driftReasons(props),
    ...ofKind('file'),
    ...ofKind('script').map((text) => (stillSo ? `${text}; the host still is as applied` : text)),
    ...ofKind('hidden'),
  ];
  if (reasons.length > 0) return reasons;
  const { reason } = planned.after ?? {};
  const said = reason === undefined || reason === planned.before?.['reason'] ? '' : plain(reason);
  return [said === '' ? "Terraform's state does not match the host" : said];
}

/** `drift 2: …` as nuclab planned it, then every further difference that is the step's own. */
function driftReasons({ planned, differences }: StepReasonsProps): string[] {
  const { reason } = planned.after ?? {};
  const own = differences.filter(({ outcome }) => !outcome).map(({ text }) => text);
  if (reason === undefined || !reason.startsWith('drift ') || reason === planned.before?.['reason']) {
    return own.map((text) => `drift: ${text}`);
  }
  // The texts of the facts follow, so that their number need not be said twice.
  const first = plain(own.length === 0 ? reason : reason.replace(/; \d+ more$/, ''));
  return [first, ...own.filter((text) => !first.includes(text)).map((text) => `drift: ${text}`)];
}
