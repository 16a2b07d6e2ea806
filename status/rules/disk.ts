import type { StatusRule } from '../rule';

/** The kubelet's default `imagefs.available<15%`: above it images are deleted, then pods evicted. */
export const WARNING_PERCENT = 85;
/** Little later etcd and the kubelet cannot write any more. */
export const ERROR_PERCENT = 95;

/** Disks that are nearly full. */
export const disk: StatusRule = {
  id: 'disk',
  check: ({ hosts }) =>
    hosts.flatMap(({ name, usage: { diskUsedPercent: percent, diskFreeMegabytes: free } }) => {
      if (percent === null || percent <= WARNING_PERCENT) return [];
      const left = free === null ? '' : ` (${(free / 1024).toFixed(1)} GiB free)`;
      return [
        {
          severity: percent > ERROR_PERCENT ? 'error' : 'warning',
          what: `the disk of ${name} that holds /var/lib is ${percent} % full${left}, the kubelet evicts pods above ${WARNING_PERCENT} %`,
          fix: `free space on ${name} (\`sudo crictl rmi --prune\`, \`sudo apt-get clean\`, \`sudo journalctl --vacuum-size=100M\`), or give it a larger disk`,
          hosts: [name],
        },
      ];
    }),
};
