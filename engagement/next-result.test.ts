import { describe, expect, test } from 'vitest';
import { type PastResult, nextResultOf } from './next-result.ts';

const quiz = (percent: number): PastResult => ({ kind: 'quiz', percent });
const assignment = (percent: number): PastResult => ({ kind: 'assignment', percent });

describe('the next result', () => {
  test('is not told before there is a first one', () => {
    expect(nextResultOf('quiz', [], 70)).toBeNull();
  });

  test.each([
    ['one result is drawn to the mean of the cohort', [quiz(100)], 60, 93.3],
    ['the newest result counts most', [quiz(100), quiz(50)], 75, 79.0],
    ['the same results in the other order tell less', [quiz(50), quiz(100)], 75, 71.0],
    ['results of another kind are better than none', [assignment(90)], 70, 80],
  ])('%s', (_, results, mean, expected) => {
    expect(nextResultOf('quiz', results, mean)?.percent).toBeCloseTo(expected, 0);
  });

  test('says from how much it was told', () => {
    expect(nextResultOf('quiz', [quiz(80), assignment(60)], null)).toMatchObject({ results: 2, ofKind: 1 });
  });

  test('lies in its own interval, in 0 to 100, and never falls when a result was better', () => {
    for (let percent = 0; percent < 100; percent += 5) {
      for (const others of [[], [quiz(40)], [assignment(95), quiz(10)]]) {
        const [less, more] = [percent, percent + 5].map((one) =>
          nextResultOf('quiz', [quiz(one), ...others], 70),
        );
        if (!less || !more) throw new Error('there is a result');
        expect(more.percent).toBeGreaterThanOrEqual(less.percent);
        for (const one of [less, more]) {
          const order = [0, one.low, one.percent, one.high, 100];
          expect(order).toEqual(order.toSorted((a, b) => a - b));
        }
      }
    }
  });
});
