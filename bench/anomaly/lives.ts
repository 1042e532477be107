import type { LearnerEvent } from '#engagement/event.ts';
import { type Calendar, openCalendar } from '#seed/calendar.ts';
import type { PersonaName } from '#seed/personas.ts';
import { type Random, openRandom } from '#seed/random.ts';
import { lifeEvents } from '#seed/simulate.ts';
import { type Term, openTerm } from '#seed/term.ts';
import type { Truth } from '#seed/truth.ts';
import type { Trace } from './trace.ts';

export interface Life {
  events: LearnerEvent[];
  truth: Truth;
}

/** Days since the first: twelve weeks of history, then six in which we look. */
export const span = { from: 84, to: 126 };
const timeZone = 'Europe/London';
/** A Monday. */
const begins = Date.UTC(2026, 0, 5);
export const firstDay = begins / 86_400_000;
export const calendar: Calendar = openCalendar({ from: begins, timeZone });
const end = calendar.day(span.to).midnight;

/** The first day of a week off in the time in which we look; nobody was told of it. */
export const breakFrom = 98;
const readingWeek = { name: 'Reading week', first: calendar.day(42).date, last: calendar.day(48).date };
const springBreak = {
  name: 'Spring break',
  first: calendar.day(breakFrom).date,
  last: calendar.day(breakFrom + 6).date,
};

/** Who neither drifts nor leaves; only illness comes between. */
const mixture: readonly PersonaName[] = [
  'steady',
  'steady',
  'steady',
  'keen',
  'keen',
  'weekend_worker',
  'evening_cramp',
  'struggling',
];

const settings = { seed: 5, from: begins, timeZone };
const inPlace = { ...settings, holidays: [readingWeek], present: end };

export function steadyLives(count: number): Life[] {
  return livesIn(openTerm(inPlace), count, '');
}

/** The same learners, with a week off in which hardly anybody comes. */
export function livesWithBreak(count: number): Life[] {
  return livesIn(openTerm({ ...inPlace, holidays: [readingWeek, springBreak] }), count, '');
}

/** For each of the steady ones somebody like them who goes to no class: nobody attends the same one twice. */
export function twinLives(count: number): Life[] {
  return livesIn(openTerm({ ...inPlace, classDays: [] }), count, '-twin');
}

/** With all that chance brings: who leaves, and when, is in the truth. */
export function livedThrough(count: number): Life[] {
  return livesIn(openTerm({ ...settings, holidays: [readingWeek] }), count, '');
}

function livesIn(term: Term, count: number, suffix: string): Life[] {
  return Array.from({ length: count }, (_, index) => {
    const persona = mixture[index % mixture.length] ?? 'steady';
    return lifeEvents({ externalId: `learner-${index}${suffix}`, name: '', persona }, term, end);
  });
}

/** Staff in training: about thirty things each workday and nothing at the weekend, week after week. */
export function clockwork(count: number): Trace[] {
  const random = openRandom(5);
  return Array.from({ length: count }, (_, index) => clockworkOf(String(index), random));
}

function clockworkOf(id: string, random: Random): Trace {
  const trace = { id, events: new Uint32Array(span.to * 24), seconds: new Uint32Array(span.to * 24) };
  for (let day = 0; day < span.to; day++) {
    if (calendar.day(day).weekday > 4) continue;
    for (let hour = 9; hour < 17; hour++) {
      const events = Math.max(0, Math.round(random.normal(4, 1)));
      trace.events[day * 24 + hour] = events;
      trace.seconds[day * 24 + hour] = events * 120;
    }
  }
  return trace;
}
