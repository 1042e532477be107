import type { LearnerRow } from '../cohort.ts';
import { dayOf, startOfDay } from '../day.ts';

/**
 * What was told of a learner, and in which minute since 1970: the score, 0..100, and the risk, in percent. Null is "not enough is
 * known". It holds until the next one, so what says the same as the one before it is left out.
 */
export type Told = readonly [minute: number, score: number | null, risk: number | null];

/** As far back as the longest range goes, and a day for calendars that are ahead. */
const keptMinutes = 85 * 1_440;

/**
 * What the ranges of a heatmap can show of it: each minute of the last hour, what held at the end of each hour of two days, and at
 * the end of each day before. Thinned sooner or later, in one go or in several, it comes to the same.
 */
export function thinned(told: readonly Told[], now: number, timeZone: string): readonly Told[] {
  // As of the beginning of the hour: within it nothing changes, so that minutes may pass without a look at each learner.
  const minute = 60 * Math.floor(now / 60);
  const kept: Told[] = [];
  let isSame = true;
  for (const one of told) {
    const end = endOfStretch(one[0], minute, timeZone);
    if (end === kept.at(-1)?.[0]) {
      kept.pop();
      isSame = false;
    }
    // What only says again what held is left out, once nothing can come between the two any more.
    if (one[0] <= minute - 60 && saysTheSame(kept.at(-1), one)) {
      isSame = false;
      continue;
    }
    isSame &&= end === one[0];
    kept.push(end === one[0] ? one : [end, one[1], one[2]]);
  }
  // The newest of those before them says how the range begins.
  const first = kept.findLastIndex(([at]) => at < minute - keptMinutes);
  if (isSame && first <= 0) return told;
  return first > 0 ? kept.slice(first) : kept;
}

/** The score and risk of a row, as they are told in a minute. */
export function toldOf({ score, risk }: Pick<LearnerRow, 'score' | 'risk'>, minute: number): Told {
  return [minute, score === null ? null : Math.round(score), risk === null ? null : Math.round(100 * risk)];
}

/** One more, in its place; of the same minute the later one holds. */
export function withTold(told: readonly Told[], one: Told): readonly Told[] {
  const last = told.at(-1);
  if (last === undefined || last[0] < one[0]) return [...told, one];
  const until = told.findLastIndex(([at]) => at < one[0]) + 1;
  const from = told[until]?.[0] === one[0] ? until + 1 : until;
  return [...told.slice(0, until), one, ...told.slice(from)];
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

/** The last minute of the stretch that a minute lies in, once all of it is far enough back; until then a minute stands for itself. */
function endOfStretch(at: number, minute: number, timeZone: string): number {
  if (at > minute - 60) return at;
  const dayEnd = endOfDay(at, timeZone);
  // Where clocks differ by half an hour, a day ends within an hour.
  const hourEnd = Math.min(60 * Math.floor(at / 60) + 59, dayEnd);
  if (hourEnd > minute - 60) return at;
  return dayEnd > minute - 2 * 1_440 ? hourEnd : dayEnd;
}

/** Asked for each point of each learner in each minute: days of a zone are looked up once. */
const dayEnds = new Map<string, Map<number, number>>();
const dayEndsKept = 1_000;

function endOfDay(at: number, timeZone: string): number {
  const known = dayEnds.get(timeZone);
  const ends = known === undefined || known.size > dayEndsKept ? new Map<number, number>() : known;
  dayEnds.set(timeZone, ends);
  const day = dayOf(at * 60_000, timeZone);
  const end = ends.get(day) ?? Math.ceil(startOfDay(day + 1, timeZone) / 60_000) - 1;
  ends.set(day, end);
  return end;
}
