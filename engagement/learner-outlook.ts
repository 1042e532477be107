import { type Completion, completionOf } from './completion.ts';
import type { PlannedSkill } from './course-plan.ts';
import { dayOf } from './day.ts';
import type { LearnerEvent } from './event.ts';
import { type Forecast, dueAround, forecastOf, weeksSeen } from './forecast.ts';
import { type LearningPath, learningPathOf } from './learning-path.ts';
import { resultOf } from './lms.ts';
import { practiceOf } from './mastery.ts';
import { type NextResult, type PastResult, nextResultOf, resultKinds } from './next-result.ts';
import { type Circumstances, isDownAt } from './quiet.ts';
import { type Outlook, riskViewOf } from './risk-view.ts';
import { scoreValueOf, scoredDays } from './score.ts';
import type { WindowRead } from './window.ts';

/** What is likely to come for a learner in a cohort. Nulls mean: not enough information yet. */
export interface LearnerOutlook {
  enrolment: string;
  cohort: { id: string; name: string };
  /** Whether the cohort has ended: then nothing is to come. */
  hasEnded: boolean;
  forecast: Forecast | null;
  completion: Completion | null;
  /** Of the kinds of which there are results. */
  results: NextResult[];
  path: LearningPath | null;
}

/** What `GET /v1/learners/:id/outlook` answers. */
export interface LearnerOutlooks {
  learner: string;
  enrolments: LearnerOutlook[];
}

/** Something a learner did, as far as it shows what they can. */
export type ShownEvent = Pick<
  LearnerEvent,
  'type' | 'at' | 'skill' | 'module' | 'correct' | 'percent' | 'quality' | 'completed'
>;

export interface ShownBy {
  /** The newest first. */
  events: readonly ShownEvent[];
  skills: readonly PlannedSkill[];
  /** In percent, of all results of the cohort; null while there are none. */
  cohortMean: number | null;
}

export type Told = Pick<LearnerOutlook, 'forecast' | 'completion' | 'results' | 'path'>;

export const nothingTold: Told = { forecast: null, completion: null, results: [], path: null };

export function learnerOutlookOf(
  window: WindowRead,
  of: Circumstances,
  outlook: Pick<Outlook, 'model' | 'cohort' | 'plan' | 'course' | 'counts'>,
  { events, skills, cohortMean }: ShownBy,
  now: number,
): Told {
  const weeks = Array.from({ length: weeksSeen }, (_, ago) => scoreValueOf(window, of, ago * scoredDays));
  const view = riskViewOf(window, outlook, dayOf(of.enrolledAt, of.timeZone));
  const { share } = outlook.course[0];
  const results = events.flatMap(pastResultOf);
  const practice = events.flatMap((event) => practiceOf(event) ?? []).toReversed();
  return {
    forecast: forecastOf(weeks, dueAround(outlook.plan, window.today)),
    // Of whom nothing was ever heard nothing is known.
    completion:
      window.lastLmsAt === null ? null : completionOf(view, outlook.model, isDownAt(now, 'lms', of)),
    results: resultKinds.flatMap((kind) => {
      const isKnown = results.some((result) => result.kind === kind);
      return isKnown ? (nextResultOf(kind, results, cohortMean) ?? []) : [];
    }),
    path: learningPathOf(practice, skills, Number.isNaN(share) ? null : share, now),
  };
}

/** That something was handed in is no result, and a single answer is none either. */
function pastResultOf(event: ShownEvent): PastResult[] {
  if (event.type !== 'quiz_attempt' && event.type !== 'assignment_submission') return [];
  const percent = event.percent === undefined && event.quality === undefined ? null : resultOf(event);
  if (percent === null) return [];
  return [{ kind: event.type === 'quiz_attempt' ? 'quiz' : 'assignment', percent }];
}
