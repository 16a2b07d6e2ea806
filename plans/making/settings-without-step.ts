import { isDeepStrictEqual } from 'node:util';
import type { Inventory } from '../../inventory/types';

/**
 * Settings that differ between two inventories of a lab without any step for them: how hosts are reached, and where the
 * state is. Named as in lab.yaml: `ssh.bastion`, `hosts.nuc01.port`, `backend`.
 */
export function settingsWithoutStep(before: Inventory, after: Inventory): string[] {
  const ssh = differing(before.ssh, after.ssh).map((key) => `ssh.${key}`);
  const hosts = after.hosts.flatMap((host) => {
    const earlier = before.hosts.find(({ name }) => name === host.name);
    if (earlier === undefined) return [];
    const login = ({ user, port }: typeof host): object => ({ user, port });
    return differing(login(earlier), login(host)).map((key) => `hosts.${host.name}.${key}`);
  });
  return [...ssh, ...hosts, ...(isDeepStrictEqual(before.backend, after.backend) ? [] : ['backend'])];
}

function differing(before: object, after: object): string[] {
  const [old, now] = [before, after].map((each) => new Map<string, unknown>(Object.entries(each)));
  const keys = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].sort();
  return keys.filter((key) => !isDeepStrictEqual(old?.get(key), now?.get(key)));
}
