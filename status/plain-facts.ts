import type { LabFacts } from '../facts/lab-facts';
import { singleLine } from '../text/single-line';

/** Facts in which every text is one plain line, wherever they come from. */
export function plainFacts(facts: LabFacts): LabFacts {
  return plain(facts) as LabFacts;
}

function plain(value: unknown): unknown {
  if (typeof value === 'string') return singleLine(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [singleLine(key), plain(each)]));
}
