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
  /** What it was made of. */
  totals: Totals;
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

/** The score of the seven days that end today. Null means not enough information: silence is not zero. */
export function scoreOf(window: WindowRead, of: Circumstances): Score | null {
  const expected = expectationsIn(window, of, 0);
  return expected && scoreOfTotals(totalsOfWindow(window, scoredDays, 0), expected, of.scoring);
}

/** Its value alone, of the seven days that ended so many days ago: what the present one is compared with at each look. */
export function scoreValueOf(window: WindowRead, of: Circumstances, daysAgo: number): number | null {
  const expected = expectationsIn(window, of, daysAgo);
  if (expected === null) return null;
  return weighed(totalsOfWindow(window, scoredDays, daysAgo), expected, of.scoring)?.value ?? null;
}

function expectationsIn(window: WindowRead, of: Circumstances, daysAgo: number): Expectations | null {
  const { today, days, lms } = window;
  const day = today - daysAgo;
  const end = days.length - daysAgo;
  const joined = dayOf(of.enrolledAt, of.timeZone);
  const firstActive = joined <= day - scoredDays ? -1 : days.findIndex((events) => events > 0);
  const first = firstActive === -1 ? day : today - days.length + 1 + firstActive;
  const known: Known = {
    day,
    since: Math.min(joined, first),
    activeDays: () => countActive(days, end),
    isHeard: isAnyActive(lms, end),
  };
  return expectationsOf(known, of);
}

/** What is known of an enrolment on a day, as far back as windows go. */
export interface Known {
  day: number;
  /** The day from which on something was expected. */
  since: number;
  /** Asked only of those who have just joined. */
  activeDays: () => number;
  /** Whether the platform has told of the learner: if so, nothing done is zero. */
  isHeard: boolean;
}

/** What the seven days that ended on a day are measured by; null where too little is known for a score. */
export function expectationsOf(
  { day, since, activeDays, isHeard }: Known,
  of: Circumstances,
): Expectations | null {
  if (day - since + 1 <= leastDaysKnown && activeDays() < leastDaysKnown) return null;
  const first = Math.max(since, day - scoredDays + 1);
  if (isUnbroken(of)) {
    const every: DaysExpected = { days: Math.max(0, day - first + 1), none: 'no_data' };
    return { isHeard, attendance: every, lms: every, sentiment: every };
  }
  return {
    isHeard,
    attendance: daysExpected('attendance', first, day, of),
    lms: daysExpected('lms', first, day, of),
    sentiment: daysExpected('sentiment', first, day, of),
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
  const found = weighed(totals, expected, scoring);
  if (found === null) return null;
  const { value, values, exact, sum } = found;
  const points = roundedTo(value, exact);
  return {
    value,
    parts: partNames.map((name, index) => ({
      name,
      value: values[name],
      missing: values[name] === null ? whyMissing[name](totals, expected) : null,
      madeOf: madeOf[name](totals, expected, scoring),
      weight: values[name] === null ? 0 : tenths((100 * scoring.weights[name]) / sum),
      points: points[index] ?? 0,
    })),
    totals,
  };
}

interface Weighed {
  value: number;
  values: Record<PartName, number | null>;
  /** What each part gives to the value, in the order of their names. */
  exact: number[];
  /** Of the weights of those that have a value. */
  sum: number;
}

function weighed(
  totals: Totals,
  expected: Expectations,
  { weights, expected: usual }: Scoring,
): Weighed | null {
  const values = {
    attendance: attendanceValue(totals),
    lms: lmsValue(totals, expected, usual),
    sentiment: sentimentValue(totals),
  };
  let sum = 0;
  for (const name of partNames) if (values[name] !== null) sum += weights[name];
  if (sum === 0) return null;
  const exact = partNames.map((name) => (weights[name] * (values[name] ?? 0)) / sum);
  return { value: tenths(exact.reduce((total, points) => total + points, 0)), values, exact, sum };
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

/* Values are rounded before they are weighed: whoever adds up the numbers on the screen gets the number on the screen. */

function attendanceValue({ attendance }: Totals): number | null {
  const sessions = sessionsOf(attendance);
  return sessions === 0 ? null : tenths(attendance.points / sessions / 10);
}

function lmsValue(
  { lms }: Totals,
  { lms: { days }, isHeard }: Expectations,
  usual: Scoring['expected'],
): number | null {
  if (lms.activeDays === 0 && (!isHeard || days === 0)) return null;
  return tenths(lmsScore(lms, lmsExpected(days, usual)));
}

function sentimentValue({ texts: { scored, mood } }: Totals): number | null {
  // (mood + 100) / 2, so that a mood of -1..1 becomes 0..100 (the brief's contradiction row 8).
  return scored === 0 ? null : tenths(mood / scored / 2);
}

const whyMissing: Record<PartName, (totals: Totals, expected: Expectations) => Missing> = {
  attendance: ({ attendance }, expected) => (attendance.excused > 0 ? 'excused' : expected.attendance.none),
  lms: (_, { isHeard, lms }) => (isHeard ? lms.none : 'no_data'),
  sentiment: ({ texts }, expected) => (texts.unscored > 0 ? 'not_scored' : expected.sentiment.none),
};

const madeOf: Record<
  PartName,
  (totals: Totals, expected: Expectations, scoring: Scoring) => ScorePart['madeOf']
> = {
  attendance({ attendance }) {
    const { present, late, absent, excused, minutesAttended, rated, participation } = attendance;
    const sessions = sessionsOf(attendance);
    const took = sessions === 0 || rated === 0 ? {} : { participation: hundredths(participation / rated) };
    return { sessions, present, late, absent, excused, minutesAttended, ...took };
  },
  lms({ lms }, expected, scoring) {
    const { activeDays, minutes } = lmsExpected(expected.lms.days, scoring.expected);
    return {
      activeDays: lms.activeDays,
      expectedDays: tenths(activeDays),
      minutes: tenths(lms.seconds / 60),
      expectedMinutes: tenths(minutes),
      results: lms.results,
      percent: lms.results === 0 ? 0 : tenths(lms.percent / lms.results),
    };
  },
  sentiment({ texts: { scored, mood, help, unscored } }) {
    const mean = scored === 0 ? {} : { mood: hundredths(mood / scored / 100 - 1) };
    return { texts: scored, help, unscored, ...mean };
  },
};

/** Of a week of which only so many days count. */
function lmsExpected(days: number, { activeDays, minutes }: Scoring['expected']): Scoring['expected'] {
  const share = days / scoredDays;
  return { activeDays: activeDays * share, minutes: minutes * share };
}

function daysExpected(part: PartName, first: number, last: number, of: Circumstances): DaysExpected {
  const days = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
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

/** From the newest on: whoever is there was there lately. */
function isAnyActive(days: readonly number[], end: number): boolean {
  for (let at = end - 1; at >= 0; at--) if ((days[at] ?? 0) > 0) return true;
  return false;
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
