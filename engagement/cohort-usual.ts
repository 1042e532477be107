import { type KeptCohortDays, type OpenCohortDays, cohortDaysOf, openCohortDays } from './cohort-days.ts';
import { type CohortHours, dayShareOf, hoursWith, wholeDay } from './cohort-hours.ts';
import { type LocalMoment, weekdayOf } from './day.ts';
import { type Nights, nightsWith, wasUpYesterday } from './night.ts';
import { medianOf } from './robust.ts';
import { type OwnActivity, beginningOf, pastWeeksMin, weeksOf } from './weeks.ts';

/** When a cohort is usually there, and how it moves now beside its own usual. */
export interface CohortUsual extends CohortHours {
  /** How many of its learners are known long enough. */
  learners: number;
  /** Of the day it was made, 1 is Monday. */
  weekday: number;
  /** What was done on that day, and in the seven days up to it, as a share of the usual by then; null where too few learners are known. */
  day: number | null;
  week: number | null;
  nights: Nights;
  /** Null where too few learners are around. */
  came: KeptCohortDays | null;
}

/** The learners of a cohort, counted one after the other; in whole numbers, so that their order changes nothing. */
export interface OpenUsual {
  learners: number;
  /** By day: in thousandths of a usual day of each, and how many had begun by then. */
  levels: number[];
  begun: number[];
  /** By local hour of yesterday: in thousandths of each learner's day. */
  yesterday: number[];
  /** Enrolments that were up at night yesterday. */
  up: string[];
  came: OpenCohortDays;
  at: LocalMoment;
  kept: CohortUsual | null;
}

/** Fewer learners move for reasons of their own. */
const learnersMin = 8;
/** As many as windows hold. */
const daysKept = 84;
/** Usual days of a learner that count on one day: more of one learner is not more of the cohort. */
const levelMost = 3;

/** `kept` is what was known when this was last done. */
export function openUsual(at: LocalMoment, kept: CohortUsual | null): OpenUsual {
  const none = (length: number) => Array.from({ length }, () => 0);
  return {
    learners: 0,
    levels: none(daysKept),
    begun: none(daysKept),
    yesterday: none(24),
    up: [],
    came: openCohortDays(daysKept),
    at,
    kept,
  };
}

/**
 * Counts a learner. A median over learners would be nothing on most days, since on most days most of
 * a cohort are not there; so each is measured by the median of their own days, and however wild adds
 * no more than three of these to a day, and no more than one to the hours.
 */
export function countLearner(open: OpenUsual, enrolment: string, own: OwnActivity): void {
  const { at, kept } = open;
  countHours(open, own.hours, at.hour);
  if (kept && wasUpYesterday(own.hours, weekdayOf(at.day), at.hour, kept)) open.up.push(enrolment);
  if (beginningOf(own.days) === null) return;
  const usual = Math.max(1, medianOf(own.days.slice(0, -1).filter((events) => events > 0)));
  open.learners++;
  let hasBegun = false;
  for (const [day, events] of own.days.entries()) {
    hasBegun ||= events > 0;
    if (hasBegun) open.begun[day] = (open.begun[day] ?? 0) + 1;
    const level = Math.round(wholeDay * Math.min(levelMost, events / usual));
    open.levels[day] = (open.levels[day] ?? 0) + level;
  }
}

/** Of yesterday alone: how a day is spread over its hours cannot be seen before it is over. */
function countHours(open: OpenUsual, hours: readonly number[], hour: number): void {
  const midnight = hours.length - 1 - hour;
  let events = 0;
  for (let at = midnight - 24; at < midnight; at++) events += hours[at] ?? 0;
  if (events === 0) return;
  for (const at of open.yesterday.keys()) {
    const share = (hours[midnight - 24 + at] ?? 0) / events;
    open.yesterday[at] = (open.yesterday[at] ?? 0) + Math.round(wholeDay * share);
  }
}

/** The usual of all who were counted. Days that do not count for the cohort are left out; the hours go on from what was kept. */
export function cohortUsualOf(open: OpenUsual, counts: readonly boolean[] | null): CohortUsual {
  const { at, kept } = open;
  const hours = hoursWith(open.yesterday, at.day, kept);
  const share = dayShareOf(hours, at) ?? 0;
  return {
    ...hours,
    learners: open.learners,
    weekday: weekdayOf(at.day),
    nights: nightsWith(open.up, at.day, kept?.nights ?? {}),
    came: cohortDaysOf(open.came, at.day),
    ...movesOf(open, counts, share),
  };
}

/** By a third less or by half more: what one learner does in many a week, and a whole cohort seldom. */
const [quieterBelow, busierAbove] = [2 / 3, 3 / 2];

/** Whether all of a cohort was quieter or busier this week than it usually is. */
export function weekMoveOf({ week }: Pick<CohortUsual, 'week'>): 'quieter' | 'busier' | null {
  return week === null ? null : moveOf(week);
}

/** What a share of the usual, of a day or of a week, is called; null where it is much as ever. */
export function moveOf(share: number): 'quieter' | 'busier' | null {
  return share < quieterBelow ? 'quieter' : share > busierAbove ? 'busier' : null;
}

function movesOf(
  { levels, begun }: OpenUsual,
  counts: readonly boolean[] | null,
  share: number,
): Pick<CohortUsual, 'day' | 'week'> {
  const days = levels.map((level, day) => ((begun[day] ?? 0) < learnersMin ? 0 : level / (begun[day] ?? 1)));
  const begins = beginningOf(days);
  const weeks = begins === null ? null : weeksOf({ days, seconds: [] }, begins, counts, share);
  if (begins === null || weeks === null || weeks.events.length <= pastWeeksMin) {
    return { day: null, week: null };
  }
  const last = days.length - 1;
  const sameWeekday: number[] = [];
  for (let day = last - 7; day >= begins; day -= 7) {
    if (counts?.[day] !== false) sameWeekday.push((days[day] ?? 0) * share);
  }
  return {
    day: counts?.[last] === false ? null : shareOf(days[last] ?? 0, medianOf(sameWeekday)),
    week: shareOf(weeks.events[0] ?? 0, medianOf(weeks.events.slice(1))),
  };
}

/** A twentieth of a usual day, added to both: early in a day little is usual, and a few who are early are no movement. */
const calm = wholeDay / 20;

function shareOf(now: number, usual: number): number {
  return Math.round((1_000 * (now + calm)) / (usual + calm)) / 1_000;
}
