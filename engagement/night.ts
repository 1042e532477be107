import type { CohortHours } from './cohort-hours.ts';

/** Of a day's activity. If all hours were alike each had 4 %: at such an hour next to nobody is there. */
const asleepBelow = 0.005;
/** From so many days of learners with next to nothing at an hour it follows, at 95 %, that it has less than that: 3 / 0.005. */
const learnerDaysMin = 600;
const hoursAWeek = 168;

/** Events of the last 24 hours in the middle of the cohort's night. `hour` is that of the last of the hours. */
export function nightEvents(
  hours: readonly number[],
  today: number,
  hour: number,
  usual: Pick<CohortHours, 'hours' | 'learnerDays'>,
): number {
  return eventsAtNight(hours, hours.length - 1, (today - 1) * 24 + hour, usual);
}

/**
 * Who was up at night, by enrolment the last day of it. Windows hold 48 hours, too few to know a
 * learner's own hours by, and in every class somebody works at night for good: that is said of them
 * once, and again only when they have slept for four weeks.
 */
export type Nights = Record<string, number>;

const habitDays = 28;
/** More of one cohort would mean that it has no night. */
const nightsMost = 2_000;

/** Whether they did something in the night of yesterday, from its first hour to its last. */
export function wasUpYesterday(
  hours: readonly number[],
  today: number,
  hour: number,
  usual: Pick<CohortHours, 'hours' | 'learnerDays'>,
): boolean {
  return eventsAtNight(hours, hours.length - 2 - hour, (today - 1) * 24 - 1, usual) > 0;
}

/** The nights of those who were up yesterday, and of earlier ones that are not yet forgotten. */
export function nightsWith(up: readonly string[], today: number, known: Nights): Nights {
  const all = { ...known };
  for (const enrolment of up) all[enrolment] = today - 1;
  return Object.fromEntries(
    Object.entries(all)
      .filter(([, day]) => day >= today - habitDays)
      .toSorted(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
      .slice(0, nightsMost),
  );
}

/** In the 24 hours up to one, which is this hour of the week. An hour beside one that is used is the night's edge, where somebody is late now and then. */
function eventsAtNight(
  hours: readonly number[],
  last: number,
  hourOfWeek: number,
  { hours: usual, learnerDays }: Pick<CohortHours, 'hours' | 'learnerDays'>,
): number {
  if (learnerDays < learnerDaysMin) return 0;
  let events = 0;
  for (let back = 0; back < 24 && back <= last; back++) {
    const here = hours[last - back] ?? 0;
    if (here > 0 && isNight(usual, hourOfWeek - back + hoursAWeek)) events += here;
  }
  return events;
}

function isNight(usual: readonly number[], at: number): boolean {
  for (let beside = at - 1; beside <= at + 1; beside++) {
    if ((usual[beside % hoursAWeek] ?? 1) >= asleepBelow) return false;
  }
  return true;
}
