import type { EventType } from './event.ts';

/** Brief A11's nine kinds of LMS activity. */
export const lmsTypes = [
  'login',
  'content_view',
  'video_watch',
  'quiz_attempt',
  'assignment_submission',
  'forum_post',
  'resource_download',
  'live_session_join',
  'peer_review',
] as const satisfies readonly EventType[];
export type LmsType = (typeof lmsTypes)[number];

/** One thing done on a learning platform. */
export interface LmsActivity {
  /** The day, by the cohort's calendar. */
  date: string;
  type: LmsType;
  durationS?: number | undefined;
  completed?: boolean | undefined;
  quality?: number | undefined;
  percent?: number | undefined;
}

/** What a programme expects of a learner in a week. */
export interface LmsExpectation {
  activeDays: number;
  minutes: number;
}

const usualExpectation: LmsExpectation = { activeDays: 4, minutes: 120 };

/** Points which add up to 100: how often, how long, and what came of it (brief A2). */
const frequencyPoints = 40;
const interactionPoints = 30;
const completionPoints = 30;

/** How a learner used the platform in a week, 0..100. Nothing done is 0 here: whoever calls knows that the platform was heard from. */
export function lmsScore(
  activities: readonly LmsActivity[],
  expected: LmsExpectation = usualExpectation,
): number {
  if (activities.length === 0) return 0;
  const days = new Set(activities.map((activity) => activity.date)).size;
  const frequency = frequencyPoints * Math.min(1, days / expected.activeDays);
  const interaction = interactionPoints * Math.min(1, minutesOf(activities) / expected.minutes);
  const results = activities.flatMap((activity) => resultOf(activity) ?? []);
  // A week of reading alone has nothing to complete: the rest then counts for all of it.
  if (results.length === 0) return ((frequency + interaction) * 100) / (frequencyPoints + interactionPoints);
  return (
    frequency + interaction + (completionPoints * results.reduce((sum, one) => sum + one, 0)) / results.length
  );
}

export function minutesOf(activities: readonly LmsActivity[]): number {
  return activities.reduce((sum, { durationS = 0 }) => sum + durationS / 60, 0);
}

export function isLms(type: EventType): type is LmsType {
  return lmsTypes.some((one) => one === type);
}

/** What became of something that can be completed, 0..1; null where there is nothing to complete. */
function resultOf({ completed, quality, percent }: LmsActivity): number | null {
  if (quality !== undefined) return completed === false ? 0 : quality;
  if (percent !== undefined) return percent / 100;
  return completed === undefined ? null : Number(completed);
}
