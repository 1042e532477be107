/** What was meant and what was read, of one post. */
export type Reading = readonly [meant: string, read: string];

export function accuracyOf(readings: readonly Reading[]): number {
  return readings.filter(([meant, read]) => meant === read).length / readings.length;
}

/** The mean over classes, so that a rare one counts as much as a common one. */
export function macroF1(readings: readonly Reading[], classes: readonly string[]): number {
  const all = classes.map((one) => f1(readings.map(([meant, read]) => [meant === one, read === one])));
  return all.reduce((sum, value) => sum + value, 0) / classes.length;
}

export interface Found {
  precision: number;
  recall: number;
}

/** Of those found how many are right, and of those to be found how many were. */
export function foundOf(pairs: readonly (readonly [is: boolean, found: boolean])[]): Found {
  const right = pairs.filter(([is, found]) => is && found).length;
  return {
    precision: share(right, pairs.filter(([, found]) => found).length),
    recall: share(right, pairs.filter(([is]) => is).length),
  };
}

export function f1(pairs: readonly (readonly [is: boolean, found: boolean])[]): number {
  const { precision, recall } = foundOf(pairs);
  return share(2 * precision * recall, precision + recall);
}

function share(part: number, of: number): number {
  return of === 0 ? 0 : part / of;
}
