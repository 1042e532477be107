/**
 * Where many things are compared, some differ by chance. Of what is called sure, at most this share may be so: one in twenty.
 */
export const falseFindsMost = 0.05;

/**
 * For each of many chances, which share of false finds one accepts who calls it and all less likely ones sure (Benjamini and
 * Hochberg 1995). Things that go together, as these do, make it stricter, not laxer (Benjamini and Yekutieli 2001).
 */
export function falseFindsOf(chances: readonly number[]): number[] {
  const order = chances
    .map((_, index) => index)
    .toSorted((one, other) => at(chances, one) - at(chances, other));
  const shares = chances.map(() => 1);
  let least = 1;
  for (let rank = order.length; rank > 0; rank--) {
    const index = order[rank - 1] ?? 0;
    least = Math.min(least, (at(chances, index) * chances.length) / rank);
    shares[index] = least;
  }
  return shares;
}

function at(chances: readonly number[], index: number): number {
  return chances[index] ?? 1;
}
