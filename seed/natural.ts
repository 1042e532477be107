import type { LearnerEvent } from '#engagement/event.ts';
import { type Agenda, openAgenda } from './agenda.ts';
import { type Life, call, comesAt, live, openLife, takeBack } from './life.ts';
import type { LiveCohort } from './live-cohort.ts';
import type { SimulatedLearner } from './personas.ts';
import { type Pace, type Reaction, reactionTo } from './reaction.ts';
import { inOrder } from './simulate.ts';
import { type TermSettings, openTerm } from './term.ts';
import type { Truth } from './truth.ts';

export interface NaturalSettings extends TermSettings {
  learners: readonly SimulatedLearner[];
}

export interface NaturalCohort extends LiveCohort {
  /** What is true of each learner up to now. */
  truths: () => Truth[];
}

/*
 * The lives of `simulate`, told as time passes. A nudge changes the life of whoever takes it, from the
 * moment they act, and nobody else's: the same cohort without it is what would have been.
 */
interface Told {
  life: Life;
  /** Of their entries in the agenda only the newest counts: a nudge may bring forward what comes next. */
  entry: number;
  nudges: number;
  ignored: number;
  hasOptedOut: boolean;
}

/** A telephone lies about: minutes at best, hours usually. */
const pace: Pace = { leastMs: 2 * 60_000, meanMs: 3 * 3_600_000 };
/** From saying so to sitting down. */
const promiseLeastMs = 4_000;
const promiseMostMs = 10_000;

export function openNatural({ learners, ...settings }: NaturalSettings): NaturalCohort {
  const term = openTerm(settings);
  const agenda: Agenda<{ told: Told; entry: number }> = openAgenda();
  const everybody = new Map<string, Told>();
  let at = settings.from;
  /** Made already, but not yet time. */
  let early: LearnerEvent[] = [];

  for (const learner of learners) {
    const told = { life: openLife(learner, term), entry: 0, nudges: 0, ignored: 0, hasOptedOut: false };
    everybody.set(learner.externalId, told);
    schedule(told);
  }

  function schedule(told: Told): void {
    agenda.add(comesAt(told.life), { told, entry: ++told.entry });
  }

  function advance(until: number): LearnerEvent[] {
    if (until <= at) return [];
    const events: LearnerEvent[] = [];
    const later: LearnerEvent[] = [];
    for (const event of early) (event.at < until ? events : later).push(event);
    for (let next = agenda.takeBefore(until); next !== null; next = agenda.takeBefore(until)) {
      const { told, entry } = next;
      if (entry !== told.entry) continue;
      for (const event of live(told.life)) (event.at < until ? events : later).push(event);
      schedule(told);
    }
    early = later;
    at = until;
    return events.toSorted(inOrder);
  }

  function nudged(learner: string, nudgedAt: number, isOffer = false): Reaction | null {
    const told = everybody.get(learner);
    if (told === undefined) return null;
    const { life, ignored, hasOptedOut } = told;
    const random = life.random.fork(`nudge ${told.nudges++}`);
    // Whoever left for good may still read it; and for one whom a person plays, that person answers.
    const isBeyond = life.truth.leftAt !== null;
    const answersNudge = isBeyond ? 0 : life.persona.answersNudge;
    const isMuted = hasOptedOut || life.learner.isPlayedByPerson === true;
    const receiver = { answersNudge, ignored, hasOptedOut: isMuted, isOffer };
    const reaction = reactionTo(random, receiver, nudgedAt, pace);
    told.hasOptedOut ||= reaction.answer === 'not_for_me';
    told.ignored = reaction.actsAt === null ? ignored + 1 : 0;
    if (reaction.actsAt !== null) come(told, reaction.actsAt);
    return reaction;
  }

  function promised(learner: string, promisedAt: number): void {
    const told = everybody.get(learner);
    if (told === undefined) return;
    const random = told.life.random.fork(`promise ${promisedAt}`);
    const arrivesAt = promisedAt + Math.round(random.between(promiseLeastMs, promiseMostMs));
    takeBack(told.life, arrivesAt);
    told.ignored = 0;
    come(told, arrivesAt);
  }

  /** What is told already stays as it was: news that comes late moves the sitting to now. */
  function come(told: Told, arrivesAt: number): void {
    call(told.life, Math.max(arrivesAt, at));
    schedule(told);
  }

  return {
    get at() {
      return at;
    },
    advance,
    nudged,
    promised,
    present: () =>
      [...everybody.values()].filter(({ life: { stay } }) => stay.from < at && at <= stay.to).length,
    truths: () => [...everybody.values()].map(({ life }) => life.truth),
  };
}
