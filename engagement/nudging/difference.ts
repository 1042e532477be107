/** Of so many learners, so many of whom it is true. */
export interface Share {
  of: number;
  hits: number;
}

/** A difference of two shares, from -1 to 1, with what it lies between nineteen times in twenty. */
export interface Difference {
  value: number;
  low: number;
  high: number;
}

/**
 * How much larger the first share is than the other, with Newcombe's interval (1998, method 10): Wilson's intervals of
 * the two, put together. It holds for small arms and shares near 0 and 1, and for one look: whoever looks each day
 * until it says something will find that it does. For that there is `watched.ts`. Null where an arm is empty.
 */
export function differenceOf(one: Share, other: Share): Difference | null {
  if (one.of === 0 || other.of === 0) return null;
  const [first, second] = [wilsonOf(one), wilsonOf(other)];
  const value = first.share - second.share;
  return {
    value,
    low: value - Math.hypot(first.share - first.low, second.high - second.share),
    high: value + Math.hypot(first.high - first.share, second.share - second.low),
  };
}

/** Nineteen times in twenty. */
const z = 1.959964;

function wilsonOf({ of, hits }: Share): { share: number; low: number; high: number } {
  const share = hits / of;
  const middle = (hits + (z * z) / 2) / (of + z * z);
  const half = (z / (of + z * z)) * Math.sqrt((hits * (of - hits)) / of + (z * z) / 4);
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
