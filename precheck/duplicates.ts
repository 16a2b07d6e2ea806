import type { ProbedHost } from './rule';

export interface Duplicate {
  readonly value: string;
  readonly probed: readonly ProbedHost[];
}

/** Hosts that share a value they should not share; hosts without the value are left out. */
export function duplicates(
  probed: readonly ProbedHost[],
  valueOf: (probed: ProbedHost) => string | undefined,
): Duplicate[] {
  const groups = new Map<string, ProbedHost[]>();
  for (const one of probed) {
    const value = valueOf(one);
    if (value !== undefined) groups.set(value, [...(groups.get(value) ?? []), one]);
  }
  return [...groups]
    .map(([value, group]) => ({ value, probed: group }))
    .filter((group) => group.probed.length > 1);
}

/** One of each machine: two inventory names for one machine share everything, which `same-machine` says already. */
export function distinctMachines(probed: readonly ProbedHost[]): ProbedHost[] {
  const seen = new Set<string>();
  return probed.filter(({ facts: { bootId } }) => {
    if (bootId === undefined) return true;
    if (seen.has(bootId)) return false;
    seen.add(bootId);
    return true;
  });
}

export function names(probed: readonly ProbedHost[]): string[] {
  return probed.map(({ host }) => host.name);
}

/** `nuc01, nuc02 and nuc03`. */
export function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
