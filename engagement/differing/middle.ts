/** What is usual of some numbers, whatever the largest and smallest are. */
export interface Middle {
  /** How many there are. */
  of: number;
  /** The mean of the middle half: it moves with most of them, as a mean does, and not with a few, as a mean would. */
  usual: number;
  /** Between these lies the middle half. */
  low: number;
  high: number;
}

export function middleOf(values: readonly number[]): Middle {
  const sorted = values.toSorted((one, other) => one - other);
  const quarter = sorted.length / 4;
  let sum = 0;
  for (const [index, value] of sorted.entries()) {
    // A value on the border of a quarter counts for its part: without that, of five one more or less would leap.
    const inside = Math.min(index + 1, sorted.length - quarter) - Math.max(index, quarter);
    if (inside > 0) sum += value * inside;
  }
  return {
    of: sorted.length,
    usual: sorted.length === 0 ? 0 : sum / (sorted.length - 2 * quarter),
    low: at(sorted, 0.25),
    high: at(sorted, 0.75),
  };
}

/** Between two values it is in proportion. */
function at(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return below + (above - below) * (place - Math.floor(place));
}
