import type { Share } from '../nudging/difference.ts';

/**
 * How often chance alone deals the hits out between two groups at least as unevenly: Fisher's exact test, both ways. It
 * holds for two hits among a thousand, where curves that need many do not.
 */
export function chanceOfShares(one: Share, other: Share): number {
  const [of, hits] = [one.of + other.of, one.hits + other.hits];
  const logs = logFactorialsUpTo(of);
  const log = (number: number): number => logs[number] ?? 0;
  const all = log(hits) + log(of - hits) + log(one.of) + log(other.of) - log(of);
  const likely = (here: number): number =>
    Math.exp(all - log(here) - log(one.of - here) - log(hits - here) - log(other.of - hits + here));
  // A hair more than was seen: two ways of dealing that are equally likely must not differ by rounding.
  const most = likely(one.hits) * (1 + 1e-7);
  let chance = 0;
  for (let here = Math.max(0, hits - other.of); here <= Math.min(hits, one.of); here++) {
    const each = likely(here);
    if (each <= most) chance += each;
  }
  return Math.min(1, chance);
}

/** Grown as far as anybody asked: a number for each learner of the largest cohort. */
const known: number[] = [0];

function logFactorialsUpTo(most: number): readonly number[] {
  for (let number = known.length; number <= most; number++)
    known.push((known[number - 1] ?? 0) + Math.log(number));
  return known;
}
