import { array, assert, constant, integer, nat, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { floored, groupMin, groupsOf, stepsOf } from './wall-groups.ts';

type Counts = Parameters<typeof groupsOf>[0];
const names = ['critical', 'high', 'medium', 'low', 'unknown'] as const;

/** Whether somebody who considers all of these possible knows that it is a group of one to four. */
function isTold(possible: Set<number>): boolean {
  return [...possible].every((count) => count > 0 && count < groupMin);
}

/** Every class of so many learners. */
function* classesOf(learners: number, bands: number = names.length): Generator<number[]> {
  if (bands === 1) yield [learners];
  else
    for (let first = 0; first <= learners; first++)
      for (const rest of classesOf(learners - first, bands - 1)) yield [first, ...rest];
}

const countsOf = (of: number[]): Counts =>
  Object.fromEntries(names.map((name, index) => [name, of[index] ?? 0])) as Counts;
/** Every choice of some of the bands, but for none. */
const choices = Array.from({ length: 2 ** names.length - 1 }, (_, bits) =>
  names.map((_, index) => (((bits + 1) >> index) & 1) === 1),
);

describe('from the bands that a wall shows', () => {
  test.each([5, 6, 8, 9, 10, 12, 15])(
    'of %i learners nobody can tell that a band, or some bands together, have one to four',
    (learners) => {
      const possible = new Map<string, Set<number>[]>();
      for (const one of classesOf(learners)) {
        const shown = JSON.stringify(groupsOf(countsOf(one)));
        const sets = possible.get(shown) ?? choices.map(() => new Set<number>());
        possible.set(shown, sets);
        for (const [choice, chosen] of choices.entries()) {
          sets[choice]?.add(one.reduce((sum, count, band) => sum + (chosen[band] ? count : 0), 0));
        }
      }
      expect(possible.size).toBeGreaterThan(1);
      for (const [shown, sets] of possible) {
        expect({ shown, told: sets.filter(isTold) }).toEqual({ shown, told: [] });
      }
    },
  );

  test('of any class each group has five or more, and none is left out', () => {
    assert(
      property(array(nat(200), { minLength: 5, maxLength: 5 }), (of) => {
        const groups = groupsOf(countsOf(of));
        const assessed = of.slice(0, 4).reduce((sum, one) => sum + one);
        expect(groups === null).toBe(assessed < groupMin);
        if (groups === null) return;
        expect(groups.every(({ learners }) => learners >= groupMin)).toBe(true);
        expect(groups.flatMap(({ bands }) => bands)).toEqual(['critical', 'high', 'medium', 'rest']);
        const all = groups.reduce((sum, { learners }) => sum + learners, 0);
        expect(all).toBe(of.reduce((sum, one) => sum + one, 0));
      }),
    );
  });

  test.each<[of: number[], shown: string]>([
    [[7, 18, 49, 110, 0], 'critical 7, high 18, medium 49, rest 110'],
    [[2, 18, 49, 110, 3], 'critical+high 20, medium 49, rest 113'],
    [[7, 2, 49, 110, 0], 'critical 7, high+medium 51, rest 110'],
    [[7, 18, 49, 1, 0], 'critical 7, high 18, medium+rest 50'],
    [[0, 0, 2, 20, 0], 'critical+high+medium+rest 22'],
  ])('%j are told as %s', (of, shown) => {
    const groups = groupsOf(countsOf(of)) ?? [];
    expect(groups.map(({ bands, learners }) => `${bands.join('+')} ${learners}`).join(', ')).toBe(shown);
  });

  test('a cohort of which hardly anybody is assessed has none', () => {
    expect(groupsOf(countsOf([1, 1, 1, 1, 60]))).toBeNull();
  });
});

describe('from a count that a wall shows', () => {
  test('nobody can tell that one to four are in it, or are missing from it', () => {
    for (let learners = groupMin; learners <= 80; learners++) {
      const possible = new Map<string, [Set<number>, Set<number>]>();
      for (let count = 0; count <= learners; count++) {
        const steps = stepsOf(count, learners);
        expect(count).toBeGreaterThanOrEqual(steps.from);
        expect(count).toBeLessThanOrEqual(steps.to);
        const shown = JSON.stringify(steps);
        const [there, missing] = possible.get(shown) ?? [new Set<number>(), new Set<number>()];
        possible.set(shown, [there.add(count), missing.add(learners - count)]);
      }
      for (const [shown, sets] of possible) {
        expect({ shown, learners, told: sets.filter(isTold) }).toEqual({ shown, learners, told: [] });
      }
    }
  });

  test('that only grows, nobody can tell from all that was shown that one to four have come in between', () => {
    const growing = array(nat(9), { minLength: 1, maxLength: 60 }).chain((growth) => {
      const most = growth.reduce((sum, one) => sum + one, 0);
      return record({
        growth: constant(growth),
        learners: integer({ min: most + 5, max: most + 60 }),
      });
    });
    assert(
      property(growing, ({ growth, learners }) => {
        let count = 0;
        const shown = growth.map((more) => stepsOf((count += more), learners));
        // A day on which all came in fives, or the last of them all at once, that looks the same at every moment.
        const other = shown.map(({ from, to }) => (to === learners ? learners : from));
        expect(other.map((one) => stepsOf(one, learners))).toEqual(shown);
        const came = other.map((one, index) => one - (other[index - 1] ?? 0));
        expect(came.filter((one) => one > 0 && one < groupMin)).toEqual([]);
      }),
    );
  });

  test('events of one learner are none', () => {
    expect([0, 1, 4, 5, 9, 10].map(floored)).toEqual([0, 0, 0, 5, 5, 10]);
  });
});
