import type {
  Change,
  ClusterView,
  ComparisonView,
  ExpiringCertificates,
  NoticeKind,
  Origin,
  PlanReport,
  Severity,
} from './plan-report';
import { atTime, count, duration, listed } from '../../text/words';

/** Sentences that the terminal and the pull request share; nothing in them is escaped yet. */

export const severityWords: Readonly<Record<Severity, string>> = {
  destructive: 'destructive',
  'left-alone': 'left as it is',
  refused: 'will be refused',
  disruptive: 'disruptive',
  'without-effect': 'without effect',
};

export const noticeWords: Readonly<Record<NoticeKind, string>> = {
  unreachable: 'could not be reached',
  'not-looked-at': 'not checked',
  'in-use': 'in use',
  'other-lab': "another lab's",
};

const mostHosts = 10;

/** What a plan without facts does not know; undefined when there were some. */
export function modelOnly({ verdict, comparison }: PlanReport): string | undefined {
  if (verdict.looked) return undefined;
  if (comparison !== null) return comparedOnly(comparison);
  return (
    'This plan was made without checking the hosts. It shows what changed in lab.yaml and in nuclab since the last apply; ' +
    'drift, hosts that are off and steps that are in place already are not in it.'
  );
}

function comparedOnly({ against }: ComparisonView): string {
  const deployed =
    against === null ? 'a lab in which nothing is deployed yet' : `a lab that is as ${against} says`;
  return (
    `This shows what the change would do to ${deployed}. Nobody asked whether it is so: ` +
    'drift, hosts that are off and changes of nuclab itself are not in it.'
  );
}

/** Settings that differ and make no step run; undefined when there are none. */
export function withoutStep({ comparison }: PlanReport): string | undefined {
  const settings = comparison?.withoutStep ?? [];
  if (settings.length === 0) return undefined;
  const names = listed(
    settings.map((setting) => `\`${setting}\``),
    mostHosts,
  );
  return `Also changed, without a step for it: ${names}. It holds from the next run of nuclab on.`;
}

/** Where rows are that did not fit. */
export function wholeReport({ comparison }: PlanReport): string {
  return comparison === null ? 'see the report in the artifact' : 'see them with `--json`';
}

/** What stands for an empty list of effects; undefined when nothing runs at all. */
export function noEffects({ verdict: { looked, counts } }: PlanReport): string | undefined {
  if (counts.stepsToRun === 0) return undefined;
  const nothing = 'Nothing is destroyed or interrupted';
  if (!looked) return `${nothing}, as far as can be known without checking the hosts.`;
  const allSeen = counts.hostsUnreachable + counts.hostsNotLookedAt === 0;
  return allSeen ? `${nothing}.` : `${nothing} on the hosts that were checked.`;
}

export function unchangedHosts({ unchangedHosts: hosts, verdict }: PlanReport): string | undefined {
  if (hosts.length === 0) return undefined;
  const unchanged = verdict.looked ? 'unchanged' : 'without a change of the inventory';
  return `${count(hosts.length, 'host')} ${unchanged}: ${listed(hosts, mostHosts)}`;
}

/** Said once below the hosts that could not be reached. */
export const notGuessed =
  'Nothing is planned from guesses for hosts that could not be reached: only changes of lab.yaml are shown for them.';

export function certificateText({ names, expires, daysLeft }: ExpiringCertificates): string {
  const when =
    daysLeft < 0
      ? `ended on ${expires}`
      : `${names.length === 1 ? 'ends' : 'end'} on ${expires}, ${inDays(daysLeft)}`;
  return `${names.length === 1 ? 'the certificate' : 'the certificates'} ${listed(names, 3)} ${when}`;
}

function inDays(days: number): string {
  return days === 0 ? 'within a day' : `${count(days, 'day')} after this plan`;
}

/** `Kubernetes version: 1.33.13 → 1.34.4`. */
export function changeText({ name, from, to, shown }: Change): string {
  if (!shown) return `${name} changed (its values are not shown)`;
  return `${name}: ${valueText(from)} → ${valueText(to)}`;
}

function valueText(value: string | null): string {
  return value === null || value === '' ? 'none' : value;
}

export function clusterText({ observedOn, version, problem }: ClusterView): string {
  if (problem !== null) return `the API server did not respond as asked on ${observedOn}: ${problem}`;
  return `Kubernetes ${version ?? 'of an unknown version'}, asked on ${observedOn}`;
}

/** `lab nuc-lab, commit abc1234`, when it was made and from what, with which versions. */
export function originLines({ lab, comparison, origin }: PlanReport): string[] {
  const { commit, plannedAt, nuclab, terraform } = origin;
  const product = terraform?.product === 'opentofu' ? 'OpenTofu' : 'Terraform';
  return [
    `lab ${lab}${commit === null ? '' : `, commit ${commit}`}`,
    comparison === null
      ? `planned ${atTime(plannedAt)}; ${lookText(origin)}`
      : `compared ${atTime(plannedAt)} with ${comparison.against ?? 'an empty lab'}; neither the hosts nor the state were checked`,
    `nuclab ${nuclab}${terraform === null ? '' : `, ${product} ${terraform.version}`}`,
  ];
}

function lookText({ observedAt, factsAgeSeconds }: Origin): string {
  if (observedAt === null) return 'the hosts were not checked';
  const age = factsAgeSeconds === null ? '' : ` (${duration(factsAgeSeconds)} before the plan)`;
  return `hosts checked ${atTime(observedAt)}${age}`;
}

/** How to continue; undefined when there is nothing to apply. */
export function howToApply({ verdict, comparison }: PlanReport): string | undefined {
  if (!verdict.changes || !verdict.complete) return undefined;
  if (comparison !== null) return 'nothing was saved: only a plan without `--against` can be applied';
  return 'apply exactly this plan with `nuclab apply`; it refuses when lab.yaml, the hosts or the state have changed since';
}
