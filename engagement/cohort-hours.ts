import { type LocalMoment, weekdayOf } from './day.ts';

/** When in their days the learners of a cohort are there. */
export interface CohortHours {
  /** By hour of the week, Monday's first: which share of its day lies in it. Empty until a day was seen. */
  hours: number[];
  /** By hour of the week, in thousandths of a learner's day: what the shares are made of. Older weeks fade. */
  heard: number[];
  /** The last day in it. */
  heardDay: number;
  /** How many days of learners there are in it, of those on which they came. */
  learnerDays: number;
}

export const wholeDay = 1_000;
const hoursAWeek = 168;
/** What a week leaves of those before it: about a month is remembered. */
const fades = 0.75;
/** Days of learners, in thousandths: until a weekday has many of its own, it is taken to be as the others are. */
const borrowed = 20 * wholeDay;

/** How much of a usual day has passed by now; null where the hours are not known. */
export function dayShareOf(
  { hours }: Pick<CohortHours, 'hours'>,
  { day, hour, minute }: LocalMoment,
): number | null {
  if (hours.length === 0) return null;
  const midnight = midnightOf(day);
  let share = ((hours[midnight + hour] ?? 0) * minute) / 60;
  for (let at = midnight; at < midnight + hour; at++) share += hours[at] ?? 0;
  return Math.min(1, share);
}

/** What was known of the hours and yesterday, which is counted once however often this is asked. */
export function hoursWith(
  yesterday: readonly number[],
  today: number,
  kept: CohortHours | null,
): CohortHours {
  const heard = kept?.heard.slice() ?? Array.from({ length: hoursAWeek }, () => 0);
  if (kept?.heardDay !== today - 1) {
    const midnight = midnightOf(today - 1);
    for (const [hour, one] of yesterday.entries()) {
      heard[midnight + hour] = Math.round((heard[midnight + hour] ?? 0) * fades + one);
    }
  }
  const total = sumOf(heard);
  return {
    heard,
    heardDay: today - 1,
    learnerDays: Math.floor(total / wholeDay),
    hours: total === 0 ? [] : sharesOf(heard, total),
  };
}

function sharesOf(heard: number[], total: number): number[] {
  const ofAnyDay = Array.from({ length: 24 }, (_, hour) => {
    let sum = 0;
    for (let at = hour; at < hoursAWeek; at += 24) sum += heard[at] ?? 0;
    return sum / total;
  });
  return heard.map((one, at) => {
    const hour = at % 24;
    const known = sumOf(heard.slice(at - hour, at - hour + 24));
    const share = (one + borrowed * (ofAnyDay[hour] ?? 0)) / (known + borrowed);
    return Math.round(share * 1e5) / 1e5;
  });
}

function midnightOf(day: number): number {
  return (weekdayOf(day) - 1) * 24;
}

function sumOf(values: number[]): number {
  return values.reduce((sum, one) => sum + one, 0);
}
