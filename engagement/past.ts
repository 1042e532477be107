import { dayOf } from './day.ts';
import type { LearnerEvent } from './event.ts';
import { type Mark, isOnPlatform, markOf } from './mark.ts';
import type { Circumstances } from './quiet.ts';
import { type Expectations, type Score, expectationsOf, scoreOfTotals, scoredDays } from './score.ts';
import { totalsOfMarks } from './totals.ts';
import { rings } from './window.ts';

/** What is recorded of an enrolment, by day: its score on any of these days is found in it. */
export interface Past {
  of: Circumstances;
  days: Map<number, PastRecord[]>;
  /** The day from which on something was expected: that of joining, or of the first activity if that came before. */
  since: number;
  /** The first day of which all events are still kept. */
  keptSince: number;
}

export type PastEvent = Omit<LearnerEvent, 'id' | 'learner'>;

/** An event, and what it counts as. */
export interface PastRecord {
  event: PastEvent;
  mark: Mark;
}

/** A score looks back as far as windows do: this many days, that of the score included. */
export const daysLookedBack = rings[2].span;

export function pastOf(events: readonly PastEvent[], of: Circumstances, keptSince: number): Past {
  const records = events.map((event) => ({ event, mark: markOf(event, of.timeZone) }));
  const days = Map.groupBy(records, ({ mark }) => mark.day);
  const active = [...days].filter(([, some]) => some.some(isActivity)).map(([day]) => day);
  return { of, days, keptSince, since: Math.min(dayOf(of.enrolledAt, of.timeZone), ...active) };
}

/** Of the days from the first to the last, both included. */
export function recordsOf({ days }: Past, first: number, last: number): PastRecord[] {
  return Array.from({ length: last - first + 1 }, (_, index) => days.get(first + index) ?? []).flat();
}

/** What the seven days that ended on a day are measured by; null where too little is known, or is known any more. */
export function expectedOn(past: Past, day: number): Expectations | null {
  const { since, keptSince } = past;
  if (day - scoredDays + 1 < keptSince && since < keptSince) return null;
  let activeDays = 0;
  let isHeard = false;
  for (let one = day - daysLookedBack + 1; one <= day; one++) {
    const records = past.days.get(one);
    if (records === undefined) continue;
    activeDays += Number(records.some(isActivity));
    isHeard ||= records.some(({ mark }) => isOnPlatform(mark));
  }
  return expectationsOf({ day, since, activeDays: () => activeDays, isHeard }, past.of);
}

/** The score of the seven days that ended on a day: the live one on that evening. */
export function scoreOn(past: Past, day: number): Score | null {
  const expected = expectedOn(past, day);
  if (expected === null) return null;
  const marks = recordsOf(past, day - scoredDays + 1, day).map(({ mark }) => mark);
  return scoreOfTotals(totalsOfMarks(marks), expected, past.of.scoring);
}

function isActivity({ mark }: PastRecord): boolean {
  return mark.kind !== null;
}
