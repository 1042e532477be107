import { type Anomaly, unusualOf } from '#engagement/anomaly.ts';
import { dayShareOf } from '#engagement/cohort-hours.ts';
import { weekdayOf } from '#engagement/day.ts';
import { type CohortUsual, cohortUsualOf, countLearner, openUsual } from '#engagement/cohort-usual.ts';
import { type Trace, ownAt } from './trace.ts';

/** With what a learner is compared. */
export interface Manner {
  cohort: boolean;
  weekdays: boolean;
}

/** A class, and what its usual was whenever somebody looked. */
export interface Watched {
  /** Days since 1970 of the first day. */
  firstDay: number;
  usuals: Map<number, CohortUsual>;
}

/** The end of these hours is when we look: a little after noon, in the evening, at the end of the day. */
const lookHours = [13, 18, 23];

/** The usual of a class at each look, its hours learned from the days before. */
export function watch(traces: readonly Trace[], firstDay: number, from: number, to: number): Watched {
  const usuals = new Map<number, CohortUsual>();
  let kept: CohortUsual | null = null;
  for (let day = Math.max(1, from - learnsHoursForDays); day < to; day++) {
    for (const hour of day < from ? lookHours.slice(-1) : lookHours) {
      const open = openUsual({ day: firstDay + day, ...endOf(hour) }, kept);
      for (const trace of traces) countLearner(open, trace.id, ownAt(trace, day, hour));
      kept = cohortUsualOf(open, null);
      usuals.set(day * 24 + hour, kept);
    }
  }
  return { firstDay, usuals };
}

const learnsHoursForDays = 42;

function endOf(hour: number): { hour: number; minute: number } {
  return { hour, minute: 59 };
}

/** What a look at a learner is given. */
export type Look = Parameters<typeof unusualOf>;

export function* looksOn(
  trace: Trace,
  day: number,
  { firstDay, usuals }: Watched,
  manner: Manner,
): Generator<Look> {
  for (const hour of lookHours) {
    const usual = usuals.get(day * 24 + hour);
    if (usual === undefined) continue;
    const at = { day: firstDay + day, ...endOf(hour) };
    // How late it is comes from the cohort in either case: what is measured is what is made of its movements.
    const cohort = manner.cohort ? usual : null;
    yield [
      ownAt(trace, day, hour),
      weekdayOf(at.day),
      dayShareOf(usual, at),
      cohort,
      { hour, isUpAtNight: trace.id in usual.nights, ignoresWeekdays: !manner.weekdays },
    ];
  }
}

/** What was said on a day, at whichever look. */
function saidOn(trace: Trace, day: number, watched: Watched, manner: Manner): Anomaly[] {
  return [...looksOn(trace, day, watched, manner)].flatMap((look) => unusualOf(...look));
}

/** Of the weeks of learners, the share in which anything was said; `isLeftOut` leaves out weeks of which the truth says otherwise. */
export function alarmsPerWeek(
  traces: readonly Trace[],
  { from, to }: { from: number; to: number },
  watched: Watched,
  manner: Manner,
  isLeftOut: (learner: number, week: number) => boolean = () => false,
): { weeks: number; share: number } {
  let weeks = 0;
  let alarmed = 0;
  for (const [learner, trace] of traces.entries()) {
    for (let week = from; week + 7 <= to; week += 7) {
      if (isLeftOut(learner, week)) continue;
      weeks++;
      const days = Array.from({ length: 7 }, (_, index) => week + index);
      if (days.some((day) => saidOn(trace, day, watched, manner).length > 0)) alarmed++;
    }
  }
  return { weeks, share: weeks === 0 ? 0 : alarmed / weeks };
}

export interface Changed {
  trace: Trace;
  /** The first day that is different. */
  from: number;
}

/** Whoever was not found after two weeks has had two chances for each weekday. */
const foundWithinDays = 14;

/** After how many days each change was told, the day itself is 1; those that were not are missing. */
export function foundAfterDays(
  changed: readonly Changed[],
  what: Anomaly['what'],
  watched: Watched,
  manner: Manner,
): number[] {
  return changed.flatMap(({ trace, from }) => {
    for (let day = from; day < from + foundWithinDays; day++) {
      if (saidOn(trace, day, watched, manner).some((one) => one.what === what)) return [day - from + 1];
    }
    return [];
  });
}
