import { knownDaysMin } from '../risk.ts';
import { type RiskView, featureCount, writeFeatures } from '../risk-features.ts';
import { withoutDaysOff } from '../risk-view.ts';
import { type ClassHistory, type LearnerHistory, viewsOn } from './class-history.ts';

/** A cohort of a tenant, as far as its past is kept. */
export interface OwnClass {
  history: ClassHistory;
  /** The last day of which all is known, and on which the course was still on. */
  lastDay: number;
  /** Of the days that windows hold, which counted as of a day; null: all. */
  countsOn: (day: number) => readonly boolean[] | null;
  /** Whether silence on a day says something: a source was up, and it was no day off. */
  isTelling: (day: number) => boolean;
}

/** Moments at which a risk could have been told, and what came of them, row after row. */
export interface Moments {
  features: Float32Array;
  /** Whether the learner fell silent. */
  answers: Float32Array;
  days: Int32Array;
  learners: string[];
  cohort: string;
  /** Those shown once more with less known, so that the model learns to do without: nothing is tried on these. */
  isUnsure: Uint8Array;
}

export const spanDays = 14;
/** A fortnight with more days off than this is a holiday: silence in it is no dropping off. */
const offDaysMost = 5;
/** Who has been silent for two weeks mostly stays so: one of so many of these moments teaches it as well as all. */
export const silentOnesEvery = 6;
const unsureOnesEvery = 8;

/** The moments of a cohort, every so many days. */
export function momentsOf(own: OwnClass, everyDays: number): Moments {
  const asked = [...askedOf(own, everyDays)];
  const features = new Float32Array(asked.length * featureCount);
  let row = 0;
  for (const [day, ones] of Map.groupBy(asked, (one) => one.day)) {
    const viewOf = viewsOn(own.history, day);
    const counts = own.countsOn(day);
    for (const one of ones) {
      const whole = viewOf(one.learner);
      const view = counts === null ? whole : withoutDaysOff(whole, counts);
      const shown = one.gap === null ? view : withGap(view, one.gap);
      writeFeatures(shown, 0, features.subarray(row * featureCount, ++row * featureCount));
    }
  }
  return {
    features,
    answers: Float32Array.from(asked, ({ answer }) => answer),
    days: Int32Array.from(asked, ({ day }) => day),
    learners: asked.map(({ learner }) => learner.id),
    cohort: own.history.name,
    isUnsure: Uint8Array.from(asked, ({ gap }) => Number(gap !== null)),
  };
}

/** How many learners there are on how many days: no more moments than these. */
export function momentsMost({ history: { firstDay, learners }, lastDay }: OwnClass): number {
  return learners.length * Math.max(0, lastDay - spanDays - firstDay);
}

interface Asked {
  learner: LearnerHistory;
  day: number;
  answer: 0 | 1;
  gap: number | null;
}

/** In order of days, so that what is known of the cohort on one is worked out once. */
function* askedOf({ history, lastDay, isTelling }: OwnClass, everyDays: number): Generator<Asked> {
  const { firstDay, learners, course } = history;
  let asked = 0;
  for (let day = firstDay + spanDays; day + spanDays <= lastDay; day += everyDays) {
    let off = 0;
    for (let next = day + 1; next <= day + spanDays; next++) if (!isTelling(next)) off++;
    if (off > offDaysMost) continue;
    for (const [index, learner] of learners.entries()) {
      const { events } = learner.days;
      const has = (from: number, to: number): boolean => {
        for (let at = from; at <= to; at++) if ((events[at - firstDay] ?? 0) > 0) return true;
        return false;
      };
      const since = Math.max(learner.joined ?? -Infinity, course.starts ?? -Infinity);
      if (day - since < knownDaysMin && !has(firstDay, day - knownDaysMin)) continue;
      const isActive = has(day - spanDays + 1, day);
      if (!isActive && (day + index) % silentOnesEvery !== 0) continue;
      const one = { learner, day, answer: has(day + 1, day + spanDays) ? (0 as const) : (1 as const) };
      yield { ...one, gap: null };
      if (asked++ % unsureOnesEvery === 0) yield { ...one, gap: asked };
    }
  }
}

/** Nothing of the others, nothing of what is due, or neither. */
function withGap(view: RiskView, gap: number): RiskView {
  const { cohort, course } = view;
  const [today, yesterday] = course;
  const unplanned = [today, yesterday].map((on) => ({
    ...on,
    hasDeadlines: false,
    share: Number.NaN,
    left: Number.NaN,
  }));
  const [first = today, second = yesterday] = unplanned;
  return {
    ...view,
    cohort: gap % 3 === 0 ? cohort : null,
    course: gap % 3 === 1 ? course : [first, second],
  };
}
