import { describe, expect, test } from 'vitest';
import type { SimulatedLearner } from './personas.ts';
import { type ScaleClass, pastsOf, scaleClasses } from './scale-class.ts';
import { lifeEvents } from './simulate.ts';
import { openTerm } from './term.ts';

const to = Date.UTC(2026, 2, 2, 12);
const term = { from: to - 84 * 86_400_000, timeZone: 'UTC' };

describe('the cohorts of a load test', () => {
  test('hold a thousand learners each, the last one the rest, and nobody twice', () => {
    const classes = scaleClasses(2_345);
    expect(classes.map(({ learners }) => learners.length)).toEqual([1_000, 1_000, 345]);
    const ids = classes.flatMap(({ learners }) => learners.map(({ externalId }) => externalId));
    expect(new Set(ids).size).toBe(2_345);
    expect(ids.toSorted()).toEqual(ids);
  });

  test('stay as they were when there are more of them', () => {
    expect(scaleClasses(3_000).slice(0, 2)).toEqual(scaleClasses(2_000));
  });
});

describe('the past of a cohort', () => {
  test('is the same for its number and the seed, and another for others', () => {
    const times = (...args: Parameters<typeof past>) =>
      past(...args).map(({ events }) => events.map(({ at }) => at));
    expect(past(classOf(20), 7)).toEqual(past(classOf(20), 7));
    expect(times(classOf(20), 7)).not.toEqual(times(classOf(20), 8));
    expect(times(classOf(20), 7)).not.toEqual(times({ ...classOf(20), course: 'another' }, 7));
  });

  test('deals out every event of a life, each to one learner, in order of time', () => {
    let simulated = 0;
    const pasts = past(classOf(16), 7, (events) => (simulated += events));
    const events = pasts.flatMap((one) => one.events);
    expect(events).toHaveLength(simulated);
    expect(new Set(events.map(({ id }) => id)).size).toBe(simulated);
    for (const { externalId, events: own } of pasts) {
      expect(own.every(({ learner }) => learner === externalId)).toBe(true);
      expect(own).toEqual(own.toSorted((one, other) => one.at - other.at));
    }
  });

  test('is about a hundred events for each learner', () => {
    const sizes = past(classOf(400), 7).map(({ events }) => events.length);
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    expect(mean).toBeGreaterThan(70);
    expect(mean).toBeLessThan(140);
  });

  test('is there for everybody, also where fewer than sixteen are left to share a life', () => {
    const pasts = past(classOf(19), 7);
    expect(pasts).toHaveLength(19);
    expect(pasts.filter(({ events }) => events.length === 0)).toEqual([]);
  });
});

function classOf(learners: number): ScaleClass {
  const [one] = scaleClasses(learners);
  if (one === undefined) throw new Error('some learners make a cohort');
  return one;
}

function past(one: ScaleClass, seed: number, simulated: (events: number) => void = () => {}) {
  const lifeOf = (learner: SimulatedLearner) => {
    const { events } = lifeEvents(learner, openTerm({ seed, ...term }), to);
    simulated(events.length);
    return events;
  };
  return Array.from(pastsOf(one, seed, lifeOf)).flat();
}
