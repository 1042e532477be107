import type { SessionOutcome } from '#engagement/session.ts';
import type { Random } from '../random.ts';
import { type Slot, overlaps } from './calendar.ts';
import type { Experience } from './churn.ts';
import type { SimulatedLearner, SimulatedMentor } from './people.ts';
import { mentorPersonas } from './personas.ts';
import { rebooking } from './probabilities.ts';

/** What a learner has been through so far. */
export interface Life {
  learner: SimulatedLearner;
  /** With whom they completed a session. */
  met: Set<SimulatedMentor>;
  completed: number;
  planned: Slot[];
  experiences: Experience[];
  last: { mentor: SimulatedMentor; outcome: SessionOutcome; isRebooked: boolean; endsAt: number } | null;
  leftAt: number | null;
}

export function newLife(learner: SimulatedLearner): Life {
  return { learner, met: new Set(), completed: 0, planned: [], experiences: [], last: null, leftAt: null };
}

export function isThere({ learner, leftAt }: Life, at: number): boolean {
  return leftAt === null && learner.joinedAt <= at;
}

/** By lot, whose session this is. Two on one day are rare, and those who never had one come soon. */
export function lifeFor(random: Random, lives: readonly Life[], slot: Slot): Life {
  return random.weighted(lives.map((life) => [life, wishFor(life, slot)] as const));
}

function wishFor(life: Life, slot: Slot): number {
  if (!isThere(life, slot.startsAt) || life.planned.some((other) => overlaps(slot, other))) return 0;
  if (life.last === null) return 2;
  if (slot.startsAt - life.last.endsAt < dayMs) return 0.02;
  return life.last.isRebooked ? 1.5 : 1;
}

const dayMs = 86_400_000;

/** Of those who are free the one they were with last, or one by lot. */
export function mentorFor(random: Random, { last }: Life, free: readonly SimulatedMentor[]): SimulatedMentor {
  const stays = last?.isRebooked ? rebooking.sameMentor : rebooking.otherwise;
  if (last && free.includes(last.mentor) && random.chance(stays)) return last.mentor;
  return random.weighted(free.map((one) => [one, mentorPersonas[one.persona].liking] as const));
}
