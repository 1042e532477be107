import { describe, expect, test } from 'vitest';
import { isLastTry, waitAfterMs } from './delivery.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('a delivery that failed', () => {
  test.for([
    { tries: 1, chance: 1, wait: minute },
    { tries: 1, chance: 0, wait: minute / 2 },
    { tries: 2, chance: 1, wait: 3 * minute },
    { tries: 5, chance: 1, wait: 81 * minute },
    { tries: 8, chance: 1, wait: 6 * hour },
    { tries: 40, chance: 0, wait: 3 * hour },
  ])('waits longer each time and not as long as others: $tries, $chance', ({ tries, chance, wait }) => {
    expect(waitAfterMs(tries, chance, null)).toBe(wait);
  });

  test('waits as long as the other side asks for, a day at most, and never less than by itself', () => {
    expect(waitAfterMs(1, 0, 2 * hour)).toBe(2 * hour);
    expect(waitAfterMs(1, 0, 400 * hour)).toBe(24 * hour);
    expect(waitAfterMs(3, 1, 1_000)).toBe(9 * minute);
  });

  test('is given up after eight tries, and after as many again when a person has it sent again', () => {
    const last = Array.from({ length: 20 }, (_, index) => index + 1).filter(isLastTry);
    expect(last).toEqual([8, 16]);
  });
});
