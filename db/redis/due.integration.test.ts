import type { RedisClient } from './connect.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { emptyRedis, ownStores } from '#test/stores.ts';
import { openRedis, untilReady } from './connect.ts';
import { endLease, leaseDue, markDue } from './due.ts';

let redis: RedisClient;
const maya = { tenant: 't', cohort: 'c', enrolment: 'maya' };
const longMs = 60_000;

beforeAll(async () => {
  redis = openRedis((await ownStores()).redisUrl);
  await untilReady(redis, 5_000);
});
beforeEach(() => emptyRedis(redis));
afterAll(() => redis.disconnect());

describe('a lease', () => {
  test('is given to one of many who ask at once', async () => {
    await markDue(redis, [maya], Date.now());
    const asked = await Promise.all(Array.from({ length: 20 }, () => leaseDue(redis, longMs, 10)));
    expect(asked.flat()).toHaveLength(1);
  });

  test('ends by itself when its holder is gone, and the next one has a higher number', async () => {
    await markDue(redis, [maya], Date.now());
    const [first] = await leaseDue(redis, 1, 10);
    const again = await until(async () => (await leaseDue(redis, longMs, 10))[0]);
    expect(again.due).toMatchObject([maya]);
    expect(again.fence).toBeGreaterThan(first?.fence ?? Number.POSITIVE_INFINITY);
  });

  test('once ended puts the learner to the next look', async () => {
    await markDue(redis, [maya], Date.now());
    const [lease] = await leaseDue(redis, longMs, 10);
    if (!lease) throw new Error('nobody was due');
    await endLease(redis, lease, [{ due: maya, at: Date.now() - 1 }]);
    expect(await leaseDue(redis, longMs, 10)).toHaveLength(1);
  });

  test('does not swallow an event that comes while it is held', async () => {
    await markDue(redis, [maya], Date.now());
    const [lease] = await leaseDue(redis, longMs, 10);
    if (!lease) throw new Error('nobody was due');
    await markDue(redis, [maya], Date.now());
    await endLease(redis, lease, [{ due: maya, at: Date.now() + longMs }]);
    expect(await leaseDue(redis, longMs, 10)).toHaveLength(1);
  });

  test('that was overtaken can no longer put anybody off', async () => {
    await markDue(redis, [maya], Date.now());
    const [stale] = await leaseDue(redis, 1, 10);
    const newer = await until(async () => (await leaseDue(redis, longMs, 10))[0]);
    if (!stale) throw new Error('nobody was due');
    await endLease(redis, stale, [{ due: maya, at: Date.now() - 1 }]);
    expect(await leaseDue(redis, longMs, 10)).toEqual([]);
    await endLease(redis, newer, [{ due: maya, at: Date.now() - 1 }]);
    expect(await leaseDue(redis, longMs, 10)).toHaveLength(1);
  });
});

/** Asks until there is an answer; the test's own limit ends it. */
async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const answer = await ask();
  return answer === undefined ? until(ask) : answer;
}
