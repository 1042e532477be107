import type { CourseDays } from './course-plan.ts';
import { type Interval, type Misses, intervalAround, tenths } from './interval.ts';

/** The score that the next seven days are likely to have. */
export interface Forecast extends Interval {
  score: number;
  /** That of the last seven days. */
  now: number;
  /** Whether something is due in the next seven days; null where nobody planned any deadlines. */
  isDue: boolean | null;
  /** From how many weeks of this learner it was told. */
  weeks: number;
}

/** What is due: in the next seven days, and what was in the last seven. */
export interface DueWeeks {
  next: boolean;
  last: boolean;
}

export const weeksSeen = 4;
const weeksMin = 2;

/**
 * From the scores of a learner's last weeks, the newest first. Half of a good or bad week is chance, so the forecast
 * leans on all four; a week in which something is due brings people back. Null while fewer than two weeks are known.
 */
export function forecastOf(scores: readonly (number | null)[], due: DueWeeks | null): Forecast | null {
  const known = scores.slice(0, weeksSeen).filter((score) => score !== null);
  const [now = null, before = null] = scores;
  if (now === null || before === null || known.length < weeksMin) return null;
  const mean = known.reduce((sum, score) => sum + score, 0) / known.length;
  // Who has been silent for two weeks stays so in nine weeks of ten, whatever is due.
  const isAway = now === 0 && before === 0;
  const { weights, misses } = due === null ? unplanned : planned;
  const terms = termsOf([now, before, scores[2] ?? mean, scores[3] ?? mean], due);
  const told = terms.reduce((sum, term, index) => sum + term * (weights[index] ?? 0), 0);
  const score = tenths(isAway ? 0 : Math.max(0, Math.min(100, told)));
  return { score, ...intervalAround(score, misses), now, isDue: due?.next ?? null, weeks: known.length };
}

/** What a forecast is a weighted sum of. */
export function termsOf(scores: readonly number[], due: DueWeeks | null): number[] {
  return [1, ...scores, ...(due === null ? [] : [Number(due.next), Number(due.last)])];
}

/** Whether anything that counts is due in the week after a day, and was in the week up to it; null where nothing is planned. */
export function dueAround({ deadlines }: Pick<CourseDays, 'deadlines'>, today: number): DueWeeks | null {
  if (deadlines.length === 0) return null;
  const isDue = (after: number, until: number): boolean =>
    deadlines.some(({ day, weight }) => weight > 0 && day > after && day <= until);
  return { next: isDue(today, today + 7), last: isDue(today - 7, today) };
}

/** What `npm run risk -- models --tune` learned from OULAD 2013: the weights that make the mean miss smallest. */
interface ForecastModel {
  weights: readonly number[];
  misses: Misses;
}
const planned: ForecastModel = {
  weights: [-3.922, 0.381, 0.334, 0.108, 0.128, 15.827, -2.321],
  misses: [
    [-8.5, 32.7],
    [-17.2, 33.4],
    [-25.3, 36.6],
    [-33, 36.1],
    [-33.7, 31.7],
    [-37.9, 26.1],
    [-35.8, 20.8],
    [-33.3, 18.3],
    [-24.6, 13.7],
    [-22.6, 5.2],
  ],
};
const unplanned: ForecastModel = {
  weights: [-2.723, 0.393, 0.326, 0.104, 0.146],
  misses: [
    [-8.6, 40],
    [-17.1, 38.4],
    [-25.4, 38.9],
    [-33.4, 36.6],
    [-40.4, 31.6],
    [-39, 26.1],
    [-38.5, 20.4],
    [-35, 17.4],
    [-23.7, 13.6],
    [-14.7, 8.5],
  ],
};
