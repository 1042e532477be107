import type { LearnerEvent } from '#engagement/event.ts';
import { attended, missed, registerAt } from './attendance.ts';
import type { Day } from './calendar.ts';
import { classes } from './course.ts';
import { type HazardState, hazardOf, whyLeft } from './hazard.ts';
import { type Persona, type SimulatedLearner, personas } from './personas.ts';
import type { Random } from './random.ts';
import { type Act, type Mind, beginSitting, nextAct } from './sitting.ts';
import type { Term } from './term.ts';
import type { Truth } from './truth.ts';

/*
 * One learner, day by day. Each morning is lived in `liveDay`: illness, chance and habit decide what
 * they mean to do; each thing they mean to do is done in its turn. Days and sittings draw from streams
 * of their own, so that a day that goes otherwise, after a nudge, leaves what is planned for other days
 * as it was. The state is changed in place; nobody else's is looked at.
 */
export interface Life {
  readonly learner: SimulatedLearner;
  readonly term: Term;
  readonly random: Random;
  readonly persona: Persona;
  readonly truth: Truth;
  /** By weekday, how much of a week's sittings falls on it. */
  readonly liking: readonly number[];
  /** The day to which the drift of the persona leads up. */
  readonly driftsUntilDay: number;
  /** Set by hand: nothing of theirs from here on, unless something brings them back. */
  quietFrom: number;
  mind: Mind;
  strain: number;
  silentDays: number;
  seenOnDay: number;
  /** Up to but not including these days. */
  illUntilDay: number;
  awayUntilDay: number;
  reportsIllness: boolean;
  nextDay: number;
  /** What they mean to do, next first. */
  plans: Plan[];
  /** Busy or resting until then. */
  freeAt: number;
  /** The latest stay at the course. */
  stay: { from: number; to: number };
}

interface Plan {
  at: number;
  what: 'alone' | 'called' | 'class' | 'missed' | 'excused';
}

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
const weekMs = 7 * dayMs;

export function openLife(learner: SimulatedLearner, term: Term): Life {
  const random = term.random.fork(learner.externalId);
  const { persona, driftsUntilDay } = traitsOf(learner, term, random.fork('traits'));
  const { present } = term;
  const joinedAt =
    learner.joinedDaysAgo === undefined || present === null
      ? term.from
      : Math.max(term.from, present - learner.joinedDaysAgo * dayMs);
  const isQuiet = learner.quietForDays !== undefined && present !== null;
  const quietFrom = isQuiet ? present - (learner.quietForDays ?? 0) * dayMs : Number.POSITIVE_INFINITY;
  const usual = persona.weekdays.reduce((sum, one) => sum + one, 0);
  const firstDay = term.calendar.indexAt(joinedAt);
  return {
    learner,
    term,
    random,
    persona,
    truth: {
      learner: learner.externalId,
      persona: learner.persona,
      ability: persona.ability,
      joinedAt,
      leftAt: null,
      why: null,
      weeks: [],
      illnesses: [],
      texts: [],
    },
    liking: persona.weekdays.map((one) => one / usual),
    driftsUntilDay,
    quietFrom,
    mind: new Map(),
    strain: strainAtFirst,
    silentDays: 0,
    seenOnDay: firstDay - 1,
    illUntilDay: firstDay,
    awayUntilDay: firstDay,
    reportsIllness: false,
    nextDay: firstDay,
    plans: isQuiet ? lastSitting(random.fork('last sitting'), persona, term, quietFrom) : [],
    freeAt: joinedAt,
    stay: { from: joinedAt, to: joinedAt },
  };
}

/** When something of theirs comes next; Infinity when nothing will by itself. */
export function comesAt(life: Life): number {
  const [plan] = life.plans;
  const morning = isOver(life) ? Number.POSITIVE_INFINITY : life.term.calendar.day(life.nextDay).midnight;
  return Math.min(plan?.at ?? Number.POSITIVE_INFINITY, morning);
}

/** Lives through what comes next. The events may reach beyond it, and one that follows may come earlier. */
export function live(life: Life): LearnerEvent[] {
  const [plan] = life.plans;
  if (plan === undefined || (!isOver(life) && life.term.calendar.day(life.nextDay).midnight <= plan.at)) {
    liveDay(life);
    return [];
  }
  life.plans.shift();
  switch (plan.what) {
    case 'alone':
      return plan.at < life.freeAt ? [] : sit(life, plan.at, life.persona.eventsPerSession);
    case 'called':
      return comeBack(life, plan.at);
    case 'class':
      return goToClass(life, plan.at);
    case 'missed':
    case 'excused':
      return [
        event(life, registerId(life, plan.at), plan.at, missed(plan.at - classMs, plan.what === 'excused')),
      ];
  }
}

/** They will sit down at this time, whatever they meant to do that day. */
export function call(life: Life, at: number): void {
  life.plans.push({ at, what: 'called' });
  life.plans.sort((one, other) => one.at - other.at);
}

/** Somebody who had left for good did not, after all. */
export function takeBack(life: Life, at: number): void {
  if (life.truth.leftAt === null) return;
  life.truth.leftAt = null;
  life.truth.why = null;
  life.nextDay = Math.max(life.nextDay, life.term.calendar.indexAt(at) + 1);
}

const strainAtFirst = 0.25;
/** How much one sitting tells of how it goes. */
const strainLearns = 0.15;

/** People of one persona differ. */
function traitsOf(
  { persona: name }: SimulatedLearner,
  { present, calendar, effort }: Term,
  random: Random,
): { persona: Persona; driftsUntilDay: number } {
  const usual: Persona = personas[name];
  const persona = {
    ...usual,
    sessionsPerWeek: usual.sessionsPerWeek * random.between(0.85, 1.2) * Math.sqrt(effort),
    eventsPerSession: usual.eventsPerSession * random.between(0.75, 1.35) * Math.sqrt(effort),
    ability: usual.ability + random.normal(0, 0.05),
  };
  const turns = Math.floor(random.between(0, driftBeginsWithinDays)) + (usual.drift[0]?.[0] ?? 0);
  return { persona, driftsUntilDay: present === null ? turns : calendar.indexAt(present) };
}

const driftBeginsWithinDays = 56;

/** The register of a class that they did not attend goes on for so long after they left. */
const recordedForMs = 14 * dayMs;

function isOver({ truth, term, nextDay }: Life): boolean {
  return truth.leftAt !== null && term.calendar.day(nextDay).midnight >= truth.leftAt + recordedForMs;
}

/** A new illness on about one day in so many. */
const illEveryDays = 90;
/** A spell of not coming, without leaving; life gets in the way. The worse it goes, the more often. */
const awayEveryDays = 120;
const reportsIllnessShare = 0.85;
const excusedShare = 0.08;
const holidayRate = 0.12;

/*
 * Each of the day's chances is drawn whatever comes of the others, so that a day which goes otherwise
 * after a nudge differs in nothing but that.
 */
function liveDay(life: Life): void {
  const { term, truth } = life;
  const day = term.calendar.day(life.nextDay++);
  const random = life.random.fork(`day ${day.index}`);
  fallSilent(life, day.index - 1);
  leaveOrSlip(life, day, random);
  fallIll(life, day, random);

  const isIll = day.index < life.illUntilDay;
  const isThere = truth.leftAt === null && !isIll && day.index >= life.awayUntilDay;
  const rate = isThere ? rateOf(life.persona, life.driftsUntilDay - day.index) : 0;
  planClass(life, day, random, rate, isIll && life.reportsIllness);
  planSittings(life, day, random, day.isHoliday ? holidayRate * rate : rate);
  life.plans.sort((one, other) => one.at - other.at);
}

/** The evening before has passed: was anything seen of them? Nobody is missed on a holiday or when ill. */
function fallSilent(life: Life, yesterday: number): void {
  if (life.seenOnDay >= yesterday) life.silentDays = 0;
  else if (yesterday >= life.illUntilDay && !life.term.calendar.day(yesterday).isHoliday) life.silentDays++;
}

/** Learners set by hand neither leave nor slip: their numbers say what becomes of them. */
function leaveOrSlip(life: Life, day: Day, random: Random): void {
  const { truth, term, strain } = life;
  const [leaves, slips, awayDays] = [random.uniform(), random.uniform(), 3 + random.exponential(5)];
  if (truth.leftAt !== null) return;
  const state = stateOf(life);
  const hazard = term.present === null ? hazardOf(state) : 0;
  if (day.index % 7 === 0) {
    truth.weeks.push({ week: day.index / 7, at: day.midnight, hazard, strain, silentDays: life.silentDays });
  }
  // Whoever said that they come does so first.
  const isPromised = life.plans.some(({ what }) => what === 'called');
  if (leaves < hazard && !isPromised) {
    truth.leftAt = Math.max(day.midnight, truth.joinedAt);
    truth.why = whyLeft(random.fork('why'), state);
  } else if (term.present === null && slips < (1 + 2 * strain) / awayEveryDays) {
    life.awayUntilDay = Math.max(life.awayUntilDay, day.index + Math.round(awayDays));
  }
}

function fallIll(life: Life, day: Day, random: Random): void {
  const { truth, term } = life;
  const [falls, illDays, reports] = [random.uniform(), 2 + random.exponential(1.5), random.uniform()];
  if (falls >= 1 / illEveryDays || day.index < life.illUntilDay || truth.leftAt !== null) return;
  life.illUntilDay = day.index + Math.round(illDays);
  life.reportsIllness = reports < reportsIllnessShare;
  truth.illnesses.push({ from: day.midnight, to: term.calendar.day(life.illUntilDay).midnight });
}

function stateOf({ learner, strain, silentDays, persona }: Life): HazardState {
  return { persona: learner.persona, strain, silentDays, usualGapDays: 7 / persona.sessionsPerWeek };
}

function planClass(life: Life, day: Day, random: Random, rate: number, isExcused: boolean): void {
  const comes = random.uniform() < life.persona.attendsClass * Math.sqrt(rate);
  const sendsWord = random.chance(excusedShare) && rate > 0;
  if (day.isHoliday || !life.term.classDays.includes(day.weekday)) return;
  const startAt = day.midnight + Math.round(classes.startsAtHour * hourMs);
  const isQuiet = startAt >= life.quietFrom;
  if (startAt < life.truth.joinedAt) return;
  if (comes && !isQuiet) life.plans.push({ at: startAt, what: 'class' });
  else {
    const what = (isExcused || sendsWord) && !isQuiet ? 'excused' : 'missed';
    life.plans.push({ at: registerAt(startAt), what });
  }
}

const sittingsPerDayMax = 4;

function planSittings(
  { plans, persona, liking, truth, quietFrom }: Life,
  day: Day,
  random: Random,
  rate: number,
): void {
  // Habit keeps a week closer to its usual number than independent sittings would.
  const wanted = random.rounded(persona.sessionsPerWeek * (liking[day.weekday] ?? 0) * rate);
  for (let count = Math.min(sittingsPerDayMax, wanted); count > 0; count--) {
    const at = timeOn(day, persona, random);
    if (at >= truth.joinedAt && at < quietFrom) plans.push({ at, what: 'alone' });
  }
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
function lastSitting(random: Random, persona: Persona, { calendar }: Term, quietFrom: number): Plan[] {
  const around = calendar.indexAt(quietFrom);
  const times = [-1, 0, 1].flatMap((away) =>
    persona.hours.map(() => timeOn(calendar.day(around + away), persona, random)),
  );
  const at = times.reduce((best, one) =>
    Math.abs(one - quietFrom) < Math.abs(best - quietFrom) ? one : best,
  );
  return [{ at, what: 'alone' }];
}

const eventsPerSittingMin = 3;
const eventsPerSittingMax = 240;
const eventsPerShortSitting = 12;
/** Most sittings are of about the usual length; some are three times as long. */
const lengthSpread = 0.5;
/** Between two things done in one sitting, as in live play: a few seconds at least, about ten on average. */
const gapLeastS = 3;
const gapMeanS = 7;
/** Now and then somebody is called away, or fetches a coffee. */
const pauseShare = 1 / 80;
const pauseMostS = 300;
/** From the shortest to the longest video of the course. */
const videoS = [120, 420] as const;
/** After a sitting nobody begins another at once. */
const restMs = 10 * minuteMs;
const classMs = classes.minutes * minuteMs;

function sit(life: Life, startAt: number, eventsTypical: number): LearnerEvent[] {
  const { persona, term, mind, truth } = life;
  const random = life.random.fork(`sitting ${startAt}`);
  const sitting = beginSitting(random, (startAt - term.from) / weekMs);
  const typical = eventsTypical * Math.exp(random.normal(0, lengthSpread));
  const count = Math.round(Math.max(eventsPerSittingMin, Math.min(eventsPerSittingMax, typical)));
  const name = idOf(life, startAt);
  let at = startAt;
  const events = [event(life, `${name}.0`, at, { type: 'session_start' })];
  if (random.chance(0.5)) events.push(event(life, `${name}.1`, (at += 1_500), { type: 'login' }));
  while (events.length < count - 1) {
    const tookS = gapLeastS + random.exponential(gapMeanS);
    const pausedS = random.chance(pauseShare) ? random.between(0, pauseMostS) : 0;
    at += Math.round((tookS + pausedS) * 1000);
    const id = `${name}.${events.length.toString(36)}`;
    const act = atLength(nextAct(random, persona, mind, sitting, tookS), random.between(...videoS));
    if (act.type === 'video_watch') at += (act.durationS ?? 0) * 1000;
    events.push(event(life, id, at, act));
    if (act.text !== undefined && sitting.meant !== null)
      truth.texts.push({ event: id, at, ...sitting.meant });
  }
  at += Math.round(random.between(5, 60) * 1000);
  const durationS = Math.round((at - startAt) / 1000);
  events.push(event(life, `${name}.${events.length.toString(36)}`, at, { type: 'session_end', durationS }));
  life.strain += strainLearns * (1 - sitting.success - life.strain);
  beSeen(life, startAt, at);
  return events;
}

/** Whoever watches a video is at it for as long as what they saw of it runs. */
function atLength(act: Act, runsS: number): Act {
  if (act.type !== 'video_watch') return act;
  return { ...act, durationS: Math.round((runsS * (act.percent ?? 100)) / 100) };
}

/** A nudge or a promise ends their absence: they come for a little while, and are back in their days. */
function comeBack(life: Life, at: number): LearnerEvent[] {
  life.quietFrom = Number.POSITIVE_INFINITY;
  life.awayUntilDay = 0;
  return at < life.freeAt ? [] : sit(life, at, eventsPerShortSitting);
}

function goToClass(life: Life, startAt: number): LearnerEvent[] {
  const random = life.random.fork(`class ${startAt}`);
  const endsAt = registerAt(startAt);
  const there = attended(random, startAt, life.freeAt);
  if (there === null) return [event(life, registerId(life, endsAt), endsAt, missed(startAt, false))];
  beSeen(life, there.joinedAt, endsAt);
  return [
    event(life, idOf(life, there.joinedAt), there.joinedAt, there.join),
    event(life, registerId(life, endsAt), endsAt, there.register),
  ];
}

function beSeen(life: Life, from: number, to: number): void {
  life.seenOnDay = life.nextDay - 1;
  life.silentDays = 0;
  life.freeAt = to + restMs;
  life.stay = { from, to };
}

function event({ learner }: Life, id: string, at: number, act: Act): LearnerEvent {
  return { id, learner: learner.externalId, at, ...act };
}

/** Nothing that one learner begins begins in the same millisecond as something else of theirs. */
function idOf({ learner, term }: Life, at: number): string {
  return `${term.idPrefix}${learner.externalId}.${at.toString(36)}`;
}

function registerId(life: Life, at: number): string {
  return `${idOf(life, at)}.register`;
}
