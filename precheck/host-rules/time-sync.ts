import type { HostRule } from '../rule';

const TIME_SERVICE = /^(systemd-timesyncd|chrony|chronyd|ntp|ntpd|ntpsec|openntpd)\.service$/;

/** Without a time service a right clock drifts; a container has its machine's clock and needs none. */
export const timeSync: HostRule = {
  id: 'time-sync',
  check: ({ container, units, timeSynchronized }) => {
    if (container !== undefined) return [];
    const service = units.find((unit) => TIME_SERVICE.test(unit));
    if (service === undefined && timeSynchronized !== true) {
      return [
        {
          severity: 'warning',
          what: 'no time service runs',
          fix: 'start one: `sudo apt-get install systemd-timesyncd && sudo timedatectl set-ntp true`',
        },
      ];
    }
    if (timeSynchronized !== false) return [];
    return [
      {
        severity: 'warning',
        what: `${service} runs, but the clock is not synchronised`,
        fix: 'let the host reach a time server (UDP port 123): `timedatectl timesync-status` or `chronyc sources` shows which it asks',
      },
    ];
  },
};
