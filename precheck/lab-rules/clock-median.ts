import { MAXIMUM_SKEW_SECONDS } from '../host-rules/clock';
import type { Clock } from '../facts';
import type { LabRule } from '../rule';

/** Hosts against each other: this holds whatever the operator's own clock says. */
export const clockMedian: LabRule = {
  id: 'clock-median',
  check: (probed) => {
    const clocks = probed.flatMap(({ host, facts }) =>
      facts.clock === undefined ? [] : [{ name: host.name, clock: facts.clock }],
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
