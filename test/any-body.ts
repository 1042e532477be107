import * as fc from 'fast-check';

/** Complete but for one that an event would inherit, if anything copied a body's keys without care. */
const inherited = '{"id":"inherited","learner":"somebody","type":"login","at":"2026-01-01T00:00:00Z"}';

/** Whatever may come to the door for events: nonsense, nesting without end, nearly events. */
export const anyBody = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '['.repeat(100_000),
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    '{"a":'.repeat(100_000),
  ),
  fc.constantFrom(
    `{"__proto__":${inherited}}`,
    `[{"constructor":{"prototype":${inherited}}}]`,
    `{"id":"a","learner":"somebody","type":"attendance","at":"2026-01-01T00:00:00Z","attendance":{"__proto__":${inherited}}}`,
  ),
  fc
    .array(
      fc.record(
        {
          id: fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
          learner: fc.oneof(fc.string(), fc.constant('somebody')),
          type: fc.oneof(fc.string(), fc.constantFrom('login', 'message', 'attendance')),
          at: fc.oneof(
            fc.string(),
            fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
          ),
          text: fc.string({ unit: 'binary' }),
          attendance: fc.anything(),
          durationS: fc.double(),
        },
        { requiredKeys: [] },
      ),
    )
    .map((batch) => JSON.stringify(batch)),
);
