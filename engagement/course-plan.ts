import { dayOfDate } from './day.ts';

/** What a programme says of a cohort's course. Dates are by the cohort's calendar. */
export interface CoursePlan {
  startsOn: string | null;
  endsOn: string | null;
  deadlines: PlannedDeadline[];
  /** What is taught, in order, and what each builds on. */
  skills: PlannedSkill[];
}

export interface PlannedDeadline {
  title: string;
  dueOn: string;
  /** What it counts for, in percent of the course. */
  weight: number;
}

export interface PlannedSkill {
  skill: string;
  module: string | null;
  /** Skills that come before it. */
  after: string[];
}

export const noPlan: CoursePlan = { startsOn: null, endsOn: null, deadlines: [], skills: [] };

/** Something that everybody of a cohort is to hand in. */
export interface Deadline {
  /** By the cohort's calendar, a number of days after 1970. */
  day: number;
  /** What it counts for, in percent of the course; 0 where it counts for nothing. */
  weight: number;
}

/** What is known of a cohort's course: when it begins and ends, and what is due when. Nulls where nobody said. */
export interface CourseDays {
  starts: number | null;
  ends: number | null;
  /** In order of their days. */
  deadlines: readonly Deadline[];
}

/** Where a course stands at the end of one day. */
export interface CourseDay {
  hasDeadlines: boolean;
  /** Days until something is due next, and what that counts for. */
  dueIn: number;
  dueWeight: number;
  /** What is due within two weeks: what it counts for, and how many things they are. */
  dueWeight14: number;
  due14: number;
  /** Days since something was last due, and since something was due before that. */
  dueSince: number;
  dueBefore: number;
  /** How many things were due within the days that are looked back. */
  duePast: number;
  /** How much of the course is over, and how many days are left; no number where nobody said. */
  share: number;
  left: number;
}

/** So many days are looked back at each look: a window holds a week more, so that yesterday has all of them as well. */
export const daysSeen = 77;
/** What is due later than this changes nothing yet. */
const farAhead = 60;
const never = 1_000;

export function courseDaysOf({ startsOn, endsOn, deadlines }: CoursePlan): CourseDays {
  return {
    starts: startsOn === null ? null : dayOfDate(startsOn),
    ends: endsOn === null ? null : dayOfDate(endsOn),
    deadlines: deadlines
      .map(({ dueOn, weight }) => ({ day: dayOfDate(dueOn), weight }))
      .toSorted((one, other) => one.day - other.day),
  };
}

export function courseOn({ starts, ends, deadlines }: CourseDays, day: number): CourseDay {
  const on: CourseDay = {
    hasDeadlines: deadlines.length > 0,
    dueIn: farAhead,
    dueWeight: 0,
    dueWeight14: 0,
    due14: 0,
    dueSince: daysSeen,
    dueBefore: never,
    duePast: 0,
    share: starts === null || ends === null ? Number.NaN : (day - starts) / Math.max(1, ends - starts),
    left: ends === null ? Number.NaN : ends - day,
  };
  let [last, before] = [-Infinity, -Infinity];
  for (const { day: due, weight } of deadlines) {
    const away = due - day;
    if (away > 0) {
      if (away < on.dueIn) [on.dueIn, on.dueWeight] = [away, weight];
      if (away <= 14) [on.dueWeight14, on.due14] = [on.dueWeight14 + weight, on.due14 + 1];
      continue;
    }
    if (-away < daysSeen) on.duePast++;
    if (due > last) [last, before] = [due, last];
  }
  on.dueSince = Math.min(daysSeen, day - last);
  on.dueBefore = Math.min(never, day - before);
  return on;
}

/** Days since a learner joined, or the course began if that was later; somebody who was active before has joined by then. */
export function joinedDaysOn(
  day: number,
  joined: number | null,
  { starts }: Pick<CourseDays, 'starts'>,
  events: ArrayLike<number>,
): number {
  let first = joined ?? day;
  for (let at = 0; at < events.length; at++) {
    if ((events[at] ?? 0) === 0) continue;
    first = Math.min(first, day - (events.length - 1 - at));
    break;
  }
  return day - Math.max(first, starts ?? -Infinity);
}
