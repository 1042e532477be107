import { expect, test } from 'vitest';
import { type Asked, askedOf, learnersMax, queryOf, usual } from './screen-address.ts';

const at = Date.parse('2026-11-21T14:03:00Z');

test.each<[string, Partial<Asked>, string]>([
  ['nothing but what is usual', {}, ''],
  ['a range and a measure', { range: 'term', measure: 'risk' }, 'range=term&measure=risk'],
  [
    'who is to be seen, and how',
    {
      size: 'small',
      order: 'trend',
      group: 'mentor',
      band: 'unknown',
      level: 'high',
      flag: 'disengaged',
      hasCase: true,
    },
    'size=small&sort=trend&group=mentor&band=unknown&level=high&flag=disengaged&case=open',
  ],
  ['a stretch of risk', { risks: [30, 60] }, 'risk=30-60'],
  ['what is searched for', { search: 'Åsa & <b>' }, 'search=%C3%85sa+%26+%3Cb%3E'],
  ['a zoom', { zoom: { from: 14, to: 0 } }, 'zoom=14-0'],
  [
    'a region',
    { selection: { learners: ['a1', 'b2'], from: at - 60_000, to: at } },
    'learners=a1%2Cb2&from=2026-11-21T14%3A02%3A00.000Z&to=2026-11-21T14%3A03%3A00.000Z',
  ],
  ['a kept selection', { kept: 's1' }, 'selection=s1'],
  ['a moment of the past', { at }, 'at=2026-11-21T14%3A03%3A00.000Z'],
])('an address says %s, and is read as it was meant', (_, change, expected) => {
  const asked = { ...usual, ...change };
  expect(queryOf(asked).toString()).toBe(expected);
  expect(askedOf(new URLSearchParams(expected))).toEqual(asked);
});

test.each([
  'range=century&measure=iq&size=-1&sort=;drop&group=persona&band=all&level=9&flag=x&case=1',
  'risk=60-30&zoom=0-14&at=soon&selection=../../etc',
  'risk=30-300&zoom=a-b&at=2026-13-45T00:00:00Z',
  'learners=<script>,../x,&from=2026-11-21T14:00:00Z&to=2026-11-21T15:00:00Z',
  'range=__proto__&measure=constructor&at=1e99&risk=1e1-9',
  'learners=%F0%9F%98%80%00',
])('what nobody could mean is as if nothing was said: %s', (query) => {
  expect(askedOf(new URLSearchParams(query))).toEqual(usual);
});

test('a stretch that ends before it begins is none, its learners stay', () => {
  const query = 'learners=a1,a1,b2&from=2026-11-21T15:00:00Z&to=2026-11-21T14:00:00Z';
  expect(askedOf(new URLSearchParams(query)).selection).toEqual({
    learners: ['a1', 'b2'],
    from: null,
    to: null,
  });
});

test('an address holds no more than it can carry', () => {
  const learners = Array.from({ length: 5_000 }, (_, index) => `e${index}`);
  expect(askedOf(new URLSearchParams({ learners: learners.join() })).selection?.learners).toHaveLength(
    learnersMax,
  );
  expect(queryOf({ ...usual, selection: { learners, from: null, to: null } }).toString()).toBe('');
  expect(askedOf(new URLSearchParams({ search: 'x'.repeat(9_999) })).search).toHaveLength(100);
});
