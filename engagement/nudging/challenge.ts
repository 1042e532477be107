/** What some learners of a cohort want to reach together in a week. */
export interface ChallengeGoal {
  what: (typeof challengeGoals)[number];
  /** Of each of them. */
  each: number;
}

export const challengeGoals = ['active_days', 'answers'] as const;
