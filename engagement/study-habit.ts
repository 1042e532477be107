import { weekdayOf } from './day.ts';

/**
 * How somebody usually studies, by the days of four weeks: on most of them, on some, on weekends, on a few with much of it, or hardly
 * ever. It says nothing of how well, and nothing is decided by it.
 */
export const studyHabits = ['daily', 'regular', 'weekends', 'bursts', 'rare'] as const;
export type StudyHabit = (typeof studyHabits)[number];

const weeks = 4;
/** Whoever was active on fewer has no habit yet. */
const activeDaysMin = 3;
/** Of seven: a week of school has five, of which one is missed now and then. */
const dailyDays = 4;
const regularDays = 2;
/** Five of seven days are no weekend: by chance it would have two sevenths of all. */
const weekendShare = 0.6;
/** On so many days, so much of all. Of five even days three have 0.6; of four they would have too much to tell anything. */
const burstDays = 3;
const burstShare = 0.7;
const burstOfDaysMin = 5;

/** Events of days, oldest first, the last of them the day `today`, counted since 1970. Null while too little is known. */
export function studyHabitOf(days: readonly number[], today: number): StudyHabit | null {
  const recent = days.slice(-7 * weeks);
  const first = days.findIndex((events) => events > 0);
  const active = recent.filter((events) => events > 0);
  if (first < 0 || active.length < activeDaysMin) return first >= 0 && isLong(days, first) ? 'rare' : null;
  const all = sum(recent);
  const weekend = sum(recent.filter((_, index) => weekdayOf(today - (recent.length - 1 - index)) >= 6));
  if (weekend / all >= weekendShare) return 'weekends';
  // Whoever came in the second week has had three.
  const weeksKnown = Math.max(1, Math.min(weeks, (days.length - first) / 7));
  const perWeek = active.length / weeksKnown;
  if (perWeek >= dailyDays) return 'daily';
  const most = active.toSorted((one, other) => other - one).slice(0, burstDays);
  if (active.length >= burstOfDaysMin && sum(most) / all >= burstShare) return 'bursts';
  return perWeek >= regularDays ? 'regular' : 'rare';
}

/** Known for all of the weeks that count: then having done little is a habit, too. */
function isLong(days: readonly number[], first: number): boolean {
  return days.length - first >= 7 * weeks;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
