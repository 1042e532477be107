import { dayOf } from './day.ts';
import { lmsScore } from './lms.ts';
import { type Circumstances, isDayOff, isDownOn, isUnbroken } from './quiet.ts';
import { type PartName, type Scoring, partNames } from './scoring.ts';
import { steady } from './steady.ts';
import { type Totals, sessionsOf, totalsOfWindow } from './totals.ts';
import type { WindowRead } from './window.ts';

/** How engaged a learner was over seven days, 0..100, with the points that make it up: they add up to the value. */
export interface Score {
  value: number;
  parts: ScorePart[];
}

export interface ScorePart {
  name: PartName;
  /** 0..100; null where there was nothing to score. */
  value: number | null;
  /** Why not. */
  missing: Missing | null;
  /** What it counts for, in percent: where a part is missing the others share its weight. */
  weight: number;
  /** Of the score. */
  points: number;
  /** What the value was made of, for "how is this computed". */
  madeOf: Record<string, number>;
}

/** Silence is not zero: nothing was heard, the learner was excused, nothing was expected, nothing could be heard, or nothing could be read. */
export type Missing = 'no_data' | 'excused' | 'holiday' | 'source_down' | 'not_scored';

/** From worst to best; named after the risk, so that a high level is a low score. */
export const levels = ['high', 'medium', 'low', 'fully_engaged'] as const;
export type Level = (typeof levels)[number];

/** A score is always that of so many days. */
export const scoredDays = 7;
/** Fewer days than this in a cohort and fewer active days: not enough information yet. */
const leastDaysKnown = 3;

/**
 * The score of the seven days that ended so many days ago; of those that end today if none. Null means not
 * enough information: silence is not zero.
 */
export function scoreOf(window: WindowRead, of: Circumstances, daysAgo = 0): Score | null {
  const last = window.today - daysAgo;
  const end = window.days.length - daysAgo;
  const firstActive = window.days.findIndex((events) => events > 0);
  const first = firstActive === -1 ? last : window.today - window.days.length + 1 + firstActive;
  const expected = expectationsOf(
    {
      day: last,
      since: Math.min(dayOf(of.enrolledAt, of.timeZone), first),
      activeDays: countActive(window.days, end),
      isHeard: countActive(window.lms, end) > 0,
    },
    of,
  );
  return expected && scoreOfTotals(totalsOfWindow(window, scoredDays, daysAgo), expected, of.scoring);
}

/** What is known of an enrolment on a day, as far back as windows go. */
export interface Known {
  day: number;
  /** The day from which on something was expected. */
  since: number;
  activeDays: number;
  /** Whether the platform has told of the learner: if so, nothing done is zero. */
  isHeard: boolean;
}

/** What the seven days that ended on a day are measured by; null where too little is known for a score. */
export function expectationsOf(
  { day, since, activeDays, isHeard }: Known,
  of: Circumstances,
): Expectations | null {
  if (day - since + 1 <= leastDaysKnown && activeDays < leastDaysKnown) return null;
  const days = Array.from({ length: scoredDays }, (_, back) => day - back).filter((one) => one >= since);
  return {
    isHeard,
    attendance: daysExpected('attendance', days, of),
    lms: daysExpected('lms', days, of),
    sentiment: daysExpected('sentiment', days, of),
  };
}

/** On how many days something was to be expected of a part, and if on none, why. */
export interface DaysExpected {
  days: number;
  none: Missing;
}

export interface Expectations extends Record<PartName, DaysExpected> {
  /** Whether the platform has ever told of the learner: if so, nothing done is zero. */
  isHeard: boolean;
}

/** The weighted mean of the parts that have data; null when none has. */
export function scoreOfTotals(totals: Totals, expected: Expectations, scoring: Scoring): Score | null {
  const found = partNames.map((name) => ({ name, ...partOf[name](totals, expected, scoring) }));
  const weightOf = ({ name, value }: (typeof found)[number]): number =>
    value === null ? 0 : scoring.weights[name];
  const sum = found.reduce((total, part) => total + weightOf(part), 0);
  if (sum === 0) return null;
  const exact = found.map((part) => (weightOf(part) * (part.value ?? 0)) / sum);
  const value = tenths(exact.reduce((total, points) => total + points, 0));
  const points = roundedTo(value, exact);
  return {
    value,
    parts: found.map((part, index) => ({
      ...part,
      weight: tenths((100 * weightOf(part)) / sum),
      points: points[index] ?? 0,
    })),
  };
}

export function levelOf(
  score: number,
  { levels: below, steadyPoints }: Pick<Scoring, 'levels' | 'steadyPoints'>,
  before: Level | null = null,
): Level {
  const nameOf = (value: number): Level => {
    if (value < below.high) return 'high';
    if (value < below.medium) return 'medium';
    return value < below.low ? 'low' : 'fully_engaged';
  };
  return steady(levels, nameOf, score, before, steadyPoints);
}

type Part = Pick<ScorePart, 'value' | 'missing' | 'madeOf'>;

/** Values are rounded before they are weighed: whoever adds up the numbers on the screen gets the number on the screen. */
const partOf: Record<PartName, (totals: Totals, expected: Expectations, scoring: Scoring) => Part> = {
  attendance({ attendance }, expected) {
    const { present, late, absent, excused, points, minutesAttended, rated, participation } = attendance;
    const sessions = sessionsOf(attendance);
    const madeOf = { sessions, present, late, absent, excused, minutesAttended };
    if (sessions === 0) {
      return { value: null, missing: excused > 0 ? 'excused' : expected.attendance.none, madeOf };
    }
    const took = rated === 0 ? {} : { participation: hundredths(participation / rated) };
    return { value: tenths(points / sessions / 10), missing: null, madeOf: { ...madeOf, ...took } };
  },
  lms({ lms }, { lms: { days, none }, isHeard }, scoring) {
    const share = days / scoredDays;
    const activeDays = scoring.expected.activeDays * share;
    const minutes = scoring.expected.minutes * share;
    const madeOf = {
      activeDays: lms.activeDays,
      expectedDays: tenths(activeDays),
      minutes: tenths(lms.seconds / 60),
      expectedMinutes: tenths(minutes),
      results: lms.results,
      percent: lms.results === 0 ? 0 : tenths(lms.percent / lms.results),
    };
    if (lms.activeDays === 0 && (!isHeard || days === 0)) {
      return { value: null, missing: isHeard ? none : 'no_data', madeOf };
    }
    return { value: tenths(lmsScore(lms, { activeDays, minutes })), missing: null, madeOf };
  },
  sentiment({ texts }, expected) {
    const { scored, mood, help, unscored } = texts;
    const madeOf = { texts: scored, help, unscored };
    if (scored === 0) {
      return { value: null, missing: unscored > 0 ? 'not_scored' : expected.sentiment.none, madeOf };
    }
    // (mood + 100) / 2, so that a mood of -1..1 becomes 0..100 (the brief's contradiction row 8).
    const mean = hundredths(mood / scored / 100 - 1);
    return { value: tenths(mood / scored / 2), missing: null, madeOf: { ...madeOf, mood: mean } };
  },
};

function daysExpected(part: PartName, days: readonly number[], of: Circumstances): DaysExpected {
  if (isUnbroken(of)) return { days: days.length, none: 'no_data' };
  const expected = days.filter((day) => !isDayOff(day, of.scoring));
  const heard = expected.filter((day) => !isDownOn(day, part, of));
  if (heard.length > 0) return { days: heard.length, none: 'no_data' };
  return { days: 0, none: expected.length > 0 ? 'source_down' : 'holiday' };
}

function countActive(days: readonly number[], end: number): number {
  let active = 0;
  for (let at = 0; at < end; at++) if ((days[at] ?? 0) > 0) active++;
  return active;
}

/** Numbers in tenths that add up to a sum in tenths: what rounding takes or gives goes to those nearest to it. */
function roundedTo(sum: number, exact: readonly number[]): number[] {
  const down = exact.map((one) => Math.floor(one * 10 + 1e-9));
  let left = Math.round(sum * 10) - down.reduce((total, one) => total + one, 0);
  const byRest = exact
    .map((one, index) => ({ index, rest: one * 10 - (down[index] ?? 0) }))
    .toSorted((one, other) => other.rest - one.rest);
  for (const { index } of byRest) {
    if (left <= 0) break;
    down[index] = (down[index] ?? 0) + 1;
    left--;
  }
  return down.map((one) => one / 10);
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
