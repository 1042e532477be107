import type { LearnerEvent } from '#engagement/event.ts';
import { cohortOf } from './cohort.ts';
import type { SimulatedLearner } from './personas.ts';

/** One of the cohorts that a load test has very many of, made from its number and the seed alone. */
export interface ScaleClass {
  name: string;
  /** What senders call it. */
  course: string;
  learners: { externalId: string; name: string }[];
}

/** How many there are at most in one: a large lecture, and what PostgreSQL takes in one transaction in good time. */
export const classLearnersMax = 1_000;

/** The cohorts that so many learners make. */
export function scaleClasses(learners: number, classLearners = classLearnersMax): ScaleClass[] {
  return Array.from({ length: Math.ceil(learners / classLearners) }, (_, index) => {
    const before = index * classLearners;
    const number = String(index + 1).padStart(classDigits, '0');
    return {
      name: `Load test ${number}`,
      course: `load-${number}`,
      learners: Array.from({ length: Math.min(classLearners, learners - before) }, (_, place) => {
        const externalId = `load-${String(before + place + 1).padStart(learnerDigits, '0')}`;
        return { externalId, name: externalId };
      }),
    };
  });
}

/** Wide enough for a million learners, so that names sort as numbers do. */
const classDigits = 4;
const learnerDigits = 7;

/** What one learner did, in order of time. */
export type LifeOf = (learner: SimulatedLearner) => readonly LearnerEvent[];

/**
 * What the learners of a cohort did, a few of them at a time. A load test wants many learners of whom
 * little is heard, and one simulated life holds more than a thousand events: it is dealt out to
 * sixteen learners, one event after the other, so that each keeps the days, hours and drift of somebody. Whoever
 * is thinned by sitting down less often instead looks as if they had left: half of them would be critical.
 */
export function* pastsOf(
  { course, learners }: ScaleClass,
  seed: string | number,
  lifeOf: LifeOf,
): Generator<{ externalId: string; events: LearnerEvent[] }[]> {
  const lives = cohortOf(Math.ceil(learners.length / learnersPerLife), `${seed} ${course}`);
  for (const [index, life] of lives.entries()) {
    const sharing = learners.slice(index * learnersPerLife, (index + 1) * learnersPerLife);
    const pasts = sharing.map(({ externalId }) => ({ externalId, events: [] as LearnerEvent[] }));
    const events = lifeOf({ ...life, externalId: `${course}.${life.externalId}` });
    // Of the last life there may be fewer to share it: what the missing ones would have is left out.
    for (const [place, event] of events.entries()) {
      const past = pasts[place % learnersPerLife];
      past?.events.push({ ...event, learner: past.externalId, course });
    }
    yield pasts;
  }
}

/** Leaves each about a hundred events in a term of twelve weeks. */
const learnersPerLife = 16;
