import type { LearnerEvent } from '#engagement/event.ts';
import { classes } from './course.ts';
import { type Persona, type SimulatedLearner, personas } from './personas.ts';
import { type Random, openRandom } from './random.ts';
import { type Mind, beginSitting, nextAct } from './sitting.ts';

export interface Span {
  learners: readonly SimulatedLearner[];
  seed: string | number;
  /** When the term began, in ms. */
  from: number;
  /** The present, in ms: personas drift and learners fall quiet so many days before it. */
  to: number;
  /** Of the cohort: hours and weekdays of a persona are its local ones. */
  timeZone: string;
}

/**
 * What a class did from `from` up to but not including `to`, in order of time. The same arguments
 * make the same events on any machine: no clock, no chance but the seed's. Each learner and each of
 * their days draws from a stream of its own, so that adding a learner leaves the others as they were.
 */
export function simulate({ learners, seed, from, to, timeZone }: Span): LearnerEvent[] {
  const days = localDays(from, to, timeZone);
  const random = openRandom(seed);
  return learners
    .flatMap((learner) => lifeOf(learner, random.fork(learner.externalId), days, from, to))
    .toSorted(inOrder);
}

/** By time; ids settle ties by their code units, which no locale changes. */
export function inOrder(one: LearnerEvent, other: LearnerEvent): number {
  return one.at - other.at || (one.id < other.id ? -1 : 1);
}

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** A calendar day of the cohort. Hours are counted from its midnight, so twice a year they are one off after the change. */
interface Day {
  midnight: number;
  /** 0 is Monday. */
  weekday: number;
  /** Days before the day of `to`. */
  ago: number;
}

interface Plan {
  at: number;
  what: 'alone' | 'class';
}

const sittingsPerDayMax = 4;
const eventsPerSittingMin = 3;
const eventsPerSittingMax = 90;
/** Between two things done in one sitting: a few seconds at least, about a minute on average. */
const gapLeastS = 4;
const gapMeanS = 48;
/** After a sitting nobody begins another at once. */
const restMs = 10 * minuteMs;

function lifeOf(
  learner: SimulatedLearner,
  random: Random,
  days: Day[],
  from: number,
  to: number,
): LearnerEvent[] {
  const persona = personaOf(learner, random.fork('traits'));
  const joinedAt =
    learner.joinedDaysAgo === undefined ? from : Math.max(from, to - learner.joinedDaysAgo * dayMs);
  const quietFrom = learner.quietForDays === undefined ? to : to - learner.quietForDays * dayMs;
  const plans = days.flatMap((day) => plansOf(persona, day, random.fork(`day ${day.ago}`)));
  const kept = plans.filter(({ at }) => at >= joinedAt && at < quietFrom);
  if (learner.quietForDays !== undefined)
    kept.push({ at: lastSittingAt(days, persona, quietFrom, random), what: 'alone' });
  kept.sort((one, other) => one.at - other.at);

  const events: LearnerEvent[] = [];
  const mind: Mind = new Map();
  let freeAt = joinedAt;
  for (const { at, what } of kept) {
    if (at < freeAt) continue;
    const theirs = random.fork(`sitting ${at}`);
    const acts =
      what === 'class' ? atClass(theirs, at) : alone(theirs, persona, mind, at, (at - from) / (7 * dayMs));
    for (const act of acts) {
      freeAt = act.at + restMs;
      // Nothing of one learner happens twice in a millisecond, so who and when make the id.
      if (act.at < to)
        events.push({
          id: `${learner.externalId}.${act.at.toString(36)}`,
          learner: learner.externalId,
          ...act,
        });
    }
  }
  return events;
}

/** People of one persona differ. */
function personaOf({ persona }: SimulatedLearner, random: Random): Persona {
  const usual = personas[persona];
  return {
    ...usual,
    sessionsPerWeek: usual.sessionsPerWeek * random.between(0.85, 1.2),
    eventsPerSession: usual.eventsPerSession * random.between(0.75, 1.35),
    ability: usual.ability + random.normal(0, 0.05),
  };
}

function plansOf(persona: Persona, day: Day, random: Random): Plan[] {
  const rate = rateOf(persona, day.ago);
  const liking = (persona.weekdays[day.weekday] ?? 0) / persona.weekdays.reduce((sum, one) => sum + one, 0);
  // Habit keeps a week closer to its usual number than independent sittings would.
  const count = Math.min(sittingsPerDayMax, random.rounded(persona.sessionsPerWeek * liking * rate));
  const plans: Plan[] = Array.from({ length: count }, () => ({
    at: timeOn(day, persona, random),
    what: 'alone',
  }));
  if (classes.weekdays.some((one) => one === day.weekday) && random.chance(persona.attendsClass * rate)) {
    plans.push({ at: day.midnight + Math.round(classes.startsAtHour * hourMs), what: 'class' });
  }
  return plans;
}

/** The line through the persona's points. */
function rateOf({ drift }: Persona, daysAgo: number): number {
  const earlier = drift.findLast(([ago]) => ago >= daysAgo);
  const later = drift.find(([ago]) => ago < daysAgo);
  if (earlier === undefined) return later?.[1] ?? 1;
  if (later === undefined) return earlier[1];
  return later[1] + ((earlier[1] - later[1]) * (daysAgo - later[0])) / (earlier[0] - later[0]);
}

function timeOn(day: Day, persona: Persona, random: Random): number {
  const { hour, spreadHours } = random.weighted(persona.hours.map((peak) => [peak, peak.weight] as const));
  const hours = Math.max(0, Math.min(23.9, random.normal(hour, spreadHours)));
  return day.midnight + Math.round(hours * hourMs);
}

/** At one of their usual hours, the one that comes closest. */
function lastSittingAt(days: Day[], persona: Persona, quietFrom: number, random: Random): number {
  const theirs = random.fork('last sitting');
  const times = days.flatMap((day) => persona.hours.map(() => timeOn(day, persona, theirs)));
  return times.reduce((best, at) => (Math.abs(at - quietFrom) < Math.abs(best - quietFrom) ? at : best));
}

type Timed = ReturnType<typeof nextAct> & { at: number };

function alone(random: Random, persona: Persona, mind: Mind, startAt: number, week: number): Timed[] {
  const sitting = beginSitting(random, week);
  const typical = persona.eventsPerSession * Math.exp(random.normal(0, 0.45));
  const count = Math.round(Math.max(eventsPerSittingMin, Math.min(eventsPerSittingMax, typical)));
  const acts: Timed[] = [{ type: 'session_start', at: startAt }];
  let at = startAt;
  if (random.chance(0.5)) acts.push({ type: 'login', at: (at += 1_500) });
  for (let done = acts.length; done < count - 1; done++) {
    const tookS = gapLeastS + random.exponential(gapMeanS);
    at += Math.round(tookS * 1000);
    acts.push({ ...nextAct(random, persona, mind, sitting, tookS), at });
  }
  at += Math.round(random.between(5, 60) * 1000);
  acts.push({ type: 'session_end', at, durationS: Math.round((at - startAt) / 1000) });
  return acts;
}

/**
 * Who comes joins and is recorded when the class ends. An absence leaves no event: it is not
 * something the learner did, and counted it would look like activity.
 */
function atClass(random: Random, startAt: number): Timed[] {
  const lateMs = Math.round(Math.max(0, random.normal(-1, 4)) * minuteMs);
  const minutesLate = Math.floor(lateMs / minuteMs);
  const isLate = minutesLate >= 5;
  const endsAt = startAt + classes.minutes * minuteMs;
  return [
    { type: 'live_session_join', at: startAt + lateMs },
    {
      type: 'attendance',
      at: endsAt,
      attendance: {
        status: isLate ? 'late' : 'present',
        scheduledStart: startAt,
        scheduledEnd: endsAt,
        minutesLate: isLate ? minutesLate : 0,
        minutesAttended: classes.minutes - minutesLate,
        participation: random.weighted([
          ['high', 2],
          ['medium', 5],
          ['low', 2],
          ['none', 0.5],
        ]),
      },
    },
  ];
}

/** The days a span touches, by the calendar of the time zone. */
function localDays(from: number, to: number, timeZone: string): Day[] {
  const calendar = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const first = Math.floor(localOf(calendar, from) / dayMs);
  const last = Math.floor(localOf(calendar, to) / dayMs);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const day = first + index;
    // Noon never falls into a change of the clocks; its distance from UTC holds for the day.
    const noon = day * dayMs + 12 * hourMs;
    const offset = localOf(calendar, noon) - noon;
    // 1970-01-01 was a Thursday.
    return { midnight: day * dayMs - offset, weekday: (day + 3) % 7, ago: last - day };
  });
}

/** What the clock on the wall shows, as if it were UTC. */
function localOf(calendar: Intl.DateTimeFormat, at: number): number {
  const parts = new Map(calendar.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return wall + (((at % 1000) + 1000) % 1000);
}
