import type { Assessment } from '../assessment.ts';
import { needsMentor } from '../case.ts';
import type { CourseDays } from '../course-plan.ts';
import { dateOf, localMoment, startOfDay } from '../day.ts';
import { type NudgeParams, type NudgeRule, type Occasion, isoWeekOf } from '../nudge.ts';
import type { WindowRead } from '../window.ts';

/** What a look sees of somebody who might need a nudge. */
export interface Seen {
  assessment: Pick<Assessment, 'band' | 'trend' | 'helpTexts' | 'lastSeenAt'>;
  quietDays: number;
  window: Pick<WindowRead, 'today' | 'lms' | 'handedIn' | 'results'>;
  timeZone: string;
  plan: CourseDays;
}

const quietDaysMin = 2;
/** One question in a forum is learning as it should be; from somebody who drifts it is a reason to come. */
const helpTextsMin = 2;
/** A reminder of what is due comes so many days before, when there still is time. */
const dueWithinDays = 2;
/** What was handed in after the deadline before counts for the next. */
const lateDays = 3;
const streakDaysMin = 5;
/** Before this hour nobody is late. */
const streakHour = 16;
/** Results are low below this mean of so many days. */
export const lowPercent = 60;
export const resultDays = 7;

/** What about a learner asks for a nudge at this moment. Whether they get one is decided with all that is known of them. */
export function occasionsOf(seen: Seen, at: number): Occasion[] {
  const { assessment, quietDays, window, timeZone } = seen;
  const { band, trend, helpTexts, lastSeenAt } = assessment;
  if (lastSeenAt === null) return [];
  const found: Occasion[] = [];
  const week = isoWeekOf(window.today);
  const add = (rule: NudgeRule, days: number, params: NudgeParams = {}, period = week): void => {
    found.push({ rule, period, params, until: startOfDay(window.today + days + 1, timeZone) - 1 });
  };
  const isAtRisk = band !== null && band !== 'low';
  if (helpTexts >= (isAtRisk ? 1 : helpTextsMin)) add('asked_for_help', 2, { texts: helpTexts });
  const due = nextDue(seen);
  if (due !== null) add('work_due', due - window.today, { day: due }, dateOf(due));
  const percent = lowResult(window);
  if (percent !== null) add('low_results', 5, { percent });
  const streak = streakAtStake(seen, at);
  if (streak > 0) add('streak_at_stake', 0, { days: streak }, dateOf(window.today - streak));
  if (!isAtRisk) return found;
  const isQuiet = quietDays >= quietDaysMin;
  if (isQuiet) add('quiet_days', 4, { days: Math.floor(quietDays) });
  if (needsMentor(assessment)) add('high_risk', 4);
  if (!isQuiet && trend !== null && trend !== 'improving') add('working_together', 5);
  return found;
}

/** The day of what is due within days, if nothing was handed in for it. */
function nextDue({ window: { today, handedIn }, plan: { deadlines } }: Seen): number | null {
  const next = deadlines.findIndex(({ day }) => day >= today);
  const due = deadlines[next]?.day;
  if (due === undefined || due - today > dueWithinDays) return null;
  const before = deadlines[next - 1]?.day;
  const since = before === undefined ? handedIn.length : today - before - lateDays;
  for (let ago = 0; ago < since; ago++) if ((handedIn[handedIn.length - 1 - ago] ?? 0) > 0) return null;
  return due;
}

/** The mean of the last results, if it is low. */
function lowResult({ results: { count, percent } }: Seen['window']): number | null {
  const [results, sum] = [count, percent].map((ring) =>
    ring.slice(-resultDays).reduce((total, value) => total + value, 0),
  ) as [number, number];
  if (results === 0 || sum / results >= lowPercent) return null;
  return Math.round(sum / results);
}

/** Days in a row that end today if nothing is done any more; 0 where none are at stake. */
function streakAtStake({ window: { lms }, timeZone }: Seen, at: number): number {
  const last = lms.length - 1;
  if ((lms[last] ?? 0) > 0 || localMoment(at, timeZone).hour < streakHour) return 0;
  let days = 0;
  while ((lms[last - 1 - days] ?? 0) > 0) days++;
  return days >= streakDaysMin ? days : 0;
}
