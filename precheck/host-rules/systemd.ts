import type { HostRule } from '../rule';

/** Steps run as transient units and the kubelet is a service: nothing works without systemd. */
export const systemd: HostRule = {
  id: 'systemd',
  check: ({ systemd }) => {
    if (systemd === undefined) {
      return [
        {
          severity: 'error',
          what: 'systemd does not run',
          fix: 'boot the host with systemd: `sudo apt-get install systemd-sysv` and reboot',
        },
      ];
    }
    if (!['initializing', 'starting', 'maintenance', 'stopping'].includes(systemd)) return [];
    return [
      {
        severity: 'warning',
        what: `the host is not up yet (systemd says ${systemd})`,
        fix: 'wait until `systemctl is-system-running --wait` and, where there is one, `cloud-init status --wait` return',
      },
    ];
  },
};
