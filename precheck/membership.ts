import type { Inventory } from '../inventory/types';
import type { PrecheckFacts } from './rule';

/** Whether an API server address in a kubeconfig, e.g. `https://10.0.0.11:6443`, is one of this lab's control plane. */
export function isOwnApiServer(server: string, inventory: Inventory): boolean {
  const address = /^https:\/\/([^/:]+)(:\d+)?/.exec(server)?.[1];
  return inventory.hosts.some(
    (host) =>
      inventory.kubernetes.controlPlane.includes(host.name) &&
      (host.address === address || host.name === address),
  );
}

/** Whether a host has joined this lab's cluster: its kubelet talks to one of the lab's API servers. */
export function isMember({ membership }: PrecheckFacts, inventory: Inventory): boolean {
  return membership.kubeconfigs.some(
    ({ file, server }) => file === 'kubelet.conf' && isOwnApiServer(server, inventory),
  );
}
