import type { ReachTargets } from '../facts';
import type { Inventory } from '../inventory/types';
import { registries } from './url-answer';

/** What each host is asked to reach: all hosts, the key of the package repository, and each registry with its mirrors. */
export function reachTargets(inventory: Inventory): ReachTargets {
  const { apt } = inventory.kubernetes;
  const images = registries(inventory).flatMap(({ places }) => places);
  return {
    peers: inventory.hosts.map(({ address, port = inventory.ssh.port }) => ({ address, port })),
    urls: [
      { kind: 'repository', url: `${apt.url.replace(/\/*$/, '/')}Release.key` },
      ...[...new Set(images)].map((url) => ({ kind: 'image' as const, url })),
    ],
  };
}
