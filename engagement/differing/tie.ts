/** A number that most share, and on which side of it those are found who differ. */
export interface Tie {
  is: 'more' | 'less';
  value: number;
}

/** The number that the most learners share, and what share of them does. Of two that as many share the lower one. */
export function largestTie(values: readonly number[]): Tie & { share: number } {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let [tied, most] = [0, 0];
  for (const [value, count] of counts) {
    if (count > most || (count === most && value < tied)) [tied, most] = [value, count];
  }
  const above = values.filter((value) => value > tied).length;
  const below = values.length - above - most;
  return { value: tied, share: most / values.length, is: above >= below ? 'more' : 'less' };
}
