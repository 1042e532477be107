import { dayMs, dayOf, localMoment, startOfDay, wallAt, weekdayOf } from '../day.ts';
import type { PastNudge } from '../nudge.ts';
import { isDayOff } from '../quiet.ts';
import type { Scoring } from '../scoring.ts';
import type { NudgePolicy, QuietHours } from './policy.ts';
import type { NudgePreferences } from './preferences.ts';

/** How often a learner did something, by hour of the week of their own clock: 168 counts, from Monday at midnight. */
export type Habit = readonly number[];

/** What the time of a nudge goes by. */
export interface SendTimes {
  timeZone: string;
  policy: Pick<NudgePolicy, 'perDay' | 'perWeek' | 'quietHours' | 'sparesDaysOff'>;
  preferences: Pick<NudgePreferences, 'quietHours'>;
  daysOff: Scoring['daysOff'];
  past: readonly Pick<PastNudge, 'at'>[];
  habit: Habit;
}

/** Where nobody knows when a learner works. */
const usualHour = 17;
/** What a learner does on other days tells of this weekday, too. */
const otherDaysCount = 0.3;
/** Further ahead nothing is planned. */
const daysAhead = 15;
const dayMinutes = 1_440;

/**
 * When to send: at the hour at which this learner usually works on that day, or as soon as it may be, outside quiet
 * hours and days off and within what a day and a week may hold. Null where there is no such time until then: a nudge waits,
 * and is never early.
 */
export function sendAtOf(
  times: SendTimes,
  from: number,
  until: number,
  waitsForHabit: boolean,
): number | null {
  if (waitsForHabit) {
    const usual = firstOf(times, from, until, { startOf: (day) => habitAt(times, day), goesOnMs: hourMs });
    if (usual !== null) return usual;
  }
  const startOf = (day: number): number => startOfDay(day, times.timeZone);
  return firstOf(times, from, until, { startOf, goesOnMs: 2 * dayMs });
}

const hourMs = 3_600_000;

/** The first moment that is allowed of those that begin once a day, and go on for so long. */
function firstOf(
  times: SendTimes,
  from: number,
  until: number,
  { startOf, goesOnMs }: { startOf: (day: number) => number; goesOnMs: number },
): number | null {
  const { timeZone } = times;
  const first = dayOf(from, timeZone);
  for (let day = first; day < first + daysAhead; day++) {
    const starts = startOf(day);
    if (starts + goesOnMs < from) continue;
    const at = afterQuiet(times, Math.max(from, starts));
    if (at === null || at > until) return null;
    if (dayOf(at, timeZone) === day && hasRoom(times, day)) return at;
  }
  return null;
}

/** The hour of this day at which the learner is likeliest to work, of those that are not quiet. */
function habitAt(times: SendTimes, day: number): number {
  const { habit, timeZone } = times;
  const weekday = weekdayOf(day) - 1;
  let best = usualHour;
  let most = 0;
  for (let hour = 0; hour < 24; hour++) {
    if (isQuietMinute(times, hour * 60)) continue;
    let count = habit[24 * weekday + hour] ?? 0;
    for (let other = 0; other < 7; other++)
      if (other !== weekday) count += otherDaysCount * (habit[24 * other + hour] ?? 0);
    if (count > most) [best, most] = [hour, count];
  }
  return momentOf(day, best, timeZone);
}

/** When clocks show this hour; where they are put forward past it, the next moment. */
function momentOf(day: number, hour: number, timeZone: string): number {
  const start = startOfDay(day, timeZone);
  for (let at = start + (hour - 2) * hourMs; at <= start + (hour + 2) * hourMs; at += hourMs / 4) {
    const local = localMoment(at, timeZone);
    if (local.day > day || (local.day === day && local.hour >= hour)) return at;
  }
  return start + hour * hourMs;
}

/** From a moment on, the first that is not quiet; null where all hours are. */
function afterQuiet(times: SendTimes, from: number): number | null {
  const { timeZone } = times;
  let at = from;
  // Once for each of two stretches of quiet hours; where clocks are put forward within them, by quarters of an hour.
  for (let steps = 0; steps < quietStepsMost; steps++) {
    const { hour, minute } = localMoment(at, timeZone);
    const leftMs = quietLeft(times, 60 * hour + minute) * minuteMs;
    if (leftMs === 0) return at;
    const whole = Math.floor(at / minuteMs) * minuteMs;
    const isShorter = wallAt(whole + leftMs, timeZone) - wallAt(whole, timeZone) > leftMs;
    at = isShorter ? Math.min(whole + leftMs, nextQuarter(whole)) : whole + leftMs;
  }
  return null;
}

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
/** The quarters of a day, and some more for where clocks do not change. */
const quietStepsMost = 104;

/** Clocks change at quarters of an hour, and nowhere between two. */
function nextQuarter(at: number): number {
  return (Math.floor(at / quarterMs) + 1) * quarterMs;
}

function isQuietMinute(times: SendTimes, minute: number): boolean {
  return quietLeft(times, minute) > 0;
}

/** For how many minutes it is quiet from this minute of the day on. */
function quietLeft({ policy, preferences }: SendTimes, minute: number): number {
  const all =
    preferences.quietHours === null ? [policy.quietHours] : [policy.quietHours, preferences.quietHours];
  return Math.max(...all.map((hours) => leftOf(hours, minute)));
}

function leftOf({ from, to }: QuietHours, minute: number): number {
  const length = (to - from + dayMinutes) % dayMinutes;
  const passed = (minute - from + dayMinutes) % dayMinutes;
  return passed < length ? length - passed : 0;
}

/** Whether this day, and every week of which it is one, can take one more. */
function hasRoom({ timeZone, policy, daysOff, past }: SendTimes, day: number): boolean {
  if (policy.sparesDaysOff && isDayOff(day, { daysOff })) return false;
  const days = past.map(({ at }) => dayOf(at, timeZone));
  if (days.filter((one) => one === day).length >= policy.perDay) return false;
  for (let last = day; last < day + 7; last++)
    if (days.filter((one) => one <= last && one > last - 7).length >= policy.perWeek) return false;
  return true;
}
