import type { LearnerEvent } from '#engagement/event.ts';
import { openConducted } from './live.ts';
import { northfieldLearners } from './northfield.ts';
import { type PersonaName, type SimulatedLearner, personas } from './personas.ts';
import { openRandom } from './random.ts';
import { inOrder, simulateWithTruth } from './simulate.ts';
import type { Truth } from './truth.ts';

/** A cohort and what it did so far, ready to be stored. */
export interface History {
  learners: PastLearner[];
  /** In order of time. */
  events: LearnerEvent[];
  /** Of all but the last hour. */
  truths: Truth[];
}

export interface PastLearner {
  externalId: string;
  name: string;
  persona: PersonaName;
  /** In ms. */
  joinedAt: number;
}

const dayMs = 86_400_000;
const historyDays = 28;
/** A new learner's first event follows their joining, it does not precede it. */
const hourMs = 3_600_000;

/**
 * Four weeks of the demo cohort, ending at `to`. Days and weeks follow the learners' own rhythm; in
 * the last hour a third of them are at work whatever the clock says, since somebody who tries the
 * demo at three in the morning should see it alive.
 */
export function demoHistory({
  to,
  timeZone,
  seed = 42,
  learners = northfieldLearners,
}: {
  /** The present, in ms. */
  to: number;
  timeZone: string;
  seed?: string | number;
  learners?: readonly SimulatedLearner[];
}): History {
  const from = to - historyDays * dayMs;
  const past = simulateWithTruth({ learners, seed, from, to, timeZone, present: to });
  const lastHour = openConducted({
    learners: someOf(learners, seed),
    seed,
    from: to - hourMs,
    eventsPerSecond: lastHourEventsPerSecond,
    idPrefix: `past-${to.toString(36)}`,
  });
  return {
    learners: learners.map(({ externalId, name, persona, joinedDaysAgo }) => ({
      externalId,
      name,
      persona,
      joinedAt: joinedDaysAgo === undefined ? from : to - joinedDaysAgo * dayMs,
    })),
    events: [...past.events.filter(({ at }) => at < to - hourMs), ...lastHour.advance(to)].toSorted(inOrder),
    truths: past.truths,
  };
}

/** Calmer than live play, which begins where this ends: the page that opens fills before the visitor's eyes. */
const lastHourEventsPerSecond = 0.5;
const lastHourShare = 0.37;

/** The livelier ones, by lot. */
function someOf(learners: readonly SimulatedLearner[], seed: string | number): SimulatedLearner[] {
  const random = openRandom(seed).fork('last hour');
  const left = learners.filter(({ persona }) => personas[persona].liveliness >= 1);
  const wanted = Math.min(left.length, Math.round(lastHourShare * learners.length));
  return Array.from({ length: wanted }, () => {
    const chosen = random.weighted(
      left.map((learner) => [learner, personas[learner.persona].liveliness] as const),
    );
    left.splice(left.indexOf(chosen), 1);
    return chosen;
  });
}
