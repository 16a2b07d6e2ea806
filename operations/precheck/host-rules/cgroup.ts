import type { HostRule } from '../rule';

/** From this minor version on the kubelet does not start on cgroup v1 (`failCgroupV1`). */
const REFUSING_MINOR = 35;
const FIX = 'boot with cgroup v2: remove `systemd.unified_cgroup_hierarchy=0` from the kernel command line';

export const cgroup: HostRule = {
  id: 'cgroup',
  check: ({ cgroup }, { inventory }) => {
    if (cgroup === undefined || cgroup === 'cgroup2fs') return [];
    const { version } = inventory.kubernetes;
    const minor = Number(version.split('.')[1]);
    if (minor < REFUSING_MINOR) {
      const what = `the host uses cgroup v1, which Kubernetes refuses from 1.${REFUSING_MINOR} on`;
      return [{ severity: 'warning', what, fix: FIX }];
    }
    return [
      { severity: 'error', what: `the host uses cgroup v1, which Kubernetes ${version} refuses`, fix: FIX },
    ];
  },
};
