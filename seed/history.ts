import type { CoursePlan } from '#engagement/course-plan.ts';
import { dayOf } from '#engagement/day.ts';
import type { LearnerEvent } from '#engagement/event.ts';
import { isBelievable } from './believable.ts';
import { coursePlan } from './course.ts';
import { openConducted } from './live.ts';
import { northfield, northfieldLearners } from './northfield.ts';
import { type PersonaName, type SimulatedLearner, personas } from './personas.ts';
import { openRandom } from './random.ts';
import { seenAt } from './seen.ts';
import { inOrder, simulateWithTruth } from './simulate.ts';
import type { Truth } from './truth.ts';

/** A cohort and what it did so far, ready to be stored. */
export interface History {
  /** When it begins, in ms. */
  from: number;
  learners: PastLearner[];
  /** In order of time. */
  events: LearnerEvent[];
  /** Of all but the last hour. */
  truths: Truth[];
  plan: CoursePlan;
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
 * demo at three in the morning should see it alive. Four weeks that do not look like a usual college are
 * drawn again; the same arguments end with the same ones.
 */
export function demoHistory({
  to,
  timeZone,
  seed = 42,
}: {
  /** The present, in ms. */
  to: number;
  timeZone: string;
  seed?: string | number;
}): History {
  const played = northfieldLearners.find(({ isPlayedByPerson }) => isPlayedByPerson)?.externalId;
  for (let draw = 0; draw < drawsMost; draw++) {
    const history = drawn({ to, timeZone, seed: draw === 0 ? seed : `${seed}, draw ${draw}` });
    if (isAlive(history, to) && isBelievable(history.events, seenAt(history, to, timeZone), played))
      return history;
  }
  throw new Error(
    `no believable demo in ${drawsMost} draws: the rules and seed/believable.ts have come apart`,
  );
}

/** At most moments about every second draw is taken, at the worst ones every tenth. */
const drawsMost = 200;

/** The page opens on minutes: the newest one is not empty. */
function isAlive({ events }: History, to: number): boolean {
  return (events.at(-1)?.at ?? 0) >= to - 60_000;
}

function drawn({ to, timeZone, seed }: { to: number; timeZone: string; seed: string | number }): History {
  const from = to - historyDays * dayMs;
  const { classDays } = northfield;
  const past = simulateWithTruth({
    learners: northfieldLearners,
    seed,
    from,
    to,
    timeZone,
    present: to,
    classDays,
  });
  const lastHour = openConducted({
    learners: livelyOnes(seed),
    seed,
    from: to - hourMs,
    eventsPerSecond: lastHourEventsPerSecond,
    idPrefix: `past-${to.toString(36)}`,
  });
  return {
    from,
    learners: northfieldLearners.map(({ externalId, name, persona, joinedDaysAgo }) => ({
      externalId,
      name,
      persona,
      joinedAt: joinedDaysAgo === undefined ? from : to - joinedDaysAgo * dayMs,
    })),
    events: [...past.events.filter(({ at }) => at < to - hourMs), ...lastHour.advance(to)].toSorted(inOrder),
    truths: past.truths,
    plan: coursePlan(dayOf(from, timeZone)),
  };
}

/** Calmer than live play, which begins where this ends: the page that opens fills before the visitor's eyes. */
const lastHourEventsPerSecond = 0.5;
const lastHourShare = 0.37;

/** The livelier ones, by lot. */
function livelyOnes(seed: string | number): SimulatedLearner[] {
  const random = openRandom(seed).fork('last hour');
  const left = northfieldLearners.filter(({ persona }) => personas[persona].liveliness >= 1);
  const wanted = Math.min(left.length, Math.round(lastHourShare * northfieldLearners.length));
  return Array.from({ length: wanted }, () => {
    const chosen = random.weighted(
      left.map((learner) => [learner, personas[learner.persona].liveliness] as const),
    );
    left.splice(left.indexOf(chosen), 1);
    return chosen;
  });
}
