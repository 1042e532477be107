import { describe, expect, test } from 'vitest';
import { dueAround, forecastOf } from './forecast.ts';

const noneDue = { next: false, last: false };
const due = { next: true, last: false };

describe("the forecast of next week's score", () => {
  test.each([
    ['nothing is known', []],
    ['only this week is known', [60]],
    ['the week before is not known', [60, null, 50, 40]],
    ['this week is not known', [null, 60, 50, 40]],
  ])('is not made while %s', (_, scores) => {
    expect(forecastOf(scores, noneDue)).toBeNull();
  });

  test('leans on all four weeks: one bad week is not the next one', () => {
    const after = forecastOf([20, 80, 80, 80], null);
    expect(after?.score).toBeGreaterThan(40);
    expect(after?.score).toBeLessThan(70);
    expect(after).toMatchObject({ now: 20, weeks: 4, isDue: null });
  });

  test('is higher when something is due in the week that comes', () => {
    const [quiet, busy] = [noneDue, due].map((one) => forecastOf([50, 50, 50, 50], one)?.score ?? 0);
    expect(busy).toBeGreaterThan((quiet ?? 0) + 10);
  });

  test('of who has done nothing for two weeks is nothing, though they may come back', () => {
    expect(forecastOf([0, 0, 70, 80], due)).toMatchObject({ score: 0, low: 0 });
    expect(forecastOf([0, 0, 70, 80], due)?.high).toBeGreaterThan(0);
  });

  test('lies in its own interval, in 0 to 100, and never falls when a week was better', () => {
    for (const plan of [null, noneDue, due]) {
      for (let now = 0; now <= 100; now += 10) {
        for (let before = 10; before <= 100; before += 15) {
          const [less, more] = [now, now + 1].map((score) => forecastOf([score, before, 40, null], plan));
          if (!less || !more) throw new Error('two weeks are known');
          expect(more.score).toBeGreaterThanOrEqual(less.score);
          for (const { low, score, high } of [less, more]) {
            expect([0, low, score, high, 100]).toEqual([0, low, score, high, 100].toSorted((a, b) => a - b));
          }
        }
      }
    }
  });
});

test('what is due counts from tomorrow on, for seven days, and only if it counts for something', () => {
  const deadlines = [
    { day: 100, weight: 10 },
    { day: 107, weight: 0 },
  ];
  expect(dueAround({ deadlines: [] }, 100)).toBeNull();
  expect(dueAround({ deadlines }, 99)).toEqual({ next: true, last: false });
  expect(dueAround({ deadlines }, 100)).toEqual({ next: false, last: true });
  expect(dueAround({ deadlines }, 92)).toEqual({ next: false, last: false });
  expect(dueAround({ deadlines }, 93)).toEqual({ next: true, last: false });
});
