import { stepsIn, type StatusRule } from '../rule';

/** Steps whose check itself failed: they may be in place or not. */
export const unchecked: StatusRule = {
  id: 'unchecked',
  check: ({ hosts }) =>
    stepsIn(hosts, 'unchecked').map(({ host, phase, problem }) => ({
      severity: 'error',
      what: `${phase} on ${host} could not be checked: ${problem}`,
      fix: `log in to ${host}, look at its load and its disk, and run it again`,
      hosts: [host],
    })),
};
