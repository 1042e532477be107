import { expect, test } from 'vitest';
import { parseEvent } from '#engagement/event.ts';
import { createBatch } from './batch.ts';

const at = '2026-03-02T14:05:00.123Z';
const now = Date.parse(at);

test('a batch that is filled again has other events of the same length', () => {
  const { bytes, fill } = createBatch({ host: 'h', sourceKey: 'key', events: 3, run: 'abcdef01' });
  for (const firstId of [0, 999_998]) {
    fill(firstId, Buffer.from(at), (slot) => 41 + slot);
    const [head = '', body = ''] = bytes.toString().split('\r\n\r\n');
    expect(head).toContain(`Content-Length: ${body.length}`);
    const events = JSON.parse(body) as unknown[];
    for (const [slot, event] of events.entries()) {
      expect(parseEvent(event, now)).toMatchObject({
        ok: true,
        event: {
          id: `abcdef01-0000-4000-8000-${String(firstId + slot).padStart(12, '0')}`,
          learner: `learner-000000${41 + slot}`,
          at: now,
        },
      });
    }
  }
});

test('a batch of one is an object', () => {
  const { bytes, fill } = createBatch({ host: 'h', sourceKey: 'key', events: 1, run: 'abcdef01' });
  fill(7, Buffer.from(at), () => 12_345_678);
  const event = JSON.parse(bytes.toString().split('\r\n\r\n')[1] ?? '') as Record<string, unknown>;
  expect(event).toMatchObject({ learner: 'learner-12345678', at });
});
