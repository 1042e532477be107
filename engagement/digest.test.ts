import { describe, expect, test } from 'vitest';
import { type DigestEvery, digestSince, isDigestDue, lastDigestAt, usualDigest } from './digest.ts';

const at = (text: string) => new Date(text);

describe('the digest', () => {
  test.each([
    ['of a day', 'day', 'Europe/Berlin', '2026-03-04T06:30:00Z', '2026-03-04T06:00:00.000Z'],
    [
      'before seven is that of yesterday',
      'day',
      'Europe/Berlin',
      '2026-03-04T05:59:00Z',
      '2026-03-03T06:00:00.000Z',
    ],
    [
      'of the night in which clocks go forward',
      'day',
      'Europe/Berlin',
      '2026-03-29T10:00:00Z',
      '2026-03-29T05:00:00.000Z',
    ],
    [
      'of the night in which they go back',
      'day',
      'Europe/Berlin',
      '2026-10-25T10:00:00Z',
      '2026-10-25T06:00:00.000Z',
    ],
    [
      'where it is tomorrow already',
      'day',
      'Australia/Melbourne',
      '2026-03-03T21:00:00Z',
      '2026-03-03T20:00:00.000Z',
    ],
    ['where hours have halves', 'day', 'Asia/Kolkata', '2026-03-04T01:30:00Z', '2026-03-04T01:30:00.000Z'],
    ['of a week is of its Monday', 'week', 'UTC', '2026-03-04T06:30:00Z', '2026-03-02T07:00:00.000Z'],
    ['of a week on the Monday itself', 'week', 'UTC', '2026-03-02T06:59:00Z', '2026-02-23T07:00:00.000Z'],
  ] as const)('%s', (_, every, timeZone, now, expected) => {
    expect(new Date(lastDigestAt(every, timeZone, at(now).getTime())).toISOString()).toBe(expected);
  });

  test.each<[string, DigestEvery, string | null, string, boolean]>([
    ['is sent at seven', 'day', '2026-03-03T07:00:01Z', '2026-03-04T07:00:00Z', true],
    ['is not sent twice a day', 'day', '2026-03-04T07:00:01Z', '2026-03-04T23:00:00Z', false],
    ['is sent late rather than never', 'day', '2026-03-02T07:00:01Z', '2026-03-04T03:00:00Z', true],
    ['is not sent to who wants none', 'off', '2026-03-02T07:00:01Z', '2026-03-04T07:00:00Z', false],
    ['is sent to who was told nothing yet', 'day', null, '2026-03-04T09:00:00Z', true],
    ['does not wake who was told nothing yet', 'day', null, '2026-03-04T03:00:00Z', false],
    ['of a week waits for Monday', 'week', '2026-03-02T07:00:01Z', '2026-03-08T23:00:00Z', false],
    ['of a week comes on Monday', 'week', '2026-03-02T07:00:01Z', '2026-03-09T07:00:00Z', true],
  ])('%s', (_, every, toldUntil, now, isDue) => {
    expect(isDigestDue({ every, toldUntil: toldUntil === null ? null : at(toldUntil) }, 'UTC', at(now))).toBe(
      isDue,
    );
  });

  test('is for managers unless they say otherwise', () => {
    expect(usualDigest('manager')).toBe('day');
    for (const role of ['admin', 'mentor', 'learner'] as const) expect(usualDigest(role)).toBe('off');
  });

  test('tells what is new since the one before, and the first one of a day or a week', () => {
    const now = at('2026-03-09T07:00:00Z');
    expect(digestSince('day', at('2026-03-05T07:00:00Z'), now)).toEqual(at('2026-03-05T07:00:00Z'));
    expect(digestSince('day', null, now)).toEqual(at('2026-03-08T07:00:00Z'));
    expect(digestSince('week', null, now)).toEqual(at('2026-03-02T07:00:00Z'));
  });
});
