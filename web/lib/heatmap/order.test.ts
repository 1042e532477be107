import { expect, test } from 'vitest';
import { unknownRow } from '#engagement/cohort.ts';
import { type LiveRow, emptyRings } from '#engagement/screen/cohort-view.ts';
import { type Order, inPlace, isInOrder, orderedBy } from './order.ts';

function row(name: string, own: Partial<LiveRow>): LiveRow {
  return {
    ...emptyRings,
    ...unknownRow({ enrolment: name, learner: name, name }),
    ...own,
  };
}

const rows = [
  row('Maya', {
    risk: 0.2,
    score: 80,
    trend: 'improving',
    cells: [1, 2],
    lastSeenAt: '2026-11-21T10:00:00Z',
  }),
  row('Åsa', {}),
  row('Jonas', { risk: 0.9, score: 10, trend: 'critical_decline', lastSeenAt: '2026-11-16T10:00:00Z' }),
  row('Ana', { risk: 0.2, score: 80, trend: 'stable', cells: [9], lastSeenAt: '2026-11-21T11:00:00Z' }),
];

test.each<[Order, string[]]>([
  ['risk', ['Jonas', 'Ana', 'Maya', 'Åsa']],
  ['score', ['Jonas', 'Ana', 'Maya', 'Åsa']],
  ['activity', ['Ana', 'Maya', 'Åsa', 'Jonas']],
  ['trend', ['Jonas', 'Ana', 'Maya', 'Åsa']],
  ['name', ['Ana', 'Åsa', 'Jonas', 'Maya']],
  ['last_seen', ['Ana', 'Maya', 'Jonas', 'Åsa']],
])('sorted by %s, who is not known stands last and names break ties', (order, expected) => {
  const places = orderedBy(order, rows, 'en');
  expect(places).toEqual(expected);
  expect(isInOrder(order, inPlace(rows, places), 'en')).toBe(true);
  expect(isInOrder(order, inPlace(rows, places).toReversed(), 'en')).toBe(false);
});

test('rows stay where they were while their values change, and a newcomer stands at the end', () => {
  const places = ['Jonas', 'Ana', 'Maya', 'Åsa'];
  const later = ['Maya', 'New', 'Ana', 'Jonas'].map((name) => row(name, {}));
  expect(inPlace(later, places).map(({ name }) => name)).toEqual(['Jonas', 'Ana', 'Maya', 'New']);
});
