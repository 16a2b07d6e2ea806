import type { HostRule } from '../rule';

/** kubeadm refuses to make a control-plane node of a host with fewer (its preflight check `NumCPU`). */
const CONTROL_PLANE_CPUS = 2;

export const cpu: HostRule = {
  id: 'cpu',
  check: ({ cpus }, { controlPlane }) =>
    !controlPlane || cpus === undefined || cpus >= CONTROL_PLANE_CPUS
      ? []
      : [
          {
            severity: 'error',
            what: `the host has ${cpus} CPU, a control-plane node needs ${CONTROL_PLANE_CPUS}`,
            fix: 'make it a worker, or choose another host in kubernetes.controlPlane',
          },
        ],
};
