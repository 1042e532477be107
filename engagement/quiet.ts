import { dateOf, dayMs, dayOf, startOfDay, weekdayOf } from './day.ts';
import type { PartName, Scoring } from './scoring.ts';

/** What there is to know of an enrolment beside its window. */
export interface Circumstances {
  enrolledAt: number;
  timeZone: string;
  scoring: Scoring;
  /** Of the sources that count for its cohort, as far back as windows go. */
  outages: readonly Outage[];
}

/** A time in which nothing came of these parts, whatever learners did. */
export interface Outage {
  parts: readonly PartName[];
  from: number;
  /** Null while it lasts. */
  to: number | null;
}

/** A day of which a source missed as much as this says nothing about a learner. */
const downForMostOfADayMs = dayMs / 2;

/** Every day counts: there are no days off, and nothing was ever down. Asked at each look, and mostly so. */
export function isUnbroken({ scoring, outages }: Pick<Circumstances, 'scoring' | 'outages'>): boolean {
  const { restDays, holidays } = scoring.daysOff;
  return restDays.length === 0 && holidays.length === 0 && outages.length === 0;
}

/** Nothing is expected of anybody: a weekday of rest, or a holiday. */
export function isDayOff(day: number, { daysOff }: Pick<Scoring, 'daysOff'>): boolean {
  if (daysOff.restDays.length > 0 && daysOff.restDays.includes(weekdayOf(day))) return true;
  if (daysOff.holidays.length === 0) return false;
  const date = dateOf(day);
  return daysOff.holidays.some(({ from, to }) => from <= date && date <= to);
}

/** Nothing could be heard of this part for most of the day. */
export function isDownOn(
  day: number,
  part: PartName,
  { outages, timeZone }: Pick<Circumstances, 'outages' | 'timeZone'>,
): boolean {
  if (outages.length === 0) return false;
  const [from, to] = [startOfDay(day, timeZone), startOfDay(day + 1, timeZone)];
  let downMs = 0;
  for (const outage of outages) {
    if (!outage.parts.includes(part)) continue;
    downMs += Math.max(0, Math.min(to, outage.to ?? to) - Math.max(from, outage.from));
  }
  return downMs >= downForMostOfADayMs;
}

/** Whether nothing can be heard of this part at a moment. */
export function isDownAt(at: number, part: PartName, { outages }: Circumstances): boolean {
  return outages.some(
    ({ parts, from, to }) => parts.includes(part) && from <= at && (to === null || at < to),
  );
}

/**
 * Days of silence since a moment, without those days on which nothing was expected and those hours in which
 * a source that feeds one of these parts was down; infinitely many where nothing was ever heard.
 */
export function quietDays(
  since: number | null,
  now: number,
  parts: readonly PartName[],
  of: Circumstances,
): number {
  if (since === null) return Number.POSITIVE_INFINITY;
  return Math.max(0, now - since - awayMs(since, now, parts, of)) / dayMs;
}

/** The moment at which so many quiet days are reached, if nothing is heard until then; never while a source is down. */
export function quietUntil(
  since: number,
  days: number,
  parts: readonly PartName[],
  of: Circumstances,
): number {
  let at = since + days * dayMs;
  for (let round = 0; round < roundsMax; round++) {
    const next = since + days * dayMs + awayMs(since, at, parts, of);
    if (next <= at) return at;
    at = next;
  }
  return Number.POSITIVE_INFINITY;
}

/** Each round goes over days off that the one before has reached. */
const roundsMax = 40;
/** Windows hold no more days than this: who was silent for longer is silent for long enough. */
const daysLookedAt = 100;

function awayMs(from: number, to: number, parts: readonly PartName[], of: Circumstances): number {
  const { scoring, outages, timeZone } = of;
  if (isUnbroken(of)) return 0;
  const away: [number, number][] = [];
  const last = dayOf(to, timeZone);
  for (let day = Math.max(dayOf(from, timeZone), last - daysLookedAt); day <= last; day++) {
    if (isDayOff(day, scoring)) away.push([startOfDay(day, timeZone), startOfDay(day + 1, timeZone)]);
  }
  for (const outage of outages) {
    if (outage.parts.some((part) => parts.includes(part))) away.push([outage.from, outage.to ?? to]);
  }
  // Days off and outages may overlap, and count once.
  let ms = 0;
  let until = from;
  for (const [start, end] of away.toSorted(([one], [other]) => one - other)) {
    ms += Math.max(0, Math.min(end, to) - Math.max(start, until));
    until = Math.max(until, Math.min(end, to));
  }
  return ms;
}
