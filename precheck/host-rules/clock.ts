import type { HostRule } from '../rule';

/** Certificates and etcd leases tolerate seconds, not minutes; k0sctl draws the same line. */
export const MAXIMUM_SKEW_SECONDS = 30;

/** Against this computer, giving the host the benefit of the time the probe was under way. */
export const clock: HostRule = {
  id: 'clock',
  check: ({ clock }) => {
    if (clock === undefined) return [];
    const skew = Math.abs(clock.offsetSeconds);
    if (skew - clock.uncertaintySeconds <= MAXIMUM_SKEW_SECONDS) return [];
    const direction = clock.offsetSeconds > 0 ? 'ahead of' : 'behind';
    return [
      {
        severity: 'error',
        what: `the clock is ${skew.toFixed(0)} s ${direction} this computer's`,
        fix: "set it with `sudo timedatectl set-ntp true`, or set this computer's if every host differs alike",
      },
    ];
  },
};
