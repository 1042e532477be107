import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTenant } from '#db/postgres/accounts.ts';
import { createCohort, createProgramme } from '#db/postgres/cohorts.ts';
import { type Postgres, asTenant, openPostgres } from '#db/postgres/connect.ts';
import { allEnrolments, enrol } from '#db/postgres/enrolments.ts';
import { outagesOfCohorts, outagesSince } from '#db/postgres/outages.ts';
import { createSource } from '#db/postgres/sources.ts';
import { removeTenant } from '#db/postgres/tenants.ts';
import { type RedisClient, openRedis, untilReady } from '#db/redis/connect.ts';
import { leaseDue } from '#db/redis/due.ts';
import { changesSince, positionOf } from '#db/redis/feed.ts';
import { noteHeard } from '#db/redis/heard.ts';
import { logKey } from '#db/redis/keys.ts';
import { shardOf } from '#db/redis/shards.ts';

import { type PartName, rescoredAfterMs } from '#engagement/scoring.ts';
import { writeRhythm } from '#test/rhythm.ts';
import { type OwnStores, emptyRedis, ownStores } from '#test/stores.ts';
import { lookAfterOutage, tellOutage } from './tell-outage.ts';
import { watchSources } from './watch-sources.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Of an hour that is not over: its last events were sent half past. */
const now = Math.floor(Date.now() / 3_600_000) * 3_600_000 + 30 * minuteMs;
let stores: OwnStores;
let postgres: Postgres;
let redis: RedisClient;
let tenant: string;
let cohort: string;
let tenants = 0;

beforeAll(async () => {
  stores = await ownStores();
  postgres = await openPostgres(stores.databaseUrl);
  redis = openRedis(stores.redisUrl);
  await untilReady(redis, 5_000);
});
afterAll(async () => {
  redis?.disconnect();
  await postgres?.close();
});
beforeEach(async () => {
  await emptyRedis(redis);
  const slug = `watched-${tenants++}`;
  tenant = await createTenant(postgres.db, slug, slug);
  cohort = await asTenant(postgres.db, tenant, async (tx) => {
    const programme = await createProgramme(tx, tenant, 'Programme');
    const made = await createCohort(tx, tenant, { programme, name: 'Cohort', timeZone: 'Europe/Berlin' });
    await enrol(tx, tenant, made, [{ externalId: 'maya' }, { externalId: 'jonas' }]);
    return made;
  });
});
// All tenants are watched.
afterEach(() => removeTenant(postgres.db, tenant));

describe('a source that stops', () => {
  test('is down once its own rhythm misses it, from its last event on, and one that goes on is not', async () => {
    const lms = await source('LMS', { lms: 120, sentiment: 10 }, now);
    await source('Register', { attendance: 60 }, now + 12 * minuteMs);
    expect(await watchSources(postgres.db, redis, now + 9 * minuteMs)).toBe(0);
    expect(await hidden()).toEqual([]);
    expect(await watchSources(postgres.db, redis, now + 10 * minuteMs)).toBe(1);
    expect(await hidden()).toEqual([
      { source: lms, name: 'LMS', parts: ['lms', 'sentiment'], from: now, to: null },
    ]);
  });

  test('is said to be down once, by however many workers', async () => {
    await source('LMS', { lms: 120 }, now);
    const workers = Array.from({ length: 5 }, () => watchSources(postgres.db, redis, now + 10 * minuteMs));
    expect((await Promise.all(workers)).reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(await watchSources(postgres.db, redis, now + 20 * minuteMs)).toBe(0);
    expect(await hidden()).toHaveLength(1);
  });

  test('is back with its next event, and what it hid stays known', async () => {
    const lms = await source('LMS', { lms: 120 }, now);
    await watchSources(postgres.db, redis, now + 10 * minuteMs);
    await noteHeard(redis, tenant, lms, now + 30 * minuteMs);
    expect(await watchSources(postgres.db, redis, now + 30 * minuteMs)).toBe(1);
    expect(await hidden()).toMatchObject([{ from: now, to: now + 30 * minuteMs }]);
    expect(await hidden(now + 31 * minuteMs)).toEqual([]);
  });

  test('is not called down while the log waits for the archive', async () => {
    await source('LMS', { lms: 120 }, now);
    await redis.xadd(logKey(shardOf('other')), `${Date.now() - 2 * minuteMs}-0`, 't', 'behind');
    expect(await watchSources(postgres.db, redis, now + 20 * minuteMs)).toBe(0);
    await redis.del(logKey(shardOf('other')));
    expect(await watchSources(postgres.db, redis, now + 20 * minuteMs)).toBe(1);
  });

  test('is down an hour later where Redis has forgotten when it was heard', async () => {
    await source('LMS', { lms: 120 }, null);
    const hourEnds = now + 30 * minuteMs;
    expect(await watchSources(postgres.db, redis, hourEnds + 9 * minuteMs)).toBe(0);
    expect(await watchSources(postgres.db, redis, hourEnds + 10 * minuteMs)).toBe(1);
    expect(await hidden()).toMatchObject([{ from: hourEnds }]);
    // Nor does it come back by being forgotten.
    expect(await watchSources(postgres.db, redis, hourEnds + 20 * minuteMs)).toBe(0);
  });

  test('hides nothing of which another one brings as much, and all of it when that one stops as well', async () => {
    await source('LMS', { lms: 120 }, now);
    const app = await source('App', { lms: 120, attendance: 60 }, now + 10 * minuteMs);
    await watchSources(postgres.db, redis, now + 10 * minuteMs);
    expect(await hidden()).toEqual([]);
    await watchSources(postgres.db, redis, now + 20 * minuteMs);
    expect(await hidden()).toMatchObject([
      { name: 'LMS', parts: ['lms'] },
      { source: app, parts: ['attendance', 'lms'] },
    ]);
  });

  test('is nobody’s worry once its cohorts have ended', async () => {
    await source('LMS', { lms: 120 }, now);
    await watchSources(postgres.db, redis, now + 10 * minuteMs);
    await asTenant(postgres.db, tenant, (tx) =>
      tx.execute(
        sql`update cohorts set ends_at = ${new Date(now + 11 * minuteMs).toISOString()}::timestamptz`,
      ),
    );
    expect(await watchSources(postgres.db, redis, now + 12 * minuteMs)).toBe(1);
    expect(await hidden()).toMatchObject([{ to: now + 12 * minuteMs }]);
    expect(await watchSources(postgres.db, redis, now + 14 * minuteMs)).toBe(0);
  });

  test('for five weeks is taken for gone', async () => {
    await source('LMS', { lms: 120 }, now);
    await watchSources(postgres.db, redis, now + 10 * minuteMs);
    expect(await watchSources(postgres.db, redis, now + 35 * dayMs + minuteMs)).toBe(1);
    expect(await hidden(now + 36 * dayMs)).toEqual([]);
  });

  test('is nothing that another tenant hears of', async () => {
    await source('LMS', { lms: 120 }, now);
    await watchSources(postgres.db, redis, now + 10 * minuteMs);
    const other = await createTenant(postgres.db, `other-${tenants}`, `other-${tenants}`);
    const found = await asTenant(postgres.db, other, (tx) => outagesOfCohorts(tx, other, [cohort], 0));
    expect(found).toEqual(new Map());
  });
});

test('an outage is told to open pages, and everybody of whom it hides something is looked at', async () => {
  const lms = await source('LMS', { lms: 120 }, now);
  await watchSources(postgres.db, redis, now + 10 * minuteMs);
  const before = await positionOf(redis, tenant, 'sources');
  const [outage] = await asTenant(postgres.db, tenant, (tx) => outagesSince(tx, tenant, { since: 0 }));
  const about = { tenant, outage: outage?.id ?? '' };
  const later: Date[] = [];
  const asked = Date.now();
  await tellOutage(postgres.db, redis, about, async (runAt) => later.push(runAt));
  // Marked at once, whoever is due anyway would be looked at as if nothing were down, and then not for hours.
  expect(await leaseDue(redis, 1_000, 10)).toEqual([]);
  expect(later[0]?.getTime()).toBeGreaterThanOrEqual(asked + rescoredAfterMs);
  await lookAfterOutage(postgres.db, redis, about, Date.now());

  const position = await positionOf(redis, tenant, 'sources');
  expect(position.seq).toBe(before.seq + 1);
  const [told] = (await changesSince(redis, tenant, 'sources', { ...position, seq: before.seq })) ?? [];
  expect(told?.change).toEqual({
    of: 'sources',
    outages: [
      {
        id: outage?.id,
        source: lms,
        name: 'LMS',
        usualPerHour: 120,
        startedAt: new Date(now).toISOString(),
        endedAt: null,
        cohorts: [{ id: cohort, parts: ['lms'] }],
      },
    ],
  });
  const due = (await leaseDue(redis, 1_000, 10)).flatMap((lease) => lease.due);
  const enrolled = await asTenant(postgres.db, tenant, (tx) => allEnrolments(tx, tenant));
  expect(due.map((one) => one.enrolment).toSorted()).toEqual(enrolled.map((one) => one.enrolment).toSorted());
});

/** A source of the cohort with four weeks behind it, heard last at a moment, or at one nobody noted. */
async function source(
  name: string,
  perHour: Partial<Record<PartName, number>>,
  heardAt: number | null,
): Promise<string> {
  const made = { name, cohorts: [cohort], homeCohort: null, eventsPerSecond: 100 };
  const id = await asTenant(postgres.db, tenant, (tx) => createSource(tx, tenant, made));
  await writeRhythm(postgres.db, { tenant, source: id, cohort, perHour, until: now });
  if (heardAt !== null) await noteHeard(redis, tenant, id, heardAt);
  return id;
}

async function hidden(since = 0) {
  const found = await asTenant(postgres.db, tenant, (tx) => outagesOfCohorts(tx, tenant, [cohort], since));
  return found.get(cohort) ?? [];
}
