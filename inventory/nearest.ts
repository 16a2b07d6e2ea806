import { distance } from 'fastest-levenshtein';

/** The word that was probably meant; undefined when none is close, or several are equally close. */
export function tryNearest(word: string, allowed: Iterable<string>): string | undefined {
  const lower = word.toLowerCase().replace(/[-_ ]/g, '');
  const limit = word.length < 4 ? 1 : Math.min(3, Math.max(2, Math.floor(word.length / 3)));
  const near = [...new Set(allowed)]
    .map((candidate) => ({
      candidate,
      apart: distance(lower, candidate.toLowerCase().replace(/[-_ ]/g, '')),
    }))
    .filter(({ apart }) => apart <= limit)
    .sort((a, b) => a.apart - b.apart);
  const [first, second] = near;
  return first?.apart === second?.apart ? undefined : first?.candidate;
}
