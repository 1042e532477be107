import { describe, expect, test } from 'vitest';
import type { Caller } from './api.ts';
import { LiveCallers } from './live-callers.ts';

const tenant = { id: 't', name: 'School' };
const now = 1_000_000;

function caller(id: string, role: Caller['role'] = 'manager'): Caller {
  return { id, name: id, tenant, role, session: `s-${id}` };
}

/** What the store says by now, and how often it was asked. */
function store(): {
  callers: Map<string, Caller>;
  asked: number;
  look: (cookie: string | undefined) => Promise<Caller | null>;
} {
  const held = {
    callers: new Map([
      ['one', caller('ana')],
      ['other', caller('ben')],
    ]),
    asked: 0,
    look: (cookie: string | undefined) => {
      held.asked += 1;
      return Promise.resolve(held.callers.get(cookie ?? '') ?? null);
    },
  };
  return held;
}

describe('whose cookie it is', () => {
  test('is asked once for whoever comes back soon, and again after a minute', async () => {
    const from = store();
    const callers = new LiveCallers(from.look);
    for (let time = 0; time < 1_000; time++) expect((await callers.of('one', now + time))?.id).toBe('ana');
    expect(from.asked).toBe(1);
    await callers.of('one', now + 60_001);
    expect(from.asked).toBe(2);
  });

  test('is forgotten at once when their rights change, and that of nobody else', async () => {
    const from = store();
    const callers = new LiveCallers(from.look);
    await Promise.all([callers.of('one', now), callers.of('other', now)]);
    from.callers.delete('one');
    callers.forget('ana');
    expect(await callers.of('one', now)).toBeNull();
    expect((await callers.of('other', now))?.id).toBe('ben');
    expect(from.asked).toBe(3);
    callers.forget(null);
    await callers.of('other', now);
    expect(from.asked).toBe(4);
  });

  test('is never what it was before a change that came while it was asked', async () => {
    const from = store();
    let isFirst = true;
    const callers = new LiveCallers(async (cookie) => {
      const found = await from.look(cookie);
      if (isFirst) {
        isFirst = false;
        from.callers.delete('one');
        callers.forget('ana');
      }
      return found;
    });
    expect(await callers.of('one', now)).toBeNull();
    expect(await callers.of('one', now)).toBeNull();
  });

  test('that belongs to nobody is asked each time: nothing is remembered of it', async () => {
    const from = store();
    const callers = new LiveCallers(from.look);
    for (const cookie of ['made up', undefined]) {
      expect(await callers.of(cookie, now)).toBeNull();
      expect(await callers.of(cookie, now)).toBeNull();
    }
    expect(from.asked).toBe(4);
  });
});
