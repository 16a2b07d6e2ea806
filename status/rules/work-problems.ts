import { expirySeconds } from '../../locks/host-lock';
import type { HostStatus } from '../lab-status';
import { hostsOf, stepsIn, where, type StatusContext, type StatusProblem, type StatusRule } from '../rule';
import { groups, list, minute } from '../status-words';

/** Who works on which hosts; others have to wait. */
export const atWork: StatusRule = {
  id: 'at-work',
  check: (context) => [...locks(context.hosts), ...steps(context)],
};

/** All locks of one holder together. */
function locks(hosts: readonly HostStatus[]): StatusProblem[] {
  const locked = hosts.flatMap(({ name, lock }) => (lock === null ? [] : [{ name, lock }]));
  return groups(locked, ({ lock: { owner, purpose } }) => JSON.stringify([owner, purpose])).map((group) => {
    const names = group.map(({ name }) => name);
    const { owner, purpose } = group[0]?.lock ?? { owner: '', purpose: '' };
    const since = group.map(({ lock }) => lock.since).sort()[0] ?? '';
    const seconds = Math.min(...group.map(({ lock }) => lock.heartbeatSeconds));
    const verb = names.length === 1 ? 'is' : 'are';
    return {
      severity: 'info',
      what: `${list(names)} ${verb} locked: ${owner} ${purpose} since ${minute(since)}, last heartbeat ${seconds} s ago`,
      fix: seconds > expirySeconds ? 'the next deploy takes the lock over' : 'wait until it has finished',
      hosts: names,
    };
  });
}

/** Steps that continue without a lock: their runner was killed. */
function steps(context: StatusContext): StatusProblem[] {
  const { hosts, clusterSteps } = context;
  const unlocked = hosts.filter(({ lock }) => lock === null);
  // A cluster's step runs on a control plane, and under its lock.
  const ofCluster = hosts.some(({ role, lock }) => role === 'control-plane' && lock !== null)
    ? []
    : clusterSteps;
  const running = stepsIn({ hosts: unlocked, clusterSteps: ofCluster }, 'running');
  return groups(running, ({ phase }) => phase).map((group) => ({
    severity: 'info',
    what: `${group[0]?.phase} is running ${where(group)}`,
    fix: 'wait until it has finished',
    hosts: hostsOf(group, context),
  }));
}
