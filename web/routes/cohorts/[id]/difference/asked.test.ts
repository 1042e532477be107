import { expect, test } from 'vitest';
import { askedOf } from './asked.ts';

const now = Date.parse('2026-11-22T10:03:44Z');
const asked = (query: string) => askedOf(new URLSearchParams(query), now);

test('learners in an address are asked about over the last week, to the minute', () => {
  expect(asked('learners=a,b,,c')).toEqual({
    learners: ['a', 'b', 'c'],
    from: '2026-11-15T10:03:00.000Z',
    to: '2026-11-22T10:03:00.000Z',
  });
});

test('or over the stretch that it names', () => {
  expect(asked('learners=a&to=2026-11-10T00:00:00Z')).toMatchObject({ from: '2026-11-03T00:00:00.000Z' });
  expect(asked('learners=a&from=2026-11-01T00:00:00Z&to=soon')).toEqual({
    learners: ['a'],
    from: '2026-11-01T00:00:00Z',
    to: 'soon',
  });
});

test('a stretch that is not over yet ends now', () => {
  expect(asked('learners=a&from=2026-11-20T00:00:00Z&to=2026-11-23T00:00:00Z')).toEqual({
    learners: ['a'],
    from: '2026-11-20T00:00:00Z',
    to: '2026-11-22T10:03:00.000Z',
  });
});

test('of more than twenty the first are asked about, and of nobody nothing', () => {
  expect(asked(`learners=${Array.from({ length: 30 }, (_, at) => at).join(',')}`)?.learners).toHaveLength(20);
  expect(asked('')).toBeNull();
  expect(asked('learners=,')).toBeNull();
});
