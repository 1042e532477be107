import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tenantBySlug } from '#db/postgres/accounts.ts';
import { cohortSummaries } from '#db/postgres/cohorts.ts';
import { type Postgres, asTenant, openPostgres, rowsOf } from '#db/postgres/connect.ts';
import { allEnrolments } from '#db/postgres/enrolments.ts';
import { readHistory } from '#db/postgres/events.ts';
import { tenantTables } from '#db/postgres/schema.ts';
import { rebuildTenant } from '#db/rebuild.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import { leaseDue } from '#db/redis/due.ts';
import { readWindows } from '#db/redis/windows.ts';
import { sql } from 'drizzle-orm';
import { openSeedStores, seedStoresOver } from '#test/seed-stores.ts';
import { emptyRedis } from '#test/stores.ts';
import { type ScaleProgress, type ScaleSummary, scaleLearners, scaleSlug, seedScale } from './scale.ts';
import { demoPassword } from './store.ts';
import { type SeedStores, clearWhole } from './whole.ts';

/** One cohort, and a small one that is done sooner. */
const learners = 210;
const classLearners = 200;
/** More than go in one transaction. */
const strangers = 1_200;
const hourMs = 3_600_000;
const seed = 'load';

let databaseUrl: string;
let postgres: Postgres;
let redis: RedisClient;
let stores: SeedStores;
let now: number;
let summary: ScaleSummary | null;
const told: ScaleProgress[] = [];

beforeAll(async () => {
  const opened = await openSeedStores();
  ({ postgres, redis, stores } = opened);
  databaseUrl = opened.own.databaseUrl;
  // An hour ago, so that by now everybody is due.
  now = Date.now() - hourMs;
  const doomed = await openPostgres(databaseUrl);
  const cut = seedScale(seedStoresOver(doomed, redis), {
    ...wish,
    now,
    onProgress: (progress) => {
      // As if killed once the small one is there and the large one is on its way.
      if (progress.learners === 10) void doomed.pool.end({ timeout: 0 });
    },
  });
  const ending = await cut.then(
    () => 'done',
    () => 'cut off',
  );
  if (ending !== 'cut off') throw new Error('the first run was to be cut off');
  // An hour later, and yet it ends where the first one would have.
  summary = await seedScale(stores, { ...wish, now: now + hourMs, onProgress: (one) => told.push(one) });
});
afterAll(async () => {
  redis.disconnect();
  await postgres.close();
});

const wish = { learners, classLearners, seed, say: () => {} };

describe('a load test tenant whose seeding was cut off and begun again', () => {
  test('has all its learners in their cohorts, and only what was missing was made', async () => {
    expect(summary).toMatchObject({ learners, cohorts: 2, learnersBefore: 10 });
    const body = { email: 'manager@load.demo', password: demoPassword };
    expect((await stores.accounts.api.signInEmail({ body })).user.email).toBe(body.email);
    expect(told.map((one) => one.learners)).toEqual([10, learners]);
    const { items } = await asTenant(postgres.db, await tenant(), async (tx) =>
      cohortSummaries(tx, await tenant(), { size: 10 }),
    );
    expect(items.map((item) => [item.name, item.learners])).toEqual([
      ['Load test 0001', classLearners],
      ['Load test 0002', 10],
    ]);
  });

  test('has twelve weeks of about a hundred events for each of them, each once, until the first run began', async () => {
    const times: number[] = [];
    await readHistory(postgres.db, await tenant(), now, async (rows) => {
      for (const { event } of rows) if (event) times.push(event.at);
    });
    expect(times.length / learners).toBeGreaterThan(70);
    expect(times.length / learners).toBeLessThan(140);
    expect(Math.max(...times)).toBeLessThan(now);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(now - 84 * 24 * hourMs);
  });

  test('has the windows and remembers the ids that a rebuild would make of its history', async () => {
    const before = await inRedis();
    expect(before.windows.filter((window) => window !== null).length).toBe(learners);
    expect(before.seen.length).toBeGreaterThan(100);
    await emptyRedis(redis);
    await rebuildTenant(postgres.db, redis, await tenant(), now);
    expect(await inRedis()).toEqual(before);
  });

  test('is not made a second time, and not at all with a number that cannot be meant', async () => {
    expect(await seedScale(stores, { ...wish, now, onProgress: () => {} })).toBeNull();
    const { least, most } = scaleLearners;
    for (const learners of [least - 1, -1, 1.5, Number.NaN, most + 1]) {
      expect(() => seedScale(stores, { ...wish, learners, now, onProgress: () => {} })).toThrow(/from 1 to/);
    }
  });
});

test('a removal that was cut off leaves no tenant that seems whole, and is repeated', async () => {
  const id = await tenant();
  await asTenant(postgres.db, id, (tx) =>
    tx.execute(sql`insert into learners (id, tenant_id, external_id, name)
      select n::text, ${id}, n::text, n::text from generate_series(1, ${strangers}::int) as n`),
  );
  const doomed = await openPostgres(databaseUrl);
  const cut = clearWhole(seedStoresOver(doomed, redis), scaleSlug);
  while ((await tenantBySlug(postgres.db, scaleSlug)) !== null);
  await doomed.pool.end({ timeout: 0 });
  await expect(cut).rejects.toThrow(/connection/i);
  expect(await rowsIn('events', id)).toBeGreaterThan(0);
  expect(await clearWhole(stores, scaleSlug)).toBe(true);
  const left = await Promise.all(tenantTables.map((table) => rowsIn(table, id)));
  expect(left).toEqual(tenantTables.map(() => 0));
  expect((await leaseDue(redis, 1, 2_000)).flatMap(({ due }) => due)).toEqual([]);
  expect(await clearWhole(stores, scaleSlug)).toBe(false);
});

async function tenant(): Promise<string> {
  const id = await tenantBySlug(postgres.db, scaleSlug);
  if (id === null) throw new Error('there is no such tenant');
  return id;
}

async function inRedis(): Promise<{ windows: unknown[]; seen: string[]; due: string[] }> {
  const id = await tenant();
  const places = await asTenant(postgres.db, id, (tx) => allEnrolments(tx, id));
  const windows: unknown[] = [];
  for (const [cohort, own] of Map.groupBy(places, (place) => place.cohort)) {
    windows.push(
      ...(await readWindows(
        redis,
        id,
        cohort,
        own.map((place) => place.enrolment),
      )),
    );
  }
  const leases = await leaseDue(redis, 1, 2_000);
  const due = leases.flatMap((lease) => lease.due.map(({ enrolment }) => enrolment)).toSorted();
  const sets = await redis.keys('*:seen:*');
  const seen = (await Promise.all(sets.map((key) => redis.smembers(key)))).flat().toSorted();
  return { windows, seen, due };
}

async function rowsIn(table: string, id: string): Promise<number> {
  const [row] = await asTenant(postgres.db, id, (tx) =>
    rowsOf<{ rows: number }>(tx, sql`select count(*)::int as rows from ${sql.identifier(table)}`),
  );
  return row?.rows ?? 0;
}
