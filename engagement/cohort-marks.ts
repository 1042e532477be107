import type { AlertType, Severity } from './alert.ts';
import type { NudgeKind } from './nudge.ts';
import type { Floors } from './risk.ts';
import type { Holiday, PartName, Weekday } from './scoring.ts';

/** Something that was done for a learner, or said of them, at a moment that a map of their cohort shows. */
export type CohortMark = {
  id: string;
  /** RFC 3339. */
  at: string;
  enrolment: string;
  learner: string;
  learnerName: string;
  /** Whose doing it was; null for what the rules did by themselves. */
  by: string | null;
} & (
  | { kind: 'nudge'; what: NudgeKind }
  | { kind: 'claim'; what: 'claimed' | 'handed_over' }
  | { kind: 'alert'; what: AlertType; severity: Severity }
);
export type MarkKind = CohortMark['kind'];
export const markKinds = ['nudge', 'claim', 'alert'] as const satisfies readonly MarkKind[];

/** What a map of a cohort says beside its cells, over a stretch of time. */
export interface CohortMarks {
  /** The newest, newest first. */
  marks: CohortMark[];
  /** Whether these are all that there are. */
  isAll: boolean;
  holidays: Holiday[];
  restDays: Weekday[];
  outages: MarkedOutage[];
  /** From which risk on, in percent, each band begins here. */
  floors: Floors;
  /** As many open cases as the mentors of the programme can take; null where nobody said. */
  takes: number | null;
}

/** RFC 3339; `to` is null while it lasts. */
export interface MarkedOutage {
  source: string;
  name: string;
  parts: PartName[];
  from: string;
  to: string | null;
}

/** More would be a line, not marks; whoever wants them all reads the lists. */
export const marksMax = 2_000;
