import type { CohortDays } from './cohort-days.ts';
import { type CourseDay, daysSeen } from './course-plan.ts';

/*
 * What the risk of an enrolment is told from. The same function makes these of what windows hold, for a learner of
 * now, and of what a course has recorded, for training: there is no other way to a feature. Nothing says who somebody
 * is, only what they did.
 */

/** By day, oldest first; the last day is today. A day that is not there is one with nothing on it. */
export interface OwnDays {
  /** On the platform: all events, and of these quizzes and what was handed in. */
  events: ArrayLike<number>;
  quizzes: ArrayLike<number>;
  handedIn: ArrayLike<number>;
  /** How many results became known, and the sum of these in percent. */
  results: ArrayLike<number>;
  percents: ArrayLike<number>;
  /** Sessions, by how the learner came to them, or did not. */
  present: ArrayLike<number>;
  late: ArrayLike<number>;
  absent: ArrayLike<number>;
  /** Texts that have a mood, and the sum of these, 0..200 each. */
  texts: ArrayLike<number>;
  moods: ArrayLike<number>;
}

/** All that is known for one look: of the learner, of their cohort, and of where the course stands. */
export interface RiskView {
  own: OwnDays;
  /** Null until enough of the cohort are known for it to have a rhythm. */
  cohort: CohortDays | null;
  /** As of today, and as of yesterday. */
  course: readonly [CourseDay, CourseDay];
  /** Days since the learner joined, or the course began if that was later. */
  joinedDays: number;
}

export const featureNames = [
  'recent3',
  'recent7',
  'recent14',
  'recent28',
  'events7',
  'events21',
  'days7',
  'days28',
  'days56',
  'daysEarlier',
  'lastEvents',
  'weeks4',
  'leastWeek',
  'weeksInARow',
  'silence',
  'usualGap',
  'longestGap',
  'relapse',
  'cohortRate',
  'cohortRank',
  'cohort3',
  'cohort7',
  'cohortTrend',
  'cohortMissed',
  'cohortBeside',
  'cohortLost',
  'dueIn',
  'dueWeight',
  'dueWeight14',
  'due14',
  'dueSince',
  'activeSinceDue',
  'handedShare',
  'handedCount',
  'handedSince',
  'handedGap',
  'handedLead',
  'handedLast',
  'handedEarly',
  'results',
  'quizzes',
  'attended',
  'mood',
  'courseShare',
  'courseLeft',
  'joined',
] as const;
export type FeatureName = (typeof featureNames)[number];
export const featureCount = featureNames.length;

const names: readonly string[] = featureNames;
const place = Object.fromEntries(names.map((name, index) => [name, index])) as Record<FeatureName, number>;

/** No day of silence, or of anything else, is told from another beyond this. */
const longAgo = daysSeen;
/** What a day so many days ago still counts, by how long it takes until it counts half. */
const [weights3, weights7, weights14, weights21, weights28] = [3, 7, 14, 21, 28].map(weightsOf) as [
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
];

function weightsOf(halfDays: number): Float64Array {
  let weight = 1;
  const decay = 0.5 ** (1 / halfDays);
  return Float64Array.from({ length: daysSeen }, (_, back) => (back === 0 ? weight : (weight *= decay)));
}

/** How many gaps between active days were so many days long, and how many days of a week had anything: written anew at each look. */
const gaps = new Int32Array(longAgo + 1);
const weeks = new Int32Array(daysSeen / 7);
/** Logarithms of counts are asked for at each look. */
const logs = Float64Array.from({ length: 4_096 }, (_, count) => Math.log1p(count));
const logOf = (count: number): number => logs[count] ?? Math.log1p(count);

/** Writes the features as of the end of today, or of yesterday; what is not known is no number. */
export function writeFeatures(view: RiskView, daysAgo: 0 | 1, out: Float64Array | Float32Array): void {
  const silence = writeActivity(view.own, daysAgo, out);
  writeCohort(view, daysAgo, silence, out);
  writeWork(view, daysAgo, out);
  writeCourse(view, daysAgo, out);
  const { own } = view;
  out[place.results] = meanOf(own.results, own.percents, daysAgo, longAgo);
  out[place.quizzes] = logOf(sumOf(own.quizzes, daysAgo, 28));
  out[place.attended] = attendedShare(own, daysAgo);
  out[place.mood] = meanOf(own.texts, own.moods, daysAgo, sparseDays);
}

/** Windows hold 28 days of sessions and texts: so many are there as of yesterday, too. */
const sparseDays = 27;

function attendedShare({ present, late, absent }: OwnDays, daysAgo: number): number {
  const came = sumOf(present, daysAgo, sparseDays) + sumOf(late, daysAgo, sparseDays);
  const sessions = came + sumOf(absent, daysAgo, sparseDays);
  return sessions === 0 ? Number.NaN : came / sessions;
}

/** How often and how much, and since when not; returns the days of silence. */
function writeActivity({ events }: OwnDays, daysAgo: number, out: Float64Array | Float32Array): number {
  gaps.fill(0);
  weeks.fill(0);
  const last = events.length - 1 - daysAgo;
  const seen = Math.min(daysSeen, last + 1);
  let recent3 = 0;
  let recent7 = 0;
  let recent14 = 0;
  let recent28 = 0;
  let events7 = 0;
  let events21 = 0;
  let silence = longAgo;
  let before = -1;
  let gapCount = 0;
  let longestGap = 0;
  let days28 = 0;
  let days56 = 0;
  let earlier = 0;
  let lastEvents = 0;
  for (let back = 0; back < seen; back++) {
    const count = events[last - back] as number;
    if (count === 0) continue;
    const log = logOf(count);
    recent3 += weights3[back] as number;
    recent7 += weights7[back] as number;
    recent14 += weights14[back] as number;
    recent28 += weights28[back] as number;
    events7 += (weights7[back] as number) * log;
    events21 += (weights21[back] as number) * log;
    const week = (back / 7) | 0;
    weeks[week] = (weeks[week] as number) + 1;
    if (back < 28) days28++;
    if (back < 56) days56++;
    else earlier++;
    if (before < 0) {
      silence = back;
      lastEvents = log;
    } else {
      const gap = back - before;
      gaps[gap] = (gaps[gap] as number) + 1;
      gapCount++;
      if (gap > longestGap) longestGap = gap;
    }
    before = back;
  }
  const week0 = weeks[0] as number;
  const week1 = weeks[1] as number;
  const week2 = weeks[2] as number;
  const week3 = weeks[3] as number;
  out[place.recent3] = recent3;
  out[place.recent7] = recent7;
  out[place.recent14] = recent14;
  out[place.recent28] = recent28;
  out[place.events7] = events7;
  out[place.events21] = events21;
  out[place.days7] = week0;
  out[place.days28] = days28;
  out[place.days56] = days56;
  out[place.daysEarlier] = earlier;
  out[place.lastEvents] = lastEvents;
  out[place.weeks4] = Number(week0 > 0) + Number(week1 > 0) + Number(week2 > 0) + Number(week3 > 0);
  out[place.leastWeek] = Math.min(week0, week1, week2, week3);
  out[place.weeksInARow] = weeksInARow(events, last, silence);
  out[place.silence] = silence;
  out[place.usualGap] = gapCount === 0 ? longAgo : gapAt(Math.floor(gapCount * 0.9));
  out[place.longestGap] = gapCount === 0 ? longAgo : longestGap;
  out[place.relapse] = relapseAfter(silence, longestGap);
  return silence;
}

/** Weeks without a miss, counted back from the last active day. */
function weeksInARow(events: ArrayLike<number>, last: number, silence: number): number {
  let inARow = 0;
  for (let from = silence; from < daysSeen; from += 7, inARow++) {
    const until = Math.min(from + 7, last + 1);
    let back = from;
    while (back < until && events[last - back] === 0) back++;
    if (back >= until) break;
  }
  return inARow;
}

/** The length of the gap at a place among all, shortest first. */
function gapAt(index: number): number {
  let seen = 0;
  for (let gap = 1; gap <= longAgo; gap++) {
    seen += gaps[gap] as number;
    if (seen > index) return gap;
  }
  return longAgo;
}

/** Of the learner's earlier silences that were longer than this one: what share went on for two weeks more. */
function relapseAfter(silence: number, longestGap: number): number {
  let longer = 0;
  let muchLonger = 0;
  for (let gap = silence + 1; gap <= longestGap; gap++) {
    longer += gaps[gap] as number;
    if (gap > silence + 14) muchLonger += gaps[gap] as number;
  }
  return (muchLonger + 0.5) / (longer + 3);
}

/** Beside the others. Their newest day is left out: while it lasts nobody can be measured by it. */
function writeCohort(
  { cohort }: RiskView,
  daysAgo: number,
  silence: number,
  out: Float64Array | Float32Array,
): void {
  if (cohort === null) {
    for (const at of cohortPlaces) out[at] = Number.NaN;
    return;
  }
  const { upTo, recents } = cohort;
  const to = upTo.length - 1 - daysAgo;
  const sum = (from: number, until: number): number => (upTo[to - from] ?? 0) - (upTo[to - until] ?? 0);
  const [three, seven, month, two] = [sum(1, 4), sum(1, 8), sum(1, 29), sum(1, 57)];
  const usual = Math.max(0.01, month / 28);
  out[place.cohortRate] = Math.min(3, (out[place.days56] as number) / Math.max(0.5, two));
  out[place.cohortRank] = rankIn(recents, out[place.recent14] as number);
  out[place.cohort3] = three / 3 / usual;
  out[place.cohort7] = seven;
  out[place.cohortTrend] = seven / 7 / usual;
  out[place.cohortMissed] = silence <= 1 ? 0 : sum(1, silence);
  out[place.cohortBeside] = (out[place.days7] as number) - seven;
  out[place.cohortLost] = cohort.lost;
}

const cohortPlaces = (
  [
    'cohortRate',
    'cohortRank',
    'cohort3',
    'cohort7',
    'cohortTrend',
    'cohortMissed',
    'cohortBeside',
    'cohortLost',
  ] as const
).map((name) => place[name]);

/** Where a value stands among steps, 0 the lowest to 1. */
function rankIn(steps: readonly number[], value: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low / steps.length;
}

/** What is due and what was handed in. Something handed in a little late counts for what was due, not for what comes next. */
function writeWork({ own, course }: RiskView, daysAgo: 0 | 1, out: Float64Array | Float32Array): void {
  const { events, handedIn } = own;
  const { hasDeadlines, dueIn, dueWeight, dueWeight14, due14, dueSince, dueBefore, duePast } =
    course[daysAgo];
  const last = events.length - 1 - daysAgo;
  const lastWithin = Math.min(dueBefore - lateDays, dueSince + 28);
  let count = 0;
  let since = longAgo;
  let lately = 0;
  let early = 0;
  let active = 0;
  for (let back = Math.min(daysSeen, dueSince, events.length - daysAgo) - 1; back >= 0; back--)
    if ((events[last - back] as number) > 0) active++;
  const seen = Math.min(daysSeen, last + 1);
  for (let back = 0; back < seen; back++) {
    const here = handedIn[last - back] ?? 0;
    if (here === 0) continue;
    count += here;
    if (since === longAgo) since = back;
    if (back < lastWithin) lately += here;
    if (back < dueSince) early += here;
  }
  out[place.handedCount] = count;
  out[place.handedSince] = since;
  if (!hasDeadlines) {
    for (const at of deadlinePlaces) out[at] = Number.NaN;
    return;
  }
  out[place.dueIn] = dueIn;
  out[place.dueWeight] = dueWeight;
  out[place.dueWeight14] = dueWeight14;
  out[place.due14] = due14;
  out[place.dueSince] = dueSince;
  out[place.activeSinceDue] = active;
  out[place.handedShare] = duePast === 0 ? 1 : Math.min(1.5, count / duePast);
  out[place.handedGap] = since - dueSince;
  out[place.handedLead] =
    since < longAgo && dueSince < longAgo
      ? Math.max(-leadDays, Math.min(leadDays, since - dueSince))
      : Number.NaN;
  out[place.handedLast] = lately;
  out[place.handedEarly] = early;
}

const lateDays = 3;
const leadDays = 20;

const deadlinePlaces = (
  [
    'dueIn',
    'dueWeight',
    'dueWeight14',
    'due14',
    'dueSince',
    'activeSinceDue',
    'handedShare',
    'handedGap',
    'handedLead',
    'handedLast',
    'handedEarly',
  ] as const
).map((name) => place[name]);

function writeCourse(
  { course, joinedDays }: RiskView,
  daysAgo: 0 | 1,
  out: Float64Array | Float32Array,
): void {
  const { share, left } = course[daysAgo];
  out[place.courseShare] = share;
  out[place.courseLeft] = left;
  out[place.joined] = joinedDays - daysAgo;
}

function sumOf(values: ArrayLike<number>, daysAgo: number, days: number): number {
  let sum = 0;
  const end = values.length - daysAgo;
  for (let at = Math.max(0, end - days); at < end; at++) sum += values[at] as number;
  return sum;
}

/** No number where there is nothing to make a mean of. */
function meanOf(counts: ArrayLike<number>, sums: ArrayLike<number>, daysAgo: number, days: number): number {
  const count = sumOf(counts, daysAgo, days);
  return count === 0 ? Number.NaN : sumOf(sums, daysAgo, days) / count;
}
