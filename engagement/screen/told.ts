import { dayOf } from '../day.ts';

/**
 * What was told of a learner, and in which minute since 1970: the score, 0..100, and the risk, in percent. Null is "not enough is
 * known". It holds until the next one.
 */
export type Told = readonly [minute: number, score: number | null, risk: number | null];

/** As far back as the longest range goes, and a day for calendars that are ahead. */
const keptMinutes = 85 * 1_440;

/**
 * What the ranges of a heatmap can show of it: each minute of the last hour, the last of each hour of two days, the last of each
 * day before. Thinned sooner or later, in one go or in several, it comes to the same.
 */
export function thinned(told: readonly Told[], minute: number, timeZone: string): readonly Told[] {
  const kept: Told[] = [];
  let stretch = Number.NaN;
  for (const one of told) {
    const own = stretchOf(one[0], minute, timeZone);
    if (own === stretch) kept.pop();
    kept.push(one);
    stretch = own;
  }
  // The newest of those before them says how the range begins.
  const first = kept.findLastIndex(([at]) => at < minute - keptMinutes);
  const own = first > 0 ? kept.slice(first) : kept;
  return own.length === told.length ? told : own;
}

/** One more, in its place; of the same minute the later one holds. */
export function withTold(told: readonly Told[], one: Told): readonly Told[] {
  const last = told.at(-1);
  if (last === undefined || last[0] < one[0]) return [...told, one];
  const before = told.findLastIndex(([at]) => at < one[0]);
  const after = told.slice(before + 1).filter(([at]) => at !== one[0]);
  return [...told.slice(0, before + 1), one, ...after];
}

/** What held at the end of a minute; null before anything was told. */
export function toldAt(told: readonly Told[], minute: number): Told | null {
  let [low, high] = [0, told.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((told[middle] as Told)[0] <= minute) low = middle + 1;
    else high = middle;
  }
  return told[low - 1] ?? null;
}

/** Two of one stretch are as good as one. Stretches of the three kinds have numbers of their own. */
function stretchOf(at: number, minute: number, timeZone: string): number {
  if (at > minute - 60) return at;
  if (at > minute - 2 * 1_440) return -Math.floor(at / 60) - 1;
  return -1e9 - dayOf(at * 60_000, timeZone);
}
