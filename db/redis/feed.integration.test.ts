import { beforeAll, describe, expect, test } from 'vitest';
import type { Change } from '#engagement/live.ts';
import { openStores } from '#test/stores.ts';
import type { RedisClient } from './connect.ts';
import { announce, changesSince, positionOf, restartFeed } from './feed.ts';
import { feedKey } from './keys.ts';

const tenant = 't';
const megabyte = 2 ** 20;
let redis: RedisClient;

beforeAll(async () => {
  ({ redis } = await openStores());
});

/** So large a change, as a thousand learners at work make one each second. */
function change(bytes: number): Change {
  return { of: 'cohort', rows: [], gone: ['x'.repeat(bytes)] };
}

describe('a feed', () => {
  test('keeps the newest changes, and of large ones no more than Redis has room for', async () => {
    for (let told = 0; told < 5; told++) await announce(redis, tenant, 'cohort/busy', change(9 * megabyte));
    const { epoch, seq } = await positionOf(redis, tenant, 'cohort/busy');
    expect(seq).toBe(5);
    const since = await changesSince(redis, tenant, 'cohort/busy', { epoch, seq: 2 });
    expect(since?.map((one) => one.seq)).toEqual([3, 4, 5]);
    expect(await changesSince(redis, tenant, 'cohort/busy', { epoch, seq: 1 })).toBeNull();
  });

  test('keeps what was just said, however large it is', async () => {
    await announce(redis, tenant, 'alerts', { of: 'alerts', alerts: [] });
    const before = await positionOf(redis, tenant, 'alerts');
    await announce(redis, tenant, 'alerts', change(9 * megabyte));
    expect(await changesSince(redis, tenant, 'alerts', before)).toHaveLength(1);
    // And what is small again is kept beside it no longer than it has to be.
    for (let told = 0; told < 5; told++) await announce(redis, tenant, 'alerts', change(10));
    expect(await redis.xlen(feedKey(tenant, 'alerts'))).toBe(5);
  });

  test('keeps no more small ones than half a minute of the busiest topic', async () => {
    await Promise.all(Array.from({ length: 310 }, () => announce(redis, tenant, 'cases', change(10))));
    expect(await redis.xlen(feedKey(tenant, 'cases'))).toBe(300);
  });

  test('that begins anew leads nobody on from where they were', async () => {
    await announce(redis, tenant, 'cohort/again', change(10));
    const before = await positionOf(redis, tenant, 'cohort/again');
    await restartFeed(redis, tenant, 'again');
    await announce(redis, tenant, 'cohort/again', change(10));
    expect(await changesSince(redis, tenant, 'cohort/again', before)).toBeNull();
    expect((await positionOf(redis, tenant, 'cohort/again')).seq).toBe(1);
  });
});
