import type { Space } from '../facts';
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
  check: ({ disks }, context) => disks.flatMap((disk) => checkDisk(disk, context)),
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
