import type { Flag } from '../flag.ts';
import { type Kind, kinds } from '../mark.ts';
import type { Did, LearnerFacts, StretchOf } from './facts.ts';
import { workLateDays } from './work-late.ts';

/** What learners are compared by that has a number. */
export const numberNames = [
  'events',
  'minutes',
  'active_days',
  ...kinds,
  'night',
  'morning',
  'afternoon',
  'evening',
  'weekend',
  'quiet_days',
  'results',
  'attended',
  'minutes_late',
  'work_late',
  'mood',
  'alerts',
  'nudges',
  'score',
  'change',
  'risk',
  'weeks_in',
] as const;
export type NumberName = (typeof numberNames)[number];

/** And what is so of them or is not. */
export const claimNames = [
  'low_attendance',
  'inactive_lms',
  'negative_sentiment',
  'disengaged',
  'help',
  'case',
] as const;
export type ClaimName = (typeof claimNames)[number];

export type MeasureName = NumberName | ClaimName;

/** What a measure is about: how much was done, when, or how a learner stands. What is about none of these is about itself. */
export function aboutOf(name: MeasureName): 'how_much' | 'when' | 'standing' | MeasureName {
  switch (name) {
    case 'events':
    case 'minutes':
    case 'active_days':
    case 'quiet_days':
    case 'content':
    case 'login':
    case 'quiz':
    case 'assignment':
    case 'discussion':
    case 'live':
    case 'contact':
      return 'how_much';
    case 'night':
    case 'morning':
    case 'afternoon':
    case 'evening':
    case 'weekend':
      return 'when';
    case 'score':
    case 'change':
    case 'risk':
      return 'standing';
    case 'results':
    case 'attended':
    case 'minutes_late':
    case 'work_late':
    case 'mood':
    case 'alerts':
    case 'nudges':
    case 'weeks_in':
    case 'low_attendance':
    case 'inactive_lms':
    case 'negative_sentiment':
    case 'disengaged':
    case 'help':
    case 'case':
      return name;
  }
}

/** How much of a thing is told: over a stretch of less than a week as it was, else for a week of it. */
export type Per = 'stretch' | 'week';

export function perOf({ days }: StretchOf): Per {
  return days < weekDays ? 'stretch' : 'week';
}

const weekDays = 7;
/** Of fewer events it says nothing at which hours they came. */
const eventsMin = 5;
/** Who was there for less than this much of the stretch had no time to do as others did. */
const thereMin = 0.25;

/** The values of one measure, learner by learner; null of those of whom it is not known. */
export interface Measured<Value> {
  of: MeasureName;
  values: readonly (Value | null)[];
}

/** All numbers that a stretch of this length can have. */
export function numbersOf(learners: readonly LearnerFacts[], stretch: StretchOf): Measured<number>[] {
  return numberNames
    .filter((name) => isOfStretch(name, stretch))
    .map((of) => ({ of, values: learners.map((learner) => numberOf(of, learner, stretch)) }));
}

export function claimsOf(learners: readonly LearnerFacts[]): Measured<boolean>[] {
  return claimNames.map((of) => ({ of, values: learners.map((learner) => claimOf(of, learner)) }));
}

/** An hour has no mornings and no weekends. */
function isOfStretch(name: NumberName, { days, dueOn }: StretchOf): boolean {
  switch (name) {
    case 'night':
    case 'morning':
    case 'afternoon':
    case 'evening':
      return days >= 1;
    case 'active_days':
    case 'quiet_days':
      return days >= 2;
    case 'weekend':
      return days >= weekDays;
    case 'work_late':
      return dueOn.length > 0;
    case 'events':
    case 'minutes':
    case 'content':
    case 'login':
    case 'quiz':
    case 'assignment':
    case 'discussion':
    case 'live':
    case 'contact':
    case 'results':
    case 'attended':
    case 'minutes_late':
    case 'mood':
    case 'alerts':
    case 'nudges':
    case 'score':
    case 'change':
    case 'risk':
    case 'weeks_in':
      return true;
  }
}

function numberOf(name: NumberName, learner: LearnerFacts, stretch: StretchOf): number | null {
  const { did, stood } = learner;
  switch (name) {
    case 'events':
      return inTime(eventsOf(did), learner, stretch);
    case 'minutes':
      return inTime(did.minutes, learner, stretch);
    case 'active_days':
      return activeDaysOf(learner, stretch);
    case 'content':
    case 'login':
    case 'quiz':
    case 'assignment':
    case 'discussion':
    case 'live':
    case 'contact':
      return inTime(did.kinds[name satisfies Kind], learner, stretch);
    case 'night':
      return shareOfEvents(did.quarters[0], did);
    case 'morning':
      return shareOfEvents(did.quarters[1], did);
    case 'afternoon':
      return shareOfEvents(did.quarters[2], did);
    case 'evening':
      return shareOfEvents(did.quarters[3], did);
    case 'weekend':
      return shareOfEvents(did.weekend, did);
    case 'quiet_days':
      // Who did nothing was quiet for all of it at least.
      return learner.daysThere <= 0 ? null : (did.quietDays ?? learner.daysThere);
    case 'results':
      return did.results.count === 0 ? null : did.results.percent / did.results.count;
    case 'attended': {
      const { present, late, absent } = did.sessions;
      const sessions = present + late + absent;
      return sessions === 0 ? null : (present + late) / sessions;
    }
    case 'minutes_late': {
      const came = did.sessions.present + did.sessions.late;
      return came === 0 ? null : did.sessions.minutesLate / came;
    }
    case 'work_late':
      return workLateDays(did.handedIn, stretch.dueOn);
    case 'mood':
      return did.texts.scored === 0 ? null : did.texts.mood / did.texts.scored;
    case 'alerts':
      return inTime(did.alerts, learner, stretch);
    case 'nudges':
      return inTime(did.nudges, learner, stretch);
    case 'score':
      return stood.score;
    case 'change':
      return stood.change;
    case 'risk':
      return stood.risk;
    case 'weeks_in':
      return learner.weeksIn;
  }
}

function claimOf(name: ClaimName, { did, stood }: LearnerFacts): boolean | null {
  switch (name) {
    case 'low_attendance':
    case 'inactive_lms':
    case 'negative_sentiment':
    case 'disengaged':
      return stood.flags?.includes(name satisfies Flag) ?? null;
    case 'help':
      return did.texts.help > 0;
    case 'case':
      return stood.hasCase;
  }
}

/** As much as it would have been had they been there for all of it: who joined in the middle is not idle for that. */
function inTime(done: number, { daysThere }: LearnerFacts, stretch: StretchOf): number | null {
  if (daysThere < thereMin * stretch.days || daysThere <= 0) return null;
  return (done / daysThere) * (perOf(stretch) === 'week' ? weekDays : stretch.days);
}

/** A stretch that begins in the middle of a day touches one more than it is long: a week has seven all the same. */
function activeDaysOf(learner: LearnerFacts, stretch: StretchOf): number | null {
  const days = inTime(learner.did.activeDays, learner, stretch);
  return days && Math.min(days, perOf(stretch) === 'week' ? weekDays : Math.ceil(stretch.days));
}

function shareOfEvents(some: number, did: Did): number | null {
  const events = eventsOf(did);
  return events < eventsMin ? null : some / events;
}

function eventsOf({ kinds: done }: Did): number {
  return kinds.reduce((sum, kind) => sum + done[kind], 0);
}
