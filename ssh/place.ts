import type { SshTarget } from './types';

/** `nuc01 (10.0.0.11:22)`, with the bastion on the way to it, if any: the `where` of every SSH error. */
export function place(target: SshTarget, bastion?: SshTarget): string {
  const through = bastion === undefined ? '' : ` through ${place(bastion)}`;
  return `${target.name} (${target.address}:${target.port})${through}`;
}
