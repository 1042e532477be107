import type { CaseStatus } from './case.ts';
import type { Flag } from './flag.ts';
import type { Band } from './risk.ts';
import type { Level } from './score.ts';
import type { Trend } from './trend.ts';

/** A cohort in a list, as `GET /v1/cohorts` answers. `unknown` counts those not assessed yet. */
export interface CohortSummary {
  id: string;
  name: string;
  programme: { id: string; name: string };
  timeZone: string;
  learners: number;
  bands: Record<Band | 'unknown', number>;
  levels: Record<Level | 'unknown', number>;
  /** Mean score of those who have one, 0..100. */
  engagement: number | null;
  lastEventAt: string | null;
  openCases: number;
}

/** One learner of a cohort: the row of the table and of the heatmap. */
export interface LearnerRow {
  enrolment: string;
  learner: string;
  name: string;
  score: number | null;
  level: Level | null;
  trend: Trend | null;
  risk: number | null;
  band: Band | null;
  flags: Flag[];
  lastSeenAt: string | null;
  case: { id: string; status: CaseStatus; claimedBy: string | null } | null;
}
