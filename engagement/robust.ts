/** What is usual, told so that a few wild values, whatever their size, change nothing: the middle, and how far half of those on one side lie from it. */
export interface Usual {
  median: number;
  /** As a standard deviation would be for values that spread evenly around the middle. */
  spread: number;
}

/** Of normally spread values half lie within this part of a standard deviation. */
const madScale = 1.4826;
/**
 * The median distance of few values is too small on average: Croux and Rousseeuw (1992) have what to
 * multiply it by, up to nine values; above that n / (n - 0.8) comes near enough.
 */
const smallSample = [1, 1, 1.196, 1.495, 1.363, 1.206, 1.2, 1.14, 1.129, 1.107];
/** The median of n values is itself uncertain, and a new value differs from it by that as well: pi / 2 of the variance of a mean. */
const medianVariance = Math.PI / 2;

/**
 * The usual of some values, for one that is held against it. The spread is that of the values on its
 * side of the median: people do three times as much now and then, but never less than nothing. Counts of
 * which most are alike show no spread at all, so there is a floor under it that depends on the median:
 * one click more than never is not infinitely unusual.
 */
export function usualOf(values: number[], observed: number, floorAt: (median: number) => number): Usual {
  const median = medianOf(values);
  const distances: number[] = [];
  for (const value of values) {
    if (observed > median ? value >= median : value <= median) distances.push(Math.abs(value - median));
  }
  const count = distances.length;
  const correction = smallSample[count] ?? count / (count - 0.8);
  const prediction = Math.sqrt(1 + medianVariance / Math.max(1, values.length));
  const spread = medianOf(distances) * madScale * correction * prediction;
  return { median, spread: Math.max(spread, floorAt(median)) };
}

/** The middle one, or the mean of the middle two; 0 of nothing. */
export function medianOf(values: readonly number[]): number {
  const sorted =
    values.length > insertionMost ? values.toSorted((one, other) => one - other) : inserted(values);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

/** Up to so many values, putting each in its place takes a third of what the built-in sort takes to begin. */
const insertionMost = 24;

function inserted(values: readonly number[]): number[] {
  const sorted = values.slice();
  for (let index = 1; index < sorted.length; index++) {
    const value = sorted[index] ?? 0;
    let place = index;
    for (; place > 0 && (sorted[place - 1] ?? 0) > value; place--) sorted[place] = sorted[place - 1] ?? 0;
    sorted[place] = value;
  }
  return sorted;
}
