import type { Host, Taint } from '../inventory/types';

/**
 * The labels and taints of the inventory, one per line, sorted: `nuc02 label disk=ssd`,
 * `nuc02 taint gpu=true:NoSchedule`, and `nuc02 taint gpu:NoSchedule` for a taint without a value. Settings that follow
 * from a node's role are not here: the script that reads these lines knows the roles.
 */
export function renderNodeSettings(nodes: readonly Host[]): string {
  const lines = nodes.flatMap(({ name, labels, taints }) => [
    ...Object.entries(labels).map(([key, value]) => `${name} label ${key}=${value}`),
    ...taints.map((taint) => `${name} taint ${taintText(taint)}`),
  ]);
  return [...new Set(lines)]
    .sort()
    .map((line) => `${line}\n`)
    .join('');
}

function taintText({ key, value, effect }: Taint): string {
  return value === undefined || value === '' ? `${key}:${effect}` : `${key}=${value}:${effect}`;
}
