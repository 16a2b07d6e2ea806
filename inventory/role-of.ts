import type { Inventory } from './types';

/** What lab.yaml wants of a host; null: it is in the inventory, but no node. */
export type Role = 'control-plane' | 'worker' | null;

export function roleOf({ kubernetes }: Pick<Inventory, 'kubernetes'>, host: string): Role {
  if (kubernetes.controlPlane.includes(host)) return 'control-plane';
  return kubernetes.workers.includes(host) ? 'worker' : null;
}
