import type { HostRule } from '../rule';

/** kubeadm refuses a control-plane node with less (its preflight check `Mem`, which also counts in 1024 × 1024 bytes). */
const CONTROL_PLANE_MEGABYTES = 1700;
/** System, containerd, kubelet, kube-proxy and flannel take about 500 MB before the first pod of a student. */
const WORKER_MEGABYTES = 700;

export const memory: HostRule = {
  id: 'memory',
  check: ({ memoryKilobytes }, { controlPlane }) => {
    if (memoryKilobytes === undefined) return [];
    const megabytes = Math.floor(memoryKilobytes / 1024);
    if (controlPlane && megabytes < CONTROL_PLANE_MEGABYTES) {
      return [
        {
          severity: 'error',
          what: `the host has ${megabytes} MB of memory, a control-plane node needs ${CONTROL_PLANE_MEGABYTES}`,
          fix: 'add memory, or choose another host in kubernetes.controlPlane',
        },
      ];
    }
    if (controlPlane || megabytes >= WORKER_MEGABYTES) return [];
    return [
      {
        severity: 'warning',
        what: `the host has ${megabytes} MB of memory, little is left for pods below ${WORKER_MEGABYTES}`,
        fix: 'add memory',
      },
    ];
  },
};
