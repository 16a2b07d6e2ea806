const formatter = new Intl.ListFormat('en-GB', { type: 'conjunction' });
const SHOWN = 6;

/** `nuc01, nuc02 and nuc03`; of many only the first: `nuc01, nuc02, nuc03, nuc04, nuc05 and 25 more`. */
export function list(words: readonly string[]): string {
  if (words.length <= SHOWN) return formatter.format(words);
  const shown = words.slice(0, SHOWN - 1);
  return formatter.format([...shown, `${words.length - shown.length} more`]);
}

/** `1 host`, `2 hosts`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Things that share a key, in the order in which the keys first come. */
export function groups<T>(things: readonly T[], keyOf: (thing: T) => string): readonly (readonly T[])[] {
  const found = new Map<string, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    found.set(key, [...(found.get(key) ?? []), thing]);
  }
  return [...found.values()];
}

/** `2026-11-21 11:40 UTC` for `2026-11-21T11:40:12Z`; another text stays as it is. */
export function minute(utc: string): string {
  return utc.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\dZ$/, '$1 $2 UTC');
}
