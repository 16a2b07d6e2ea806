import { stepId } from '../phases/step-address';
import { formatDiagnostic } from '../text/diagnostic';
import type { HostFacts, LabFacts } from './lab-facts';

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
  return [unreachable === 0 ? first : `${first}, ${unreachable} of them could not be reached`, ...lines];
}

function hostLines({ name, steps, lock }: HostFacts): string[] {
  const drift = steps.flatMap(({ phase, check }) => {
    if (check.result === 'failed') return [`${stepId(name, phase)}: the check failed: ${check.what}`];
    if (check.result !== 'differs') return [];
    return check.differences
      .filter(({ inherited }) => !inherited)
      .map(({ text }) => `${stepId(name, phase)}: ${text}`);
  });
  return lock === undefined
    ? drift
    : [`${name}: ${lock.owner} ${lock.purpose} since ${lock.since}`, ...drift];
}
