import type { PersonaName } from './personas.ts';
import type { Random } from './random.ts';

/*
 * Why learners leave. Each morning of a term a learner leaves for good with a chance that depends on
 * who they are, on how it goes lately and on how long they have been silent, and a little on what
 * life brings. These numbers are the truth that a model of risk is judged against; the product never
 * reads them.
 *
 *   chance = habit[persona] * strainFactor(strain) * silenceFactor(silentDays) + life
 */
export interface HazardState {
  persona: PersonaName;
  /** How badly it goes lately, 0 all right to 1 all wrong. */
  strain: number;
  /** Days in a row, holidays and illness apart, on which nothing was seen of them. */
  silentDays: number;
  /** What lies between two of their sittings in an ordinary week, in days. */
  usualGapDays: number;
}

export type WhyLeft = 'habit' | 'struggle' | 'silence' | 'life';

/** Chance to leave on this day. */
export function hazardOf({ persona, strain, silentDays, usualGapDays }: HazardState): number {
  const factor = strainFactor(strain) * silenceFactor(silentDays, usualGapDays);
  return Math.min(hazardMost, habit[persona] * factor + life);
}

/** What it was that they left for: each cause in proportion to its part in the chance, factors by their logarithms. */
export function whyLeft(random: Random, state: HazardState): WhyLeft {
  const struggle = strainFactor(state.strain);
  const silence = silenceFactor(state.silentDays, state.usualGapDays);
  const usual = habit[state.persona];
  const excess = usual * (struggle * silence - 1);
  const logs = Math.log(struggle) + Math.log(silence);
  const share = logs === 0 ? 0 : Math.log(struggle) / logs;
  return random.weighted([
    ['habit', usual],
    ['struggle', excess * share],
    ['silence', excess * (1 - share)],
    ['life', life],
  ]);
}

/**
 * The chance to leave within so many days of whoever has this chance each day. A state moves, so for a
 * learner it is exact only while theirs holds; over many it is right on average, as `hazard.test.ts` shows.
 */
export function dropOffWithin(hazard: number, days: number): number {
  return 1 - (1 - hazard) ** days;
}

/** A day, when all goes well. Over twelve weeks 0.001 is 8 %. */
const habit: Record<PersonaName, number> = {
  keen: 0.0002,
  steady: 0.0005,
  weekend_worker: 0.0009,
  evening_cramp: 0.0009,
  new_arrival: 0.001,
  returning: 0.0012,
  struggling: 0.0018,
  fading: 0.002,
  now_and_then: 0.0025,
  gone_quiet: 0.0036,
};
/** Moving house, a new job, money: it takes anybody. */
const life = 0.0002;
const hazardMost = 0.25;

/** Most have this much: a third wrong is how learning feels. */
const strainUsual = 0.35;
/** From the usual to all wrong the chance rises to so many times. */
const strainMost = 8;

function strainFactor(strain: number): number {
  return 1 + (strainMost - 1) * Math.max(0, (strain - strainUsual) / (1 - strainUsual));
}

/** Silence counts from here, or from twice their usual gap. */
const silentDaysUsual = 3;
/** With each silent day more. */
const silenceAdds = 0.8;
const silentDaysCounted = 14;

function silenceFactor(silentDays: number, usualGapDays: number): number {
  const beyond = silentDays - Math.max(silentDaysUsual, 2 * usualGapDays);
  return 1 + silenceAdds * Math.max(0, Math.min(silentDaysCounted, beyond));
}
