import { sql } from 'drizzle-orm';
import * as fc from 'fast-check';
import type { RedisClient } from '#db/redis/connect.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Postgres, asTenant, openPostgres, rowsOf } from '#db/postgres/connect.ts';
import { historyRows, storeEvents } from '#db/postgres/events.ts';
import { ifAlone } from '#db/postgres/tenants.ts';
import { openRedis, untilReady } from '#db/redis/connect.ts';
import { asideKey, logKey } from '#db/redis/keys.ts';
import { lineOf, logLengths, readLog, trimLog } from '#db/redis/log.ts';
import { shardOf } from '#db/redis/shards.ts';
import { type Batch, ingest } from '#db/redis/windows.ts';
import type { LearnerEvent } from '#engagement/event.ts';
import { type OwnStores, emptyRedis, ownStores } from '#test/stores.ts';
import { type AsideEvent, archiveLog } from './archive.ts';

const now = Date.now();
const cohort = 'c';
const shard = shardOf(cohort);
let stores: OwnStores;
let one: Postgres;
let other: Postgres;
let redis: RedisClient;

beforeAll(async () => {
  stores = await ownStores();
  one = await openPostgres(stores.databaseUrl);
  other = await openPostgres(stores.databaseUrl);
  redis = openRedis(stores.redisUrl);
  await untilReady(redis, 5_000);
});
afterAll(async () => {
  redis?.disconnect();
  await one?.close();
  await other?.close();
});
beforeEach(() => emptyRedis(redis));

describe('the archive', () => {
  test('keeps every event as it came, whatever its texts hold', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1 }).map((all) => all.replaceAll('\0', '\\'));
    const events = fc.array(
      fc.record({
        module: text,
        text,
        at: fc.integer({ min: now - 3 * 86_400_000, max: now }),
        percent: fc.double({ min: 0, max: 100 }),
      }),
      { minLength: 1, maxLength: 40 },
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(events, async (all) => {
        const tenant = `t${run++}`;
        const sent = all.map((event, index) => eventOf(`e${index}\t\\n"é`, { type: 'message', ...event }));
        await take(sent, { tenant });
        expect(await archiveLog(one.db, redis)).toBe(sent.length);
        expect(await historyOf(tenant)).toEqual(
          // JSON knows no -0.
          sent.map(({ learner: _, ...event }) => ({ ...event, percent: (event.percent ?? 0) + 0 })),
        );
      }),
      { seed: 42, numRuns: 30 },
    );
  });

  test('empties the log of many cohorts and tenants', async () => {
    for (let number = 0; number < 300; number++) {
      const events = Array.from({ length: 20 }, (_, index) => eventOf(`e${index}`));
      await take(events, { tenant: `many${number % 7}`, cohort: `cohort-${number}` });
    }
    expect(await archiveLog(one.db, redis)).toBe(6_000);
    expect(await logLengths(redis)).toEqual(new Map());
    expect(await historyOf('many3')).toHaveLength(20 * 43);
    expect(await archiveLog(one.db, redis)).toBe(0);
  });

  test('goes on until the log is empty, however much is in it', async () => {
    for (let batch = 0; batch < 60; batch++) {
      const events = Array.from({ length: 1_000 }, (_, index) =>
        eventOf(`${batch} ${index}`, { at: now - batch }),
      );
      await take(events, { tenant: 'much', cohort: `much-${batch % 5}` });
    }
    expect(await archiveLog(one.db, redis)).toBe(60_000);
    expect(await logLengths(redis)).toEqual(new Map());
  });

  test('stores once what a worker stored that died before it trimmed', async () => {
    const sent = await take([eventOf('a'), eventOf('b')], { tenant: 'died' });
    await storeEvents(one.db, historyRows(sent), now);
    await take([eventOf('c')], { tenant: 'died' });
    await archiveLog(one.db, redis);
    expect((await historyOf('died')).map((event) => event.id)).toEqual(['a', 'b', 'c']);
    expect(await logLengths(redis)).toEqual(new Map());
  });
});

describe('two workers', () => {
  test('share the work and do none of it twice', async () => {
    for (let number = 0; number < 200; number++) {
      const events = Array.from({ length: 50 }, (_, index) => eventOf(`e${index}`));
      await take(events, { tenant: 'shared', cohort: `shared-${number}` });
    }
    let stored = 0;
    while ((await logLengths(redis)).size > 0) {
      const both = await Promise.all([archiveLog(one.db, redis), archiveLog(other.db, redis)]);
      stored += both[0] + both[1];
    }
    expect(stored).toBe(10_000);
    expect(await historyOf('shared')).toHaveLength(10_000);
  });

  test('leave alone what the other one is at', async () => {
    await take([eventOf('a')], { tenant: 'busy' });
    const groups = [0, 1, 2, 3].map((group) => `archive ${group}`);
    const whileBusy = await groups.reduce(
      (work, group) => async () => ifAlone(other.db, group, work),
      async (): Promise<number | null> => archiveLog(one.db, redis),
    )();
    expect(whileBusy).toBe(0);
    expect(await historyOf('busy')).toEqual([]);
    expect(await archiveLog(one.db, redis)).toBe(1);
  });
});

describe('an event that cannot be stored', () => {
  // The edge refuses NUL; whatever brings it here, PostgreSQL knows no such text.
  const poison = eventOf('poison', { text: 'NUL \0' });

  test('is put aside, told by its ids, and holds up nobody', async () => {
    const told: AsideEvent[] = [];
    await take([eventOf('before'), poison, eventOf('beside')], { tenant: 'poisoned' });
    await take([eventOf('after')], { tenant: 'poisoned' });
    await take([eventOf('elsewhere')], { tenant: 'healthy', cohort: 'another' });
    const [entry] = await readLog(redis, shard, '0-0', 1);

    expect(await archiveLog(one.db, redis, (event) => told.push(event))).toBe(4);
    expect((await historyOf('poisoned')).map((event) => event.id)).toEqual(['after', 'before', 'beside']);
    expect(await historyOf('healthy')).toHaveLength(1);
    expect(await logLengths(redis)).toEqual(new Map());
    expect(told).toEqual([{ shard, entry: entry?.id, tenant: 'poisoned', event: 'poison', code: '22P05' }]);
    const [kept] = await redis.xrange(asideKey(shard), '-', '+');
    expect(kept).toEqual([
      entry?.id,
      ['t', 'poisoned', 'c', cohort, 's', 's', 'r', String(now), 'b', `maya-c ${JSON.stringify(poison)}`],
    ]);
    expect(await redis.ttl(asideKey(shard))).toBeGreaterThan(6 * 86_400);
  });

  test('is kept once, though a worker died before it knew, and with few others', async () => {
    for (let number = 0; number < 120; number++) {
      await take([{ ...poison, id: `poison ${number}` }], { tenant: 'bounded' });
    }
    const entries = await readLog(redis, shard, '0-0', 3);
    const aside = entries.map((entry) => ({ entry, lines: ['a line'] }));
    await trimLog(redis, shard, '0-0', aside);
    await trimLog(redis, shard, '0-0', aside);
    expect(await redis.xlen(asideKey(shard))).toBe(3);
    await archiveLog(one.db, redis);
    expect(await redis.xlen(asideKey(shard))).toBe(100);
    expect(await logLengths(redis)).toEqual(new Map());
  });

  test('need not even be one', async () => {
    const told: AsideEvent[] = [];
    await redis.xadd(logKey(shard), '*', 't', 'odd', 'c', cohort, 's', 's', 'r', now, 'b', 'no event at all');
    await redis.xadd(logKey(shard), '*', 't', 'still');
    const row = { enrolment: 'maya', event: eventOf('when') };
    await redis.xadd(logKey(shard), '*', 't', 'when', 'c', cohort, 's', 's', 'r', 'soon', 'b', lineOf(row));
    await take([eventOf('good'), eventOf('never', { at: 9e15 }), eventOf('some day', { at: 9e12 })], {
      tenant: 'odd',
    });
    expect(await archiveLog(one.db, redis, (event) => told.push(event))).toBe(2);
    expect(told.map(({ tenant, code }) => [tenant, code])).toEqual([
      ['odd', 'unreadable'],
      ['still', 'unreadable'],
      ['when', 'unreadable'],
      ['odd', 'unreadable'],
    ]);
    expect(await redis.xlen(asideKey(shard))).toBe(4);
    expect(await logLengths(redis)).toEqual(new Map());
  });
});

function eventOf(id: string, more: Partial<LearnerEvent> = {}): LearnerEvent {
  return { id, learner: 'maya', type: 'content_view', at: now, ...more };
}

async function take(events: LearnerEvent[], at: { tenant: string; cohort?: string }): Promise<Batch> {
  const enrolment = `maya-${at.cohort ?? cohort}`;
  const rows = events.map((event) => ({ enrolment, event }));
  const batch = { cohort, source: 's', receivedAt: now, rows, ...at };
  const taken = await ingest(redis, batch, { timeZone: 'UTC', perLearnerMinute: 1_000_000 });
  if (taken.includes('over_limit')) throw new Error('the test sends more than a learner may');
  return batch;
}

async function historyOf(tenant: string): Promise<LearnerEvent[]> {
  const rows = await asTenant(one.db, tenant, (tx) =>
    rowsOf<{ id: string; type: LearnerEvent['type']; at: number; body: object }>(
      tx,
      sql`select id, type, round(extract(epoch from at) * 1000)::float8 as at, body from events
          order by length(id), id`,
    ),
  );
  return rows.map(({ body, ...row }) => ({ ...row, ...body }) as LearnerEvent);
}
