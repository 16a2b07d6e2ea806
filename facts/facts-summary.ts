import { clusterPlace, stepId } from '../phases/step-address';
import { formatDiagnostic } from '../text/diagnostic';
import type { ClusterFacts, HostFacts, LabFacts, StepFacts } from './lab-facts';

/** What facts say, in a few lines: the count first, then each host that needs a word. */
export function factsSummary(facts: LabFacts, seconds: number): string[] {
  const count = facts.hosts.length;
  const unreachable = facts.hosts.filter(({ reached }) => !reached).length;
  const first = `gathered facts of ${count} ${count === 1 ? 'host' : 'hosts'} in ${seconds.toFixed(1)} s`;
  const lines = facts.hosts.flatMap((host) =>
    host.reached
      ? hostLines(host)
      : [formatDiagnostic({ ...host.problem, where: `${host.name}: unreachable` })],
  );
  return [
    unreachable === 0 ? first : `${first}, ${unreachable} of them could not be reached`,
    ...lines,
    ...clusterLines(facts.cluster),
  ];
}

function hostLines({ name, steps, lock }: HostFacts): string[] {
  const held = lock === undefined ? [] : [`${name}: ${lock.owner} ${lock.purpose} since ${lock.since}`];
  return [...held, ...stepLines(name, steps)];
}

function clusterLines(cluster: ClusterFacts | undefined): string[] {
  if (cluster?.problem !== undefined) return [`${clusterPlace}: ${cluster.observedOn}: ${cluster.problem}`];
  return stepLines(clusterPlace, cluster?.steps ?? []);
}

function stepLines(place: string, steps: readonly StepFacts[]): string[] {
  return steps.flatMap(({ phase, check }) => {
    if (check.result === 'failed') return [`${stepId(place, phase)}: the check failed: ${check.what}`];
    if (check.result !== 'differs') return [];
    return check.differences
      .filter(({ inherited }) => !inherited)
      .map(({ text }) => `${stepId(place, phase)}: ${text}`);
  });
}
