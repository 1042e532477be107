import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTenant } from '#db/postgres/accounts.ts';
import { createCohort, createProgramme } from '#db/postgres/cohorts.ts';
import { type Postgres, asTenant, openPostgres } from '#db/postgres/connect.ts';
import { enrol } from '#db/postgres/enrolments.ts';
import { clearTenant } from '#db/clear.ts';
import { type RedisClient, openRedis, untilReady } from '#db/redis/connect.ts';
import { usualKey } from '#db/redis/keys.ts';
import { readUsual } from '#db/redis/usual.ts';
import { writeWindows } from '#db/redis/windows.ts';
import { count, openWindow, packWindow } from '#engagement/window.ts';
import { emptyRedis, ownStores } from '#test/stores.ts';
import { keepUsuals } from './usual.ts';

const dayMs = 86_400_000;
/** Wednesday 4 March 2026, in the evening in Berlin. */
const now = Date.UTC(2026, 2, 4, 18, 30);
let postgres: Postgres;
let redis: RedisClient;
let tenants = 0;

beforeAll(async () => {
  const { databaseUrl, redisUrl } = await ownStores();
  postgres = await openPostgres(databaseUrl);
  redis = openRedis(redisUrl);
  await untilReady(redis, 5_000);
});
afterAll(async () => {
  redis?.disconnect();
  await postgres?.close();
});
beforeEach(() => emptyRedis(redis));

describe('what is usual in a cohort', () => {
  test('is worked out from the windows of all its learners, and kept', async () => {
    const { tenant, cohort } = await cohortOf({ learners: 3_000 });
    expect(await readUsual(redis, tenant, cohort)).toBeNull();
    await keepUsuals(postgres.db, redis, now);
    const usual = await readUsual(redis, tenant, cohort);
    expect(usual).toMatchObject({ learners: 3_000, weekday: 3, learnerDays: 3_000 });
    expect(usual?.week).toBeCloseTo(1, 1);
    // They come at nine in Berlin, which is eight in the windows.
    expect(usual?.hours[24 + 9]).toBe(1);
  });

  test('tells that all are silent, though no event comes', async () => {
    const { tenant, cohort } = await cohortOf({ learners: 20, quietForDays: 7 });
    await keepUsuals(postgres.db, redis, now);
    expect((await readUsual(redis, tenant, cohort))?.week).toBeLessThan(0.2);
  });

  test('is worked out by one worker, once in ten minutes', async () => {
    const { tenant, cohort } = await cohortOf({ learners: 1 });
    const made = await Promise.all([1, 2, 3].map(() => keepUsuals(postgres.db, redis, now)));
    const known = (await keepUsuals(postgres.db, redis, now)) + made.reduce((sum, one) => sum + one, 0);
    await emptyRedis(redis);
    expect(await keepUsuals(postgres.db, redis, now)).toBe(known);
    expect(await readUsual(redis, tenant, cohort)).not.toBeNull();
  });

  test('is left as it was once the cohort has ended', async () => {
    const { tenant, cohort } = await cohortOf({ learners: 1, endsAt: new Date(now - 1) });
    await keepUsuals(postgres.db, redis, now);
    expect(await readUsual(redis, tenant, cohort)).toBeNull();
  });

  test('goes with the tenant, and what another version wrote is not known', async () => {
    const { tenant, cohort } = await cohortOf({ learners: 1 });
    await redis.set(usualKey(tenant, cohort), '{"learners":"many"}');
    expect(await readUsual(redis, tenant, cohort)).toBeNull();
    await keepUsuals(postgres.db, redis, now);
    expect(await readUsual(redis, tenant, cohort)).not.toBeNull();
    await clearTenant(postgres.db, redis, tenant);
    expect(await redis.exists(usualKey(tenant, cohort))).toBe(0);
  });
});

/** Of learners who come every day at eight in Greenwich, up to some days ago. */
async function cohortOf({
  learners,
  quietForDays = 0,
  endsAt,
}: {
  learners: number;
  quietForDays?: number;
  endsAt?: Date;
}): Promise<{ tenant: string; cohort: string }> {
  const name = `school-${tenants++}`;
  const tenant = await createTenant(postgres.db, name, name);
  const cohort = await asTenant(postgres.db, tenant, async (tx) => {
    const programme = await createProgramme(tx, tenant, 'Mathematics');
    const timeZone = 'Europe/Berlin';
    const made = await createCohort(tx, tenant, { programme, name, timeZone, ...(endsAt ? { endsAt } : {}) });
    await enrol(tx, tenant, made, [{ externalId: 'maya' }]);
    return made;
  });
  const open = openWindow();
  const today = Math.floor(now / dayMs);
  for (let day = today - 83; day <= today - quietForDays; day++) {
    const second = (day * dayMs) / 1_000 + 8 * 3_600;
    for (let event = 0; event < 5; event++)
      count(open, { second: second + event, day, kind: 'content', seconds: 60 });
  }
  const packed = packWindow(open);
  const windows = Array.from({ length: learners }, (_, index) => ({
    enrolment: `enrolment-${index}`,
    packed,
  }));
  await writeWindows(redis, tenant, cohort, windows);
  return { tenant, cohort };
}
