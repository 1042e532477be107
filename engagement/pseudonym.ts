import type { Pseudonym } from './wall.ts';

/** As many words there are of each kind in every language: some four thousand pairs. */
export const pseudonymWords = 64;

/**
 * A pseudonym for each enrolment of a cohort. `drawOf` gives a whole number that nobody can guess who has not its key; of two who draw the
 * same words the one who was enrolled earlier has the bare name, and keeps it whoever comes later.
 */
export function pseudonymsOf(
  enrolments: readonly string[],
  drawOf: (enrolment: string) => number,
): Map<string, Pseudonym> {
  const times = new Map<number, number>();
  const named = new Map<string, Pseudonym>();
  // Ids sort by the time at which they were made.
  for (const enrolment of enrolments.toSorted()) {
    const pair = drawOf(enrolment) % pseudonymWords ** 2;
    const again = (times.get(pair) ?? 0) + 1;
    times.set(pair, again);
    const first = Math.floor(pair / pseudonymWords);
    named.set(enrolment, { first, second: pair % pseudonymWords, again });
  }
  return named;
}
