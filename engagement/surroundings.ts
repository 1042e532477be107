import { dayShareOf } from './cohort-hours.ts';
import type { CohortUsual } from './cohort-usual.ts';
import { localMoment } from './day.ts';
import { type Circumstances, isDayOff, isDownOn, isUnbroken } from './quiet.ts';

/** What is so for a whole cohort at a moment, and a learner's doings are seen against. */
export interface Surroundings {
  usual: CohortUsual | null;
  /** How much of a usual day has passed; null where that is not known. */
  dayShare: number | null;
  hour: number;
  /** Of the days that windows hold, which something was expected on and could be heard of; null: all. */
  counts: boolean[] | null;
}

export function surroundingsAt(
  now: number,
  usual: CohortUsual | null,
  of: Omit<Circumstances, 'enrolledAt'>,
  days: number,
): Surroundings {
  const moment = localMoment(now, of.timeZone);
  return {
    usual,
    dayShare: usual === null ? null : dayShareOf(usual, moment),
    hour: moment.hour,
    counts: countingDays(moment.day, of, days),
  };
}

/** Of so many days up to a day, oldest first. */
export function countingDays(
  today: number,
  of: Omit<Circumstances, 'enrolledAt'>,
  days: number,
): boolean[] | null {
  if (isUnbroken(of)) return null;
  return Array.from({ length: days }, (_, index) => {
    const day = today - days + 1 + index;
    return !isDayOff(day, of.scoring) && !isDownOn(day, 'lms', of);
  });
}
