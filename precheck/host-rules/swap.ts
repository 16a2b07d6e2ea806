import type { HostRule } from '../rule';

/** The kubelet does not start with swap on, so the base step turns it off: good to know before, nothing to do. */
export const swap: HostRule = {
  id: 'swap',
  check: (facts) =>
    facts.swap.length === 0
      ? []
      : [
          {
            severity: 'info',
            what: `swap is on (${facts.swap.join(', ')})`,
            fix: 'leave it: the base step turns it off for good',
          },
        ],
};
