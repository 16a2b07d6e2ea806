import type { Clock } from '../../facts';
import type { HostRule, LabRule } from '../rule';

/** Certificates and etcd leases tolerate seconds, not minutes; k0sctl draws the same line. */
const MAXIMUM_SKEW_SECONDS = 30;

/** Against this computer, giving the host the benefit of the round trip. */
export const clock: HostRule = {
  id: 'clock',
  check: ({ system: { clock } }) => {
    if (clock === undefined) return [];
    const skew = Math.abs(clock.offsetSeconds);
    if (skew - clock.uncertaintySeconds <= MAXIMUM_SKEW_SECONDS) return [];
    const direction = clock.offsetSeconds > 0 ? 'ahead of' : 'behind';
    return [
      {
        severity: 'error',
        what: `the clock is ${skew.toFixed(0)} s ${direction} this computer's`,
        fix: "set it with `sudo timedatectl set-ntp true`, or set this computer's if every host is off by the same amount",
      },
    ];
  },
};

const TIME_SERVICE = /^(systemd-timesyncd|chrony|chronyd|ntp|ntpd|ntpsec|openntpd)\.service$/;

/** Without a time service a right clock drifts; a container has its machine's clock and needs none. */
export const timeSync: HostRule = {
  id: 'time-sync',
  check: ({ system: { container, units = [], timeSynchronized } }) => {
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

/** Hosts against each other: this holds whatever the operator's own clock says. */
export const clockMedian: LabRule = {
  id: 'clock-median',
  check: (hosts) => {
    const clocks = hosts.flatMap(({ host, facts }) =>
      facts.system.clock === undefined ? [] : [{ name: host.name, clock: facts.system.clock }],
    );
    if (clocks.length < 2) return [];
    const middle = median(clocks.map(({ clock }) => clock));
    return clocks.flatMap(({ name, clock }) => {
      const skew = clock.offsetSeconds - middle;
      if (Math.abs(skew) - clock.uncertaintySeconds <= MAXIMUM_SKEW_SECONDS) return [];
      const direction = skew > 0 ? 'ahead of' : 'behind';
      return [
        {
          severity: 'error' as const,
          what: `the clock of ${name} is ${Math.abs(skew).toFixed(0)} s ${direction} the median of the hosts`,
          fix: `set it: \`sudo timedatectl set-ntp true\` on ${name}`,
          hosts: [name],
        },
      ];
    });
  },
};

/** The lower one of two middle values: with two hosts, one is right by definition and the other stands out. */
function median(clocks: readonly Clock[]): number {
  const sorted = clocks.map(({ offsetSeconds }) => offsetSeconds).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
