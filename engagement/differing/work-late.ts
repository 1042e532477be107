import { medianOf } from '../robust.ts';

/** Work that comes farther from any date is not told from work for the one before or after. */
const nearDays = 10;

/**
 * How many days after it was due work was handed in, below nought before it; of several the middle one. Senders say when
 * something came, not what it was for, so each counts for the nearest date. Null where nothing was near one.
 */
export function workLateDays(handedIn: readonly number[], dueOn: readonly number[]): number | null {
  const late = handedIn.flatMap((day) => {
    const nearest = dueOn
      .map((due) => day - due)
      .reduce((best, one) => (Math.abs(one) < Math.abs(best) ? one : best), Infinity);
    return Math.abs(nearest) <= nearDays ? [nearest] : [];
  });
  return late.length === 0 ? null : medianOf(late);
}
