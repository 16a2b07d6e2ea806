import type { HostRule } from '../rule';

/** The kubelet's default `nodefs.inodesFree<5%`: below it the node gets DiskPressure and pods are evicted. */
const EVICTION_PERCENT = 5;

/** Many small files use up inodes long before space; file systems without a fixed number report none. */
export const inodes: HostRule = {
  id: 'inodes',
  check: (facts) => {
    const short = facts.inodes.filter(({ available, total }) => (100 * available) / total < EVICTION_PERCENT);
    const mounts = new Map(short.map((space) => [space.mount, space]));
    return [...mounts.values()].map(({ mount, available, total }) => ({
      severity: 'error' as const,
      what: `${available} of ${total} inodes are free on ${mount}, the kubelet evicts pods below ${EVICTION_PERCENT} %`,
      fix: `delete small files on ${mount}: \`sudo du --inodes -x -d 3 ${mount} | sort -n | tail\` finds them`,
    }));
  },
};
