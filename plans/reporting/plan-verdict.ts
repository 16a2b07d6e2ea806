import type { PlanJson } from '../../terraform/plan-json';
import type { LabView } from './lab-view';
import type { Counts, Effect, StepAction, Notice, StepRow, Verdict } from './plan-report';
import { clusterPlace } from '../../phases/step-address';
import { count, places } from '../../text/words';

export interface VerdictProps {
  readonly plan: PlanJson;
  readonly steps: readonly StepRow[];
  readonly effects: readonly Effect[];
  readonly notices: readonly Notice[];
}

/** The first line of a report, and the numbers in it. */
export function verdict(view: LabView, props: VerdictProps): Verdict {
  const counts = countsOf(view, props);
  const complete = props.plan.errored !== true;
  const changes = view.changes.some(({ action }) => action !== 'none') || counts.otherChanges > 0;
  const said = compared(view, [happens(view, counts, changes), ...unknowns(view, counts)].join('; '));
  return {
    text: complete ? said : `the plan is not complete, Terraform stopped with an error; so far: ${said}`,
    changes,
    looked: view.looked,
    complete,
    counts,
  };
}

function compared({ comparison }: LabView, said: string): string {
  if (comparison === undefined) return said;
  return `${comparison.against === undefined ? 'compared with an empty lab' : 'two inventories compared'}: ${said}`;
}

function countsOf(view: LabView, { steps, effects, notices }: VerdictProps): Counts {
  const rows = (...happenings: readonly StepAction[]): readonly StepRow[] =>
    steps.filter((row) => happenings.includes(row.happens));
  const hosts = (each: readonly { readonly host: string }[]): number =>
    new Set(each.map(({ host }) => host).filter((host) => host !== clusterPlace)).size;
  const ofCluster = (each: readonly StepRow[]): number =>
    each.filter(({ host }) => host === clusterPlace).length;
  const noticed = (...kinds: readonly Notice['kind'][]): number =>
    hosts(notices.filter(({ kind }) => kinds.includes(kind)));
  const running = rows('first-run', 'runs-again');
  const adopted = rows('adopted');
  const unchecked = (place: string): number =>
    (view.stepsAtPlace(place) ?? []).filter(({ check }) => ['running', 'failed'].includes(check.result))
      .length;
  return {
    hosts: view.inventory.hosts.length,
    stepsToRun: running.length,
    hostsToRunOn: hosts(running),
    clusterStepsToRun: ofCluster(running),
    stepsAdopted: adopted.length,
    hostsAdopted: hosts(adopted),
    clusterStepsAdopted: ofCluster(adopted),
    hostsLeaving: hosts(rows('leaves')),
    hostsDropped: hosts(rows('dropped')),
    hostsUnreachable: noticed('unreachable'),
    hostsNotLookedAt: noticed('not-looked-at'),
    hostsCheckedInPart: view.inventory.hosts.filter(({ name }) => unchecked(name) > 0).length,
    clusterStepsUnchecked: unchecked(clusterPlace),
    hostsRefusing: hosts(effects.filter(({ severity }) => severity === 'refused')),
    otherChanges: view.otherChanges.length,
  };
}

function happens(view: LabView, counts: Counts, changes: boolean): string {
  const { stepsToRun, stepsAdopted, hostsLeaving, hostsDropped, otherChanges } = counts;
  const where = places(counts.hostsToRunOn, counts.clusterStepsToRun > 0);
  if (isFirstInstall(view, counts)) return `first install: ${count(stepsToRun, 'step')} ${where}`;
  const parts: string[] = [];
  if (hostsLeaving > 0) {
    parts.push(`${count(hostsLeaving, 'host')} ${hostsLeaving === 1 ? 'leaves' : 'leave'} the cluster`);
  }
  if (hostsDropped > 0)
    parts.push(`${count(hostsDropped, 'host')} left lab.yaml without being drained or reset`);
  if (stepsToRun > 0) {
    // A step that will refuse is planned, but does not run.
    const verb = counts.hostsRefusing > 0 ? `${stepsToRun === 1 ? 'is' : 'are'} planned` : 'will run';
    parts.push(`${count(stepsToRun, 'step')} ${verb} ${where}`);
  }
  if (otherChanges > 0) parts.push(`${count(otherChanges, 'change')} beside nuclab's steps`);
  if (stepsAdopted > 0) parts.push(`${parts.length === 0 ? 'nothing to change: ' : ''}${adopted(counts)}`);
  if (parts.length > 0) return parts.join(', ');
  return changes ? "nothing to change on any host, only in Terraform's state" : nothing(view, counts);
}

function adopted({ stepsAdopted, hostsAdopted, clusterStepsAdopted }: Counts): string {
  const are = stepsAdopted === 1 ? 'is' : 'are';
  return `${count(stepsAdopted, 'step')} ${places(hostsAdopted, clusterStepsAdopted > 0)} ${are} in place already and ${are} adopted`;
}

/** Terraform's state knows nothing, and neither does any host that was checked. */
function isFirstInstall(view: LabView, { stepsToRun, stepsAdopted, otherChanges }: Counts): boolean {
  const nothingDone = view.facts?.hosts.every((host) => !host.reached || host.steps.length === 0) ?? true;
  const onlyNew = view.changes.every(({ action }) => action === 'create');
  return nothingDone && onlyNew && stepsToRun > 0 && stepsAdopted === 0 && otherChanges === 0;
}

function nothing(view: LabView, counts: Counts): string {
  if (view.comparison !== undefined) return 'no step changes';
  if (!view.looked) return 'the inventory did not change';
  const unseen = counts.hostsUnreachable + counts.hostsNotLookedAt;
  const hosts = count(counts.hosts - unseen, 'host');
  if (unseen === counts.hosts) return 'the inventory did not change';
  if (counts.hostsCheckedInPart + counts.clusterStepsUnchecked > 0)
    return `nothing to change on ${hosts}, as far as could be checked`;
  const verb = counts.hosts - unseen === 1 ? 'is' : 'are';
  return unseen > 0 || clusterIsSilent(view)
    ? `nothing to change on ${hosts}`
    : `nothing to change: ${hosts} ${verb} as lab.yaml says`;
}

function unknowns(view: LabView, counts: Counts): string[] {
  const of = (number: number, rest: string): string[] =>
    number === 0 ? [] : [`${number} of ${count(counts.hosts, 'host')} ${rest}`];
  const refusing = of(counts.hostsRefusing, `will refuse ${counts.hostsRefusing === 1 ? 'a step' : 'steps'}`);
  if (view.comparison !== undefined) return [...refusing, 'neither the hosts nor the state were checked'];
  if (!view.looked) return [...refusing, 'the hosts were not checked'];
  return [
    ...refusing,
    ...of(counts.hostsUnreachable, 'could not be reached'),
    ...of(counts.hostsNotLookedAt, counts.hostsNotLookedAt === 1 ? 'was not checked' : 'were not checked'),
    ...of(counts.hostsCheckedInPart, 'could be checked only in part'),
    ...(counts.clusterStepsUnchecked > 0 ? ['the cluster could be checked only in part'] : []),
    ...(clusterIsSilent(view) ? ['the cluster could not be asked'] : []),
  ];
}

/** Nothing is known of the cluster, and it is not for want of a control plane that could be reached. */
function clusterIsSilent(view: LabView): boolean {
  const isReached = view.inventory.kubernetes.controlPlane.some((name) => view.hostFacts(name) !== undefined);
  return isReached && view.stepsAtPlace(clusterPlace) === undefined;
}
