import { expect, test } from 'vitest';
import { openAgenda } from './agenda.ts';
import { openRandom } from './random.ts';

test('an agenda gives what comes next, and of two at the same time the one that was there first', () => {
  const random = openRandom('agenda');
  const agenda = openAgenda<{ at: number; index: number }>();
  const all = Array.from({ length: 2_000 }, (_, index) => ({
    at: Math.floor(random.between(0, 300)),
    index,
  }));
  const taken: typeof all = [];
  const takeBefore = (until: number) => {
    for (let one = agenda.takeBefore(until); one !== null; one = agenda.takeBefore(until)) taken.push(one);
  };
  for (const one of all.slice(0, 1_000)) agenda.add(one.at, one);
  takeBefore(100);
  expect(taken.every(({ at }) => at < 100)).toBe(true);
  const later = all.slice(1_000).map((one) => ({ ...one, at: one.at + 100 }));
  for (const one of later) agenda.add(one.at, one);
  takeBefore(1_000);
  const wanted = [...all.slice(0, 1_000), ...later].toSorted(
    (one, other) => one.at - other.at || one.index - other.index,
  );
  expect(taken).toEqual(wanted);
  expect(agenda.takeBefore(1_000)).toBe(null);
});
