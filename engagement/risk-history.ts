import type { Band, Floors, Reason } from './risk.ts';

/** How the risk of an enrolment went: what it was at the end of each stretch in which it moved, oldest first. */
export interface RiskHistory {
  learner: string;
  enrolment: string;
  cohort: { id: string; name: string };
  timeZone: string;
  /** The period that was asked for. */
  from: string;
  to: string;
  /** Of each stretch of so many hours the last point is told: more of them when the period is long. */
  everyHours: number;
  /** Where bands begin today, in percent. */
  floors: Floors;
  /** The first may be older than the period: it is what held when that began. Between two points the risk did not move. */
  points: RiskPoint[];
  changes: RiskBandChange[];
}

export interface RiskPoint {
  at: string;
  risk: number;
  band: Band;
  /** The heaviest only, whichever way they went. */
  reasons: Reason[];
}

export interface RiskBandChange {
  at: string;
  from: Band | null;
  to: Band | null;
  risk: number | null;
  reasons: Reason[];
}

/** A chart has no room for more, and an answer need not be longer. */
export const riskPointsMax = 2_000;

/** Stretches into which a day can be parted evenly. */
const stretches = [1, 2, 3, 4, 6, 8, 12, 24] as const;

/** How long the stretches of a period are, so that it has no more points than a chart can show. */
export function stretchHours(days: number): number {
  return stretches.find((hours) => (days * 24) / hours < riskPointsMax) ?? 24;
}
