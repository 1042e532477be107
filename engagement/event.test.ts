import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventTypes, futureToleranceMs, parseEvent, parseTime } from './event.ts';

const now = Date.UTC(2026, 2, 2, 14, 5);
const good = { id: 'a1', learner: 'maya', type: 'quiz_attempt', at: '2026-03-02T14:05:00Z' };

describe('an event', () => {
  test('is read with its attribution and what its type needs', () => {
    const sent = { ...good, course: 'maths', skill: 'fractions', percent: 40, correct: false, durationS: 90 };
    expect(parseEvent(sent, now)).toEqual({ ok: true, event: { ...sent, at: now } });
  });

  test('keeps nothing that is not named: a sender may be newer than we are', () => {
    const sent = JSON.parse(
      JSON.stringify({ ...good, sentiment: { score: 1 } }).replace('{', '{"__proto__":{"polluted":1},'),
    ) as unknown;
    expect(parseEvent(sent, now)).toEqual({ ok: true, event: { ...good, at: now } });
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test.each([
    ['no object', [], 'not_an_object'],
    ['no id', { ...good, id: undefined }, 'missing_field'],
    ['an empty id', { ...good, id: '' }, 'missing_field'],
    ['an id that is too long', { ...good, id: 'x'.repeat(65) }, 'invalid_field'],
    ['a NUL in its id', { ...good, id: 'a\u0000b' }, 'invalid_field'],
    ['half a surrogate pair in its id', { ...good, id: 'a\uD800' }, 'invalid_field'],
    ['no learner', { ...good, learner: null }, 'missing_field'],
    ['a type nobody knows', { ...good, type: 'dance' }, 'unknown_type'],
    ['a time without a zone', { ...good, at: '2026-03-02T14:05:00' }, 'invalid_time'],
    ['a day that does not exist', { ...good, at: '2026-02-30T14:05:00Z' }, 'invalid_time'],
    ['a time more than 5 minutes ahead', { ...good, at: '2026-03-02T14:10:01Z' }, 'in_future'],
    ['a share above 1', { ...good, quality: 1.01 }, 'invalid_field'],
    ['a figure that is none', { ...good, percent: Number.NaN }, 'invalid_field'],
    ['a yes or no that is neither', { ...good, correct: 'yes' }, 'invalid_field'],
    ['a text that is too long', { ...good, type: 'message', text: 'x'.repeat(10_001) }, 'invalid_field'],
    ['attendance without its details', { ...good, type: 'attendance' }, 'missing_field'],
    ['attendance of an unknown status', { ...good, attendance: { status: 'asleep' } }, 'invalid_field'],
  ])('with %s is refused as such', (_what, sent, code) => {
    expect(parseEvent(sent, now)).toMatchObject({ ok: false, refusal: { code } });
  });

  test('just inside the tolerance for a fast clock is taken', () => {
    const at = new Date(now + futureToleranceMs).toISOString();
    expect(parseEvent({ ...good, at }, now)).toMatchObject({ ok: true });
  });

  test('of whatever shape is read or refused, and never throws', () => {
    const field = fc.oneof(fc.string(), fc.double(), fc.constant(null), fc.object());
    const anything = fc.record(
      {
        id: field,
        learner: field,
        type: fc.oneof(field, fc.constantFrom(...eventTypes)),
        at: field,
        attendance: field,
        session: fc.oneof(field, fc.record({ with: fc.string(), highlights: fc.array(fc.anything()) })),
        text: field,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), anything), (sent) => {
        const parsed = parseEvent(sent, now);
        const said = parsed.ok ? parsed.event.id : parsed.refusal.message;
        expect(said.length).toBeGreaterThan(0);
      }),
      { seed: 42, numRuns: 2_000 },
    );
  });
});

test.each([
  ['2026-03-02T14:05:00Z', now],
  ['2026-03-02t14:05:00z', now],
  ['2026-03-02T15:05:00.000+01:00', now],
  ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
  ['2026-02-29T00:00:00Z', undefined],
  ['2026-13-01T00:00:00Z', undefined],
  ['2026-03-02', undefined],
  ['now', undefined],
  [1_772_460_300, undefined],
])('the time %s is read as %s', (text, at) => {
  expect(parseTime(text)).toBe(at);
});
