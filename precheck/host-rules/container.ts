import type { HostRule } from '../rule';

const CAP_SYS_RESOURCE = 24n;

/** Virtual labs in containers work, with two settings the scripts make when they find this. */
export const container: HostRule = {
  id: 'container',
  check: ({ container, capabilities }) => {
    if (container === undefined) return [];
    const limited = capabilities !== undefined && ((capabilities >> CAP_SYS_RESOURCE) & 1n) === 0n;
    const without = limited ? ' without CAP_SYS_RESOURCE' : '';
    return [
      {
        severity: 'info',
        what: `the host is a container (${container})${without}`,
        fix: 'leave it: the steps adapt containerd and kube-proxy to it',
      },
    ];
  },
};
