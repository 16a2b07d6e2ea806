import { ExitCode } from '../../errors/exit-codes';
import { hostFacts, type LabFacts } from '../../facts/lab-facts';
import type { StatusRule } from '../rule';
import { groups, list } from '../status-words';

/** Hosts that could not be looked at: off, or shut for us. */
export const unreachable: StatusRule = {
  id: 'unreachable',
  check: ({ hosts, facts }) => {
    const missed = hosts.flatMap(({ name, problem }) => (problem === null ? [] : [{ name, problem }]));
    return groups(missed, ({ problem }) => JSON.stringify(problem)).map((group) => {
      const names = group.map(({ name }) => name);
      const { what = '', fix = '' } = group[0]?.problem ?? {};
      const away = names.every((name) => isAway(facts, name));
      const verb = away
        ? names.length === 1
          ? 'is unreachable'
          : 'are unreachable'
        : 'could not be looked at';
      return { severity: 'error', what: `${list(names)} ${verb}: ${what}`, fix, hosts: names };
    });
  },
};

/** Whether nothing at all could be heard of a host, so that it is not up as far as we know. */
export function isAway(facts: LabFacts, name: string): boolean {
  const host = hostFacts(facts, name);
  return host?.reached === false && host.problem.exitCode === ExitCode.unreachable;
}
