import type { Assessment } from './assessment.ts';
import type { Band, Reason } from './risk.ts';
import type { WayOut } from './way-out.ts';

/** A flagged learner in the mentors' queue, as every open screen sees it. Times are RFC 3339. */
export interface Case {
  id: string;
  enrolment: string;
  learner: string;
  learnerName: string;
  cohort: string;
  cohortName: string;
  band: Band;
  reasons: Reason[];
  /** As it was when the case was read: it moves on with each look at the learner. */
  wayOut: WayOut | null;
  status: CaseStatus;
  cause: CaseCause;
  /** Why it was opened, where the learner has asked since: that is no reason less. */
  earlierCause: CaseCause | null;
  /** When the learner would like to meet, of one who asked. */
  meetAt: string | null;
  /** Whom they asked for, and what they wrote to them. */
  askedFor: { id: string; name: string } | null;
  note: string | null;
  openedAt: string;
  claimedBy: { id: string; name: string } | null;
  claimedAt: string | null;
  closedAt: string | null;
}

/** What becomes of a learner's asking for a mentor, as they see it. Times are RFC 3339. */
export interface MentorRequest {
  /** The case that it opened. */
  id: string;
  status: CaseStatus;
  askedAt: string;
  askedFor: string | null;
  /** Who looks after it. */
  takenBy: string | null;
  meetAt: string | null;
  closedAt: string | null;
}

/** Why somebody is in the queue. */
export const caseCauses = ['risk', 'asked', 'unanswered', 'contested'] as const;
export type CaseCause = (typeof caseCauses)[number];

export const caseStatuses = ['open', 'claimed', 'closed'] as const;
export type CaseStatus = (typeof caseStatuses)[number];

/** A learner in the two upper bands needs a person, not only a message. */
export function needsMentor(assessment: Pick<Assessment, 'band'>): boolean {
  return assessment.band === 'high' || assessment.band === 'critical';
}
