import { expect, test } from 'vitest';
import type { LearnerRow } from '#engagement/cohort.ts';
import { type Order, inPlace, orderedBy } from './order.ts';

function row(name: string, risk: number | null, lastSeenAt: string | null): LearnerRow {
  return {
    enrolment: name,
    learner: name,
    name,
    score: null,
    level: null,
    trend: null,
    risk,
    band: null,
    flags: [],
    lastSeenAt,
    case: null,
  };
}

const rows = [
  row('Maya', 0.2, '2026-11-21T10:00:00Z'),
  row('Åsa', null, null),
  row('Jonas', 0.9, '2026-11-16T10:00:00Z'),
  row('Ana', 0.2, '2026-11-21T11:00:00Z'),
];

test.each<[Order, string[]]>([
  ['risk', ['Jonas', 'Ana', 'Maya', 'Åsa']],
  ['name', ['Ana', 'Åsa', 'Jonas', 'Maya']],
  ['last_seen', ['Ana', 'Maya', 'Jonas', 'Åsa']],
])('sorted by %s, who is not known stands last and names break ties', (order, expected) => {
  expect(orderedBy(order, rows, 'en')).toEqual(expected);
});

test('rows stay where they were while their values change, and a newcomer stands at the end', () => {
  const places = ['Jonas', 'Ana', 'Maya', 'Åsa'];
  const later = [
    row('Maya', 0.99, null),
    row('New', 0.5, null),
    row('Ana', 0.1, null),
    row('Jonas', 0, null),
  ];
  expect(inPlace(later, places).map(({ name }) => name)).toEqual(['Jonas', 'Ana', 'Maya', 'New']);
});
