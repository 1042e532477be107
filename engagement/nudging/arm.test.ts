import { expect, test } from 'vitest';
import { nudgeKinds } from '../nudge.ts';
import { armOf } from './arm.ts';

const learners = Array.from({ length: 20_000 }, (_, index) => `north learner-${index}`);

test.each([0, 10, 25, 50])('of all learners about %i percent are held out, for each kind', (percent) => {
  for (const kind of nudgeKinds) {
    const held = learners.filter((seed) => armOf(seed, kind, percent) === 'held_out').length;
    const share = held / learners.length;
    const error = Math.sqrt(((percent / 100) * (1 - percent / 100)) / learners.length);
    expect(Math.abs(share - percent / 100)).toBeLessThanOrEqual(4 * error);
  }
});

test('a learner stays where they were put, and more are added when more are held out', () => {
  for (const kind of nudgeKinds) {
    const heldAt = (percent: number) => learners.filter((seed) => armOf(seed, kind, percent) === 'held_out');
    const few = heldAt(10);
    expect(heldAt(10)).toEqual(few);
    expect(new Set(heldAt(30)).isSupersetOf(new Set(few))).toBe(true);
  }
});

test('whether a learner is held out of one kind says nothing of another', () => {
  const both = learners.filter(
    (seed) =>
      armOf(seed, 'reminder', 20) === 'held_out' && armOf(seed, 'micro_assessment', 20) === 'held_out',
  ).length;
  expect(both / learners.length).toBeCloseTo(0.04, 2);
});
