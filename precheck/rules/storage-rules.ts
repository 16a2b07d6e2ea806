import type { Space } from '../../facts';
import type { Problem } from '../../errors/finding';
import type { HostContext, HostRule } from '../rule';

const GIB = 1024 * 1024;
/** Packages (0.5 GiB), unpacked images (1 GiB) and etcd with its log: below this the first deploy fills the disk. */
const DEPLOY_GIB = 3;
/** Room for the images and volumes of a course. */
const COMFORTABLE_GIB = 10;
/** The kubelet's default `imagefs.available<15%`: below it the node gets DiskPressure and pods are evicted. */
const EVICTION_PERCENT = 15;
/** A new kernel with its initial RAM disk; package scripts build one when they add kernel modules. */
const BOOT_MIB = 100;

/** Free space where containers and the kubelet live, and on a /boot of its own. */
export const diskSpace: HostRule = {
  id: 'disk-space',
  check: ({ storage: { disks } }, context) => disks.flatMap((disk) => checkDisk(disk, context)),
};

function checkDisk(disk: Space, context: HostContext): Problem[] {
  if (disk.path === '/boot') return checkBoot(disk);
  if (disk.path !== '/var/lib') return [];
  const free = `${gib(disk.available)} of ${gib(disk.total)} GiB are free at ${disk.path}`;
  const fix = `free space on ${disk.mount} (\`sudo apt-get clean\`, \`sudo journalctl --vacuum-size=100M\`), or give it a larger disk`;
  if (disk.available < DEPLOY_GIB * GIB && !context.member) {
    return [{ severity: 'error', what: `${free}, a deploy needs ${DEPLOY_GIB} GiB`, fix }];
  }
  const percent = Math.floor((100 * disk.available) / disk.total);
  if (percent < EVICTION_PERCENT) {
    const what = `${free} (${percent} %), the kubelet evicts pods below ${EVICTION_PERCENT} %`;
    return [{ severity: 'error', what, fix }];
  }
  if (disk.available >= COMFORTABLE_GIB * GIB) return [];
  return [{ severity: 'warning', what: `${free}, images need room`, fix }];
}

function checkBoot(disk: Space): Problem[] {
  if (disk.mount !== '/boot' || disk.available >= BOOT_MIB * 1024) return [];
  return [
    {
      severity: 'warning',
      what: `${Math.floor(disk.available / 1024)} MiB are free on /boot, a kernel update needs ${BOOT_MIB}`,
      fix: 'remove old kernels: `sudo apt-get autoremove --purge`',
    },
  ];
}

function gib(kilobytes: number): string {
  return (kilobytes / GIB).toFixed(1);
}

/** The kubelet's default `nodefs.inodesFree<5%`: below it the node gets DiskPressure and pods are evicted. */
const INODES_EVICTION_PERCENT = 5;

/** Many small files use up inodes long before space; file systems without a fixed number report none. */
export const inodes: HostRule = {
  id: 'inodes',
  check: (facts) => {
    const short = facts.storage.inodes.filter(
      ({ available, total }) => (100 * available) / total < INODES_EVICTION_PERCENT,
    );
    const mounts = new Map(short.map((space) => [space.mount, space]));
    return [...mounts.values()].map(({ mount, available, total }) => ({
      severity: 'error' as const,
      what: `${available} of ${total} inodes are free on ${mount}, the kubelet evicts pods below ${INODES_EVICTION_PERCENT} %`,
      fix: `delete small files on ${mount}: \`sudo du --inodes -x -d 3 ${mount} | sort -n | tail\` finds them`,
    }));
  },
};

/** A worn-out SSD makes the kernel mount its file system read-only. */
export const writable: HostRule = {
  id: 'writable',
  check: ({ storage: { readOnly } }) =>
    readOnly.length === 0
      ? []
      : [
          {
            severity: 'error',
            what: `${readOnly.join(', ')} cannot be written to`,
            fix: 'look for disk errors with `sudo dmesg --level=err`, repair or replace the disk, and reboot',
          },
        ],
};

/** The kubelet does not start with swap on, so the base step turns it off: good to know before, nothing to do. */
export const swap: HostRule = {
  id: 'swap',
  check: (facts) =>
    facts.storage.swap.length === 0
      ? []
      : [
          {
            severity: 'info',
            what: `swap is on (${facts.storage.swap.join(', ')})`,
            fix: 'nothing to do: the base step turns it off permanently',
          },
        ],
};
