import { join } from 'node:path';
import type { LearnerEvent } from '#engagement/event.ts';
import { type Calendar, openCalendar } from '#seed/calendar.ts';
import { presentLearners } from '#seed/oulad/events.ts';
import { readPresentation } from '#seed/oulad/presentation.ts';

/** Real learners of the Open University, thirty of one presentation: docs/attribution.md says whose data it is. */
export interface RealClass {
  calendar: Calendar;
  /** Days since 1970 of the first day. */
  firstDay: number;
  days: number;
  learners: RealLearner[];
}

export interface RealLearner {
  events: LearnerEvent[];
  /** Null who stayed to the end; otherwise the day after the last on which anything was seen of them. */
  leftOn: number | null;
  hasPassed: boolean;
}

const folder = join(import.meta.dirname, '../../seed/oulad/sample');
const name = 'BBB_2014B';
const timeZone = 'Europe/London';
const dayMs = 86_400_000;
/** Some come weeks before the course begins. */
const before = 28;

export async function realClass(): Promise<RealClass> {
  const presentation = await readPresentation(folder, name);
  const days = before + presentation.lengthDays;
  const begins = Date.UTC(2026, 0, 5);
  const now = begins + (days - 1) * dayMs + dayMs - 1;
  const calendar = openCalendar({ from: begins, timeZone });
  const present = { day: presentation.lengthDays - 1, now, timeZone, seed: name };
  const learners = presentLearners(presentation, present).map(({ events, truth }) => ({
    events,
    hasPassed: truth.finalResult === 'Pass' || truth.finalResult === 'Distinction',
    leftOn:
      truth.withdrewOn === null || truth.lastActiveOn === null
        ? null
        : before + Math.min(truth.withdrewOn, truth.lastActiveOn) + 1,
  }));
  return { calendar, firstDay: begins / dayMs, days, learners };
}
