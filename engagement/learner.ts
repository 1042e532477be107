import type { AlertStep, AlertType, Severity } from './alert.ts';
import type { Assessment } from './assessment.ts';
import type { Case } from './case.ts';
import type { InterventionKind } from './intervention.ts';
import type { Nudge, NudgeAnswer, NudgeParams } from './nudge.ts';
import type { Band, Reason } from './risk.ts';
import type { Scoring } from './scoring.ts';
import type { LearnerWeek } from './week.ts';

/** One learner, as staff see them and, field by field the same, as they see themselves. */
export interface LearnerDetail {
  learner: { id: string; name: string };
  enrolments: LearnerEnrolment[];
  nudges: Nudge[];
}

export interface LearnerEnrolment {
  enrolment: string;
  cohort: { id: string; name: string; timeZone: string; endsAt: string | null };
  enrolledAt: string;
  assessment: Omit<Assessment, 'lastSeenAt'> & { lastSeenAt: string | null };
  /** The weights and thresholds that apply: whoever explains a figure explains it with these. */
  scoring: Scoring;
  /** Events of the last 84 days by the cohort's calendar, oldest first; of a cohort that has ended, up to its end. */
  days: number[];
  case: Case | null;
}

/** A week that is over, as it was scored. */
export type JourneyWeek = Pick<
  LearnerWeek,
  | 'startsOn'
  | 'endsOn'
  | 'attendance'
  | 'lms'
  | 'sentiment'
  | 'score'
  | 'level'
  | 'change'
  | 'trend'
  | 'flags'
>;

/** One entry of a learner's journey: everything that happened, newest first. */
export type JourneyEntry = { at: string } & (
  | { what: 'event'; type: string; detail: Record<string, unknown> }
  | {
      what: 'band';
      from: Band | null;
      to: Band | null;
      /** What the risk was before and then. */
      before: number | null;
      risk: number | null;
      reasons: Reason[];
    }
  | {
      what: 'nudge';
      rule: string;
      openedAt: string | null;
      answer: NudgeAnswer | null;
      params: NudgeParams;
    }
  | { what: 'case'; step: string; by: string | null }
  | { what: 'alert'; type: AlertType; severity: string; status: string; trigger: Record<string, number> }
  | { what: 'alert_step'; step: AlertStep; type: AlertType; severity: Severity; by: string | null }
  | { what: 'intervention'; kind: InterventionKind; action: string; by: string }
  | ({ what: 'week' } & JourneyWeek)
);
