import type { CheckedHost } from './rule';

export interface Duplicate {
  readonly value: string;
  readonly members: readonly CheckedHost[];
}

/** Hosts that share a value they should not share; hosts without the value are left out. */
export function duplicates(
  hosts: readonly CheckedHost[],
  valueOf: (host: CheckedHost) => string | undefined,
): Duplicate[] {
  const groups = new Map<string, CheckedHost[]>();
  for (const one of hosts) {
    const value = valueOf(one);
    if (value !== undefined) groups.set(value, [...(groups.get(value) ?? []), one]);
  }
  return [...groups]
    .map(([value, members]) => ({ value, members }))
    .filter((group) => group.members.length > 1);
}

/** One of each machine: two inventory names for one machine share everything, which `same-machine` says already. */
export function distinctMachines(hosts: readonly CheckedHost[]): CheckedHost[] {
  const seen = new Set<string>();
  return hosts.filter(
    ({
      facts: {
        identity: { bootId },
      },
    }) => {
      if (bootId === undefined) return true;
      if (seen.has(bootId)) return false;
      seen.add(bootId);
      return true;
    },
  );
}

export function names(hosts: readonly CheckedHost[]): string[] {
  return hosts.map(({ host }) => host.name);
}

/** `nuc01, nuc02 and nuc03`. */
export function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
