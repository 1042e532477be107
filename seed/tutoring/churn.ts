import type { SessionOutcome } from '#engagement/session.ts';
import { churn } from './correlations.ts';
import type { LearnerPersona } from './personas.ts';

/** What one session counts towards leaving: below 0 it speaks for staying. */
export interface Experience {
  counts: number;
  /** D4: a first session counts twice. */
  times: number;
}

/**
 * Of a session that took place, beside what a learner of this persona would have with the usual mentor:
 * that they are less engaged by themselves is in their persona's churn already.
 */
export function experienceOf(
  { engagement: [least, most] }: LearnerPersona,
  {
    engagement,
    frustration,
    isFirst,
    isSuccess,
  }: { engagement: number; frustration: number; isFirst: boolean; isSuccess: boolean },
): Experience {
  const usual = ((least + most) / 2 + churn.usualMentorEngagement) / 2;
  const counts =
    (usual - engagement) / churn.pointsOfEngagement +
    (frustration > 5 ? churn.frustrated : 0) +
    (isSuccess ? 0 : churn.withoutSuccess);
  return { counts, times: isFirst ? churn.firstSessionTimes : 1 };
}

/** Of one that did not. A session that was moved counts nothing. */
export function missedExperience(outcome: Exclude<SessionOutcome, 'completed'>): Experience {
  switch (outcome) {
    case 'learner_no_show':
      return { counts: churn.learnerNoShow, times: 1 };
    case 'mentor_no_show':
      return { counts: churn.mentorNoShow, times: 1 };
    case 'rescheduled':
      return { counts: 0, times: 0 };
  }
}

/** The chance that a learner leaves after their latest session: their persona's, as bad as their sessions were in the mean. */
export function hazardOf(persona: LearnerPersona, experiences: readonly Experience[]): number {
  const usual = 1 - (1 - persona.churn) ** (1 / churn.usualSessions);
  const times = experiences.reduce((sum, one) => sum + one.times, 0);
  if (times === 0) return 0;
  const mean = experiences.reduce((sum, one) => sum + one.counts * one.times, 0) / times;
  return Math.min(churn.mostAtOnce, usual * Math.exp(churn.steepness * mean));
}
