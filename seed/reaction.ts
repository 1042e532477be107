import type { NudgeAnswer } from '#engagement/nudge.ts';
import type { Random } from './random.ts';

/*
 * How learners take a nudge. The process is known and set here alone, so that whatever the product
 * claims about the good its nudges do can be judged against what was planted.
 */

/** What becomes of a nudge; times in ms, null for what does not happen. */
export interface Reaction {
  opensAt: number | null;
  /** Accepted: they come. Not for me: they want no more of this. Null as well for who comes without saying so. */
  answer: NudgeAnswer | null;
  answersAt: number | null;
  /** When they sit down at the course because of it. */
  actsAt: number | null;
}

/** Who receives it, as far as it matters. */
export interface Receiver {
  /** Chance that a first nudge brings them back. */
  answersNudge: number;
  /** Nudges in a row that did not bring them. */
  ignored: number;
  hasOptedOut: boolean;
  /** It offers a mentor: to accept is to ask for a person. */
  isOffer?: boolean;
}

/** From receiving to sitting down: minutes in a learner's day, seconds where somebody is watching. */
export interface Pace {
  leastMs: number;
  meanMs: number;
}

/** Each nudge in a row that did not help halves the chance that the next one does: more of the same wears off. */
const wearsOff = 0.5;
/**
 * Offers of help are read by many and taken up by few: of those whom one brings back so many ask, the rest go on by
 * themselves. Were all to ask, the mentors' queue would hold nobody else.
 */
const asksForPerson = 0.12;
const opensAnyway = 0.45;
const postpones = 0.35;
/** Of those who open it and stay away, for a first nudge and for each one ignored before. */
const optsOut = 0.05;
const optsOutMore = 0.1;

export function reactionTo(random: Random, receiver: Receiver, at: number, pace: Pace): Reaction {
  const opensAt = at + Math.round(pace.leastMs + random.exponential(pace.meanMs));
  const answersAt = opensAt + Math.round(random.between(2_000, 20_000));
  // Drawn whatever comes of it, so that one answer does not shift the chances of the next nudge.
  const [comes, opens, says] = [random.uniform(), random.uniform(), random.uniform()];
  if (receiver.hasOptedOut) return ignoring;
  const brings = receiver.answersNudge * wearsOff ** receiver.ignored;
  if (comes < brings) {
    // Of those who come evenly spread, so that nothing more needs to be drawn.
    const isSilent = receiver.isOffer === true && comes >= brings * asksForPerson;
    return isSilent
      ? { opensAt, answer: null, answersAt: null, actsAt: answersAt }
      : { opensAt, answer: 'accepted', answersAt, actsAt: answersAt };
  }
  if (opens >= opensAnyway) return ignoring;
  const refuses = optsOut + optsOutMore * receiver.ignored;
  if (says < refuses) return { opensAt, answer: 'not_for_me', answersAt, actsAt: null };
  if (says < refuses + postpones) return { opensAt, answer: 'later', answersAt, actsAt: null };
  return { opensAt, answer: null, answersAt: null, actsAt: null };
}

const ignoring: Reaction = { opensAt: null, answer: null, answersAt: null, actsAt: null };
