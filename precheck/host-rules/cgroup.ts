import type { HostRule } from '../rule';

/** From this minor version on the kubelet does not start on cgroup v1 (`failCgroupV1`). */
const REFUSING_MINOR = 35;
const HARDWARE_FIX =
  'boot with cgroup v2: remove `systemd.unified_cgroup_hierarchy=0` from the kernel command line';
const CONTAINER_FIX = 'boot the machine that runs this container with cgroup v2';

export const cgroup: HostRule = {
  id: 'cgroup',
  check: ({ cgroup, container }, { inventory }) => {
    if (cgroup === undefined || cgroup === 'cgroup2fs') return [];
    const { version } = inventory.kubernetes;
    const fix = container === undefined ? HARDWARE_FIX : CONTAINER_FIX;
    const minor = Number(version.split('.')[1]);
    if (minor < REFUSING_MINOR) {
      const what = `the host uses cgroup v1, which Kubernetes refuses from 1.${REFUSING_MINOR} on`;
      return [{ severity: 'warning', what, fix }];
    }
    return [{ severity: 'error', what: `the host uses cgroup v1, which Kubernetes ${version} refuses`, fix }];
  },
};
