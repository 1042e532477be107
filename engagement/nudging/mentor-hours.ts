import { dayMs, dayOf, isTimeZone, wallAt, weekdayOf } from '../day.ts';
import type { Problem } from '../problem.ts';
import type { Weekday } from '../scoring.ts';

/** When a mentor has time for learners, by their own clock. */
export interface OpenHours {
  weekday: Weekday;
  /** Minutes after midnight. */
  from: number;
  to: number;
}

/** A mentor as learners see them. */
export interface MentorHours {
  about: string | null;
  timeZone: string;
  hours: OpenHours[];
}

const minuteMs = 60_000;
/** A meeting. */
const meetingMinutes = 30;
/** Nobody is met sooner: a mentor has to see it first. */
const noticeMs = 60 * minuteMs;
const daysAhead = 14;
const stretchesMost = 28;
const aboutMost = 300;

/** The next times at which a mentor can meet somebody, where nothing is taken yet; none when there are no hours. */
export function openingsOf(
  { hours, timeZone }: Pick<MentorHours, 'hours' | 'timeZone'>,
  now: number,
  taken: readonly number[] = [],
  most = 1,
): number[] {
  const found: number[] = [];
  const earliest = now + noticeMs;
  const today = dayOf(now, timeZone);
  for (let day = today; day <= today + daysAhead; day++) {
    const weekday = weekdayOf(day);
    const own = hours.filter((one) => one.weekday === weekday).toSorted((a, b) => a.from - b.from);
    for (const at of own.flatMap((stretch) => slotsOf(stretch, day, timeZone))) {
      const isFree = !taken.some((other) => Math.abs(other - at) < meetingMinutes * minuteMs);
      if (at >= earliest && isFree) found.push(at);
      if (found.length === most) return found;
    }
  }
  return found;
}

/** Where meetings can begin in a stretch. On a day on which clocks change, only what they really show counts. */
function slotsOf({ from, to }: OpenHours, day: number, timeZone: string): number[] {
  const slots: number[] = [];
  const last = to - meetingMinutes;
  for (let minute = from; minute <= last; minute += meetingMinutes) {
    const at = momentAt(day, minute, timeZone);
    if (at !== null) slots.push(at);
  }
  return slots;
}

/** When clocks show this minute of a day, the first time if they do so twice; null if they are put forward past it. */
function momentAt(day: number, minute: number, timeZone: string): number | null {
  const wall = day * dayMs + minute * minuteMs;
  const offsets = [wall - dayMs, wall + dayMs].map((at) => wallAt(at, timeZone) - at);
  const moments = offsets.map((offset) => wall - offset).filter((at) => wallAt(at, timeZone) === wall);
  return moments.length === 0 ? null : Math.min(...moments);
}

/** What is wrong with hours that have the right shape; null when nothing is. */
export function hoursProblem({ about, timeZone, hours }: MentorHours): Problem | null {
  if (about !== null && about.length > aboutMost)
    return { field: 'about', message: `at most ${aboutMost} characters were expected` };
  if (!isTimeZone(timeZone))
    return { field: 'timeZone', message: 'a time zone such as Europe/Berlin was expected' };
  if (hours.length > stretchesMost)
    return { field: 'hours', message: `at most ${stretchesMost} stretches were expected` };
  for (const [index, { weekday, from, to }] of hours.entries()) {
    const field = `hours.${index}`;
    const isWhole = [weekday, from, to].every(Number.isInteger);
    if (!isWhole || weekday < 1 || weekday > 7)
      return { field, message: 'a weekday from 1 (Monday) to 7 and whole minutes were expected' };
    if (from < 0 || to > 1_440) return { field, message: 'minutes after midnight, 0 to 1440, were expected' };
    if (to - from < meetingMinutes)
      return { field, message: `at least ${meetingMinutes} minutes were expected, ending on the same day` };
    const overlaps = hours
      .slice(0, index)
      .some((other) => other.weekday === weekday && other.from < to && from < other.to);
    if (overlaps) return { field, message: 'hours that do not overlap others of that day were expected' };
  }
  return null;
}
