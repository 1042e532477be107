import type { Differences } from './differing/finding.ts';

/** What is different about some learners of a cohort, as `GET /v1/cohorts/:id/selections/:selection/difference` answers. */
export interface DifferenceReport extends Differences {
  id: string;
  cohort: { id: string; name: string };
  timeZone: string;
  from: string;
  to: string;
  /** The first of those who are selected, by name. */
  learners: { enrolment: string; learner: string; name: string }[];
  /** All of those, and all who were in the cohort when the stretch ended. */
  selected: number;
  all: number;
  /** So many that not everybody could be looked at: the sides are drawn by lot. */
  isSampled: boolean;
  /** How learners stand is told as it is now, or as it was known then. */
  asOf: 'now' | 'then';
}
