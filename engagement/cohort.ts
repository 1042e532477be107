import type { CaseStatus } from './case.ts';
import type { Flag } from './flag.ts';
import type { Band } from './risk.ts';
import type { Level } from './score.ts';
import type { Trend } from './trend.ts';

/** Someone who did something in the last five minutes is taken to be here now. */
export const activeMinutes = 5;

/** What the clock of a cohort shows. Once it has ended nobody is expected: its learners stay as they stood at its last moment. */
export function cohortTime(endsAt: number | null, now: number): number {
  return endsAt === null ? now : Math.min(now, endsAt - 1);
}

/** When a cohort ends, in ms, of the time in words that the API and the frames carry. */
export function endOf({ endsAt }: { endsAt: string | null }): number | null {
  return endsAt === null ? null : Date.parse(endsAt);
}

/** A cohort in a list, as `GET /v1/cohorts` answers. `unknown` counts those not assessed yet. */
export interface CohortSummary {
  id: string;
  name: string;
  programme: { id: string; name: string };
  timeZone: string;
  /** Null while it goes on. */
  endsAt: string | null;
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

/** The row of somebody of whom nothing is known yet. */
export function unknownRow(who: Pick<LearnerRow, 'enrolment' | 'learner' | 'name'>): LearnerRow {
  const unknown = { score: null, level: null, trend: null, risk: null, band: null, lastSeenAt: null };
  return { ...who, ...unknown, flags: [], case: null };
}
