import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ClientMessage } from '#engagement/live.ts';
import { clientMessageOf, topicOf } from './live-messages.ts';

const said = fc.oneof(
  fc.string(),
  fc.json(),
  fc
    .record(
      {
        op: fc.oneof(fc.constantFrom('subscribe', 'unsubscribe', 'pace'), fc.string()),
        topic: fc.oneof(fc.constantFrom('cases', 'me', 'cohort/01'), fc.string(), fc.jsonValue()),
        epoch: fc.jsonValue(),
        seq: fc.oneof(fc.nat(), fc.double(), fc.jsonValue()),
        as: fc.oneof(fc.constantFrom('json', 'bytes'), fc.jsonValue()),
        pace: fc.oneof(fc.constantFrom('view', 'idle'), fc.jsonValue()),
      },
      { requiredKeys: [] },
    )
    .map((one) => JSON.stringify(one)),
);

test('whatever a socket says is a message of the protocol or nothing', () => {
  fc.assert(
    fc.property(fc.oneof(said, fc.uint8Array({ maxLength: 300 })), (data) => {
      const message = clientMessageOf(Buffer.from(data as string));
      expect(message === null || isOfTheProtocol(message)).toBe(true);
    }),
    { numRuns: 20_000 },
  );
});

test('a topic is one of ours or none, and leads nowhere else', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((id) => `cohort/${id}`),
      ),
      (name) => {
        expect(topicOf(name) ?? 'none').toMatch(/^(none|cases|alerts|sources|me|cohort\/[0-9a-z]{1,40})$/);
      },
    ),
    { numRuns: 5_000 },
  );
  const strangers = ['cohort/', 'cohort/a b', 'cohort/a/../b', 'cohort/a\n', 'Cohort/a', 'me/1'];
  expect(strangers.map(topicOf)).toEqual(strangers.map(() => null));
});

function isOfTheProtocol(message: ClientMessage): boolean {
  switch (message.op) {
    case 'pace':
      return ['view', 'idle'].includes(message.pace);
    case 'unsubscribe':
      return message.topic.length <= 100;
    case 'subscribe': {
      const { topic, seq = 0, epoch = '', as = 'json' } = message;
      const isPlace = Number.isSafeInteger(seq) && seq >= 0 && epoch.length <= 40;
      return topic.length <= 100 && isPlace && ['json', 'bytes'].includes(as);
    }
  }
}
