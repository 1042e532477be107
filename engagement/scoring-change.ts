import type { Holiday, Scoring, Weekday } from './scoring.ts';
import { thresholdNames, thresholdOf } from './threshold.ts';

/** One thing that differs between two scorings, by its path. */
export interface ScoringChange {
  field: string;
  from: number | Weekday[] | Holiday[];
  to: number | Weekday[] | Holiday[];
}

/** Field by field what became of one scoring in another; nothing when they score alike. */
export function changesBetween(from: Scoring, to: Scoring): ScoringChange[] {
  const numbers = thresholdNames.flatMap((field): ScoringChange[] => {
    const [before, after] = [thresholdOf(from, field), thresholdOf(to, field)];
    return before === after ? [] : [{ field, from: before, to: after }];
  });
  const days = (['restDays', 'holidays'] as const).flatMap((name): ScoringChange[] => {
    const [before, after] = [from.daysOff[name], to.daysOff[name]];
    const isSame = JSON.stringify(before.map(plain)) === JSON.stringify(after.map(plain));
    return isSame ? [] : [{ field: `daysOff.${name}`, from: before, to: after }];
  });
  return [...numbers, ...days];
}

/** A stored object may hold its fields in another order than one that was just sent. */
function plain(one: Weekday | Holiday): Weekday | [string, string, string] {
  return typeof one === 'number' ? one : [one.from, one.to, one.name];
}

/** A scoring as it was decided. Times are RFC 3339. */
export interface ScoringDecision {
  id: string;
  at: string;
  by: { id: string; name: string };
  note: string | null;
  /** Null: from here on as the tenant scores, or as is usual. */
  scoring: Scoring | null;
  changes: ScoringChange[];
}

/** How learners of a programme, or of a tenant, are scored, and who says so. */
export interface ScoringInForce {
  scoring: Scoring;
  from: 'programme' | 'tenant' | 'usual';
  since: string | null;
  by: { id: string; name: string } | null;
  /** How they would be scored if nothing had been decided here. */
  otherwise: Scoring;
}
