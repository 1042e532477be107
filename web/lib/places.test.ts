import { describe, expect, test } from 'vitest';
import type { Me, Role } from '#engagement/person.ts';
import { detourFrom } from './places.ts';

function person(role: Role): Me {
  return { user: { id: 'u', name: 'U' }, tenant: { id: 't', name: 'T' }, role, learner: null };
}

describe('where a visitor is sent', () => {
  test.each<[string, Me | null, string, string | null, string | null]>([
    ['who is not signed in stays on the start page', null, '/', null, null],
    ['who is not signed in is brought back afterwards', null, '/cohorts/c1', null, '/?next=%2Fcohorts%2Fc1'],
    ['a manager starts with the cohorts', person('manager'), '/', null, '/cohorts'],
    ['a mentor starts with the queue', person('mentor'), '/', null, '/queue'],
    ['a learner starts with the own page', person('learner'), '/', null, '/me'],
    ['a link that asked for sign-in is followed', person('mentor'), '/', '/learners/l1', '/learners/l1'],
    ['with what it asked to see', person('mentor'), '/', '/alerts?severity=high', '/alerts?severity=high'],
    ['a link to another host is not followed', person('mentor'), '/', '//elsewhere.example', '/queue'],
    ['a learner does not see staff pages', person('learner'), '/cohorts', null, '/me'],
    ['staff have no learner page', person('admin'), '/me', null, '/cohorts'],
    ['a learner has questions to answer', person('learner'), '/me/check/c1', null, null],
    ['which are not for staff', person('manager'), '/me/check/c1', null, '/cohorts'],
    ['a mentor writes no questions', person('mentor'), '/settings/items', null, '/queue'],
    ['a mentor makes no links for televisions', person('mentor'), '/settings/walls', null, '/queue'],
    ['a television signs in nowhere', null, '/wall/t0ken', null, null],
    ['and whoever is signed in sees what it shows', person('learner'), '/wall/t0ken', null, null],
    ['a mentor has no business with the sources', person('mentor'), '/sources', null, '/queue'],
    ['a manager has', person('manager'), '/sources', null, null],
    ['everyone else stays', person('mentor'), '/cohorts/c1', null, null],
  ])('%s', (_, me, path, wanted, expected) => {
    expect(detourFrom(path, wanted, me)).toBe(expected);
  });

  test('a link with a filter keeps it through the sign-in', () => {
    expect(detourFrom('/alerts', null, null, '?severity=high')).toBe('/?next=%2Falerts%3Fseverity%3Dhigh');
  });
});
