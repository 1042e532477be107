import { dayOf } from '../day.ts';

/**
 * What was told of a learner, and in which minute since 1970: the score, 0..100, and the risk, in percent. Null is "not enough is
 * known". It holds until the next one, so what says the same as the one before it is left out.
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
  const news = kept.filter((one, index) => !saysTheSame(kept[index - 1], one));
  // The newest of those before them says how the range begins.
  const first = news.findLastIndex(([at]) => at < minute - keptMinutes);
  const own = first > 0 ? news.slice(first) : news;
  return own.length === told.length ? told : own;
}

/** One more, in its place; of the same minute the later one holds. */
export function withTold(told: readonly Told[], one: Told): readonly Told[] {
  const last = told.at(-1);
  if (last === undefined || last[0] < one[0]) return saysTheSame(last, one) ? told : [...told, one];
  const until = told.findLastIndex(([at]) => at < one[0]) + 1;
  const from = told[until]?.[0] === one[0] ? until + 1 : until;
  const all = [...told.slice(0, until), one, ...told.slice(from)];
  return all.filter((each, index) => !saysTheSame(all[index - 1], each));
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

function saysTheSame(before: Told | undefined, one: Told): boolean {
  return before !== undefined && before[1] === one[1] && before[2] === one[2];
}

/** Two of one stretch are as good as one. Stretches of the three kinds have numbers of their own. */
function stretchOf(at: number, minute: number, timeZone: string): number {
  if (at > minute - 60) return at;
  if (at > minute - 2 * 1_440) return -Math.floor(at / 60) - 1;
  return -1e9 - dayOf(at * 60_000, timeZone);
}
