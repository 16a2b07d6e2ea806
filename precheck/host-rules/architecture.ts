import { architectureName } from '../architecture-name';
import type { HostRule } from '../rule';

/** Kubernetes' packages and images are there for more, but nuclab is tested on these two only. */
export const architecture: HostRule = {
  id: 'architecture',
  check: ({ machine }) =>
    machine === undefined || ['amd64', 'arm64'].includes(architectureName(machine))
      ? []
      : [
          {
            severity: 'error',
            what: `the architecture is ${machine}`,
            fix: 'use a machine with an amd64 or arm64 processor and a 64-bit system on it',
          },
        ],
};
