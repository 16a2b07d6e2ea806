import type { Host } from '../inventory/types';

/**
 * Lines `address name` of every host of the lab, in the order of the inventory. prepare-host.sh puts them into the
 * block of /etc/hosts that nuclab keeps, so that all hosts resolve names alike without DNS.
 */
export function renderHostsFile(hosts: readonly Pick<Host, 'name' | 'address'>[]): string {
  return hosts.map((host) => `${host.address} ${host.name}\n`).join('');
}
