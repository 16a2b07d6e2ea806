import { stripVTControlCharacters } from 'node:util';
import type { LabFacts } from '../facts/lab-facts';

/** Control and format characters and line separators: a host must not drive a terminal, nor turn a text round. */
const unwanted = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Facts in which every text is one plain line, wherever they come from. */
export function plainFacts(facts: LabFacts): LabFacts {
  return plain(facts) as LabFacts;
}

function plain(value: unknown): unknown {
  if (typeof value === 'string') return plainText(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [plainText(key), plain(each)]));
}

function plainText(text: string): string {
  return stripVTControlCharacters(text).replace(/\s+/g, ' ').replace(unwanted, '');
}
