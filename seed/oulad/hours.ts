import type { Random } from '../random.ts';

/*
 * The data knows days and no hours. So that a day can be shown at all its events are put at hours, by a rule that
 * claims nothing: who studies after work sits down at a usual hour of theirs, once, or for
 * many events twice or three times, with a minute or so between two pages. The hours are made up; only
 * the days, and how much was done on them, are real.
 */

/** The hour at which a learner usually sits down, drawn once. */
export function usualHourOf(random: Random): number {
  return within(random.normal(19, 2.5), 16, 20.5);
}

/** Hours of the day, ascending, for so many events of one day. */
export function hoursOf(random: Random, usualHour: number, events: number): number[] {
  const sittings = Math.min(hoursBefore.length, Math.ceil(events / sittingEvents));
  const hours: number[] = [];
  for (const before of hoursBefore.slice(0, sittings).toReversed()) {
    const left = events - hours.length;
    const here = before === 0 ? left : Math.min(left, Math.ceil(events / sittings));
    const begins = usualHour - before + within(random.normal(0, 0.4), -0.5, 0.5);
    const gaps = Array.from({ length: here }, () => gapLeastS + random.exponential(gapMeanS));
    const takes = gaps.reduce((sum, gap) => sum + gap, 0);
    const pace = Math.min(1, (sittingHours * 3600) / takes) / 3600;
    let hour = begins;
    for (const gap of gaps) hours.push((hour += gap * pace));
  }
  return hours;
}

/** Of the sittings of a day, how long before the usual hour: far enough apart, and all of them within the day. */
const hoursBefore = [0, 5, 9] as const;
const sittingEvents = 24;
/** Whoever opens very many pages opens them faster: nobody reads past midnight, which would be another day. */
const sittingHours = 1.5;
const gapLeastS = 5;
const gapMeanS = 45;

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
