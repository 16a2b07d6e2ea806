import type { KeyedLines } from '../exchange/keyed-lines';
import { singleLine } from '../text/single-line';

/** More entries of one kind no host of a lab has: what a stranger says is not kept without an end. */
const most = 1000;

/** The texts of a key, each cleaned. */
export function saidTexts(said: KeyedLines, key: string): string[] {
  return said
    .all(key)
    .slice(0, most)
    .map((each) => singleLine(each));
}

/** The texts of a key, each in words. */
export function saidWords(said: KeyedLines, key: string): string[][] {
  return saidTexts(said, key).map((text) => text.split(' '));
}

/** A whole number as a host writes it; undefined for anything else. */
export function tryCount(word: string | undefined): number | undefined {
  return word !== undefined && /^\d{1,15}$/.test(word) ? Number(word) : undefined;
}
