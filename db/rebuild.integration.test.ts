import * as fc from 'fast-check';
import type { RedisClient } from '#db/redis/connect.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LearnerEvent } from '#engagement/event.ts';
import { type OwnStores, ownStores } from '#test/stores.ts';
import { archiveLog } from '#workers/archive.ts';
import { createCohort, createProgramme } from './postgres/cohorts.ts';
import { type Postgres, asTenant, openPostgres } from './postgres/connect.ts';
import { type EnrolmentPlace, enrol, placesOf } from './postgres/enrolments.ts';
import { rebuildTenant, removeStrayWindows } from './rebuild.ts';
import { openRedis, untilReady } from './redis/connect.ts';
import { leaseDue } from './redis/due.ts';
import { windowsKey } from './redis/keys.ts';
import { type Batch, type Row, allWindows, ingest, readWindows } from './redis/windows.ts';

const minute = 60_000;
const day = 86_400_000;
const people = ['maya', 'jonas', 'noor', 'silent'];
const perMinute = 3;
let stores: OwnStores;
let postgres: Postgres;
let redis: RedisClient;
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
  await redis.flushdb();
});

describe('what is made anew from history', () => {
  /** What may befall between two batches, and an event of somebody, told late or early. */
  const told = fc.record({
    who: fc.constantFrom('maya', 'jonas', 'noor'),
    id: fc.integer({ min: 0, max: 30 }),
    isOfYesterday: fc.boolean(),
    agoMs: fc.oneof(fc.integer({ min: -5 * minute, max: 90 * minute }), fc.integer({ min: 0, max: 9 * day })),
    what: fc.oneof(
      fc.constantFrom<Partial<LearnerEvent>>(
        { type: 'login' },
        { type: 'quiz_attempt', percent: 84.6, durationS: 600.5 },
        { type: 'answer', correct: true, quality: 0.2 },
        { type: 'assignment_submission', percent: 70.4, graded: true, durationS: 60 },
        { type: 'quiz_attempt', percent: 0, graded: true },
        { type: 'message', text: 'stuck \\ here', sentiment: { score: -0.6 } },
        { type: 'attendance', attendance: { status: 'absent' } },
        { type: 'attendance', attendance: { status: 'late', minutesLate: 9, participation: 'low' } },
      ),
      fc.integer({ min: 0, max: 86_400 }).map((durationS) => ({ type: 'video_watch' as const, durationS })),
    ),
  });
  const batch = fc.record({
    laterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 * day }), fc.constant(40 * day)),
    rows: fc.array(told, { minLength: 1, maxLength: 25 }),
    source: fc.constantFrom('lms', 'app'),
    cohort: fc.nat({ max: 1 }),
    /** The worker comes by, or Redis is lost and rebuilt, in the middle of it all. */
    after: fc.constantFrom('nothing', 'nothing', 'archive', 'rebuild'),
  });

  test('is what was there, bit for bit, and a repeat is still one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 10 }), async (batches) => {
        await redis.flushdb();
        const school = await openSchool();
        let now = Date.now() - 300 * day;
        let last: Batch | null = null;
        for (const { laterMs, rows, source, cohort, after } of batches) {
          now += laterMs;
          last = batchOf(school, { now, rows, source, cohort });
          await ingest(redis, last, { timeZone: 'UTC', perLearnerMinute: perMinute });
          if (after !== 'nothing') await archiveLog(postgres.db, redis);
          if (after === 'rebuild') await lose(school.tenant, now);
        }
        await archiveLog(postgres.db, redis);
        const before = await windowsAndSeen(now);
        await lose(school.tenant, now);
        expect(await windowsAndSeen(now)).toEqual(before);
        const again =
          last === null ? [] : await ingest(redis, last, { timeZone: 'UTC', perLearnerMinute: perMinute });
        expect(again).not.toContain('fresh');
      }),
      { seed: 42, numRuns: 25 },
    );
  });

  test('leaves no window of whom the history knows nothing, and has everybody looked at', async () => {
    const school = await openSchool();
    const now = Date.now();
    const rows = [{ who: 'maya', id: 1, isOfYesterday: false, agoMs: 0, what: { type: 'login' as const } }];
    await ingest(redis, batchOf(school, { now, rows, source: 'lms', cohort: 0 }), {
      timeZone: 'UTC',
      perLearnerMinute: perMinute,
    });
    await archiveLog(postgres.db, redis);
    const [silent] = school.places.get('silent') ?? [];
    const [cohort = ''] = school.cohorts;
    const before = await windowsAndSeen(now);
    await redis.hset(windowsKey(school.tenant, cohort), silent?.enrolment ?? '', 'of nothing');
    await redis.hset(windowsKey(school.tenant, cohort), 'nobody', 'of an enrolment that is gone');
    await redis.hset(windowsKey('no-tenant', cohort), 'nobody', 'of a tenant that is gone');
    await redis.del(...(await redis.keys('*:due')));

    expect(await rebuildTenant(postgres.db, redis, school.tenant, now)).toEqual({ enrolments: 8, events: 1 });
    expect(await removeStrayWindows(postgres.db, redis)).toBe(2);
    expect(await windowsAndSeen(now)).toEqual(before);
    const due = (await leaseDue(redis, 1_000, 100)).flatMap((lease) => lease.due);
    expect(due).toHaveLength(8);
    expect(new Set(due.map((one) => one.since))).toEqual(new Set([now]));
  });
});

/** Redis comes back empty. */
async function lose(tenant: string, now: number): Promise<void> {
  await redis.flushdb();
  await rebuildTenant(postgres.db, redis, tenant, now);
}

async function windowsAndSeen(now: number): Promise<Map<string, string | string[]>> {
  const found = new Map<string, string | string[]>();
  for await (const { tenant, cohort, enrolments } of allWindows(redis)) {
    const windows = await readWindows(redis, tenant, cohort, enrolments);
    for (const [index, window] of windows.entries()) {
      found.set(`${cohort} ${enrolments[index]}`, Buffer.from(window ?? []).toString('hex'));
    }
  }
  // Of the days the atomic step still asks about.
  for (const back of [0, 1]) {
    for (const key of await redis.keys(`*:seen:*:${Math.floor(now / day) - back}`)) {
      found.set(key, (await redis.smembers(key)).toSorted());
    }
  }
  return found;
}

interface SmallSchool {
  tenant: string;
  cohorts: string[];
  places: Map<string, EnrolmentPlace[]>;
}

/** Four people, each in both cohorts. */
async function openSchool(): Promise<SmallSchool> {
  const tenant = `school-${tenants++}`;
  return asTenant(postgres.db, tenant, async (tx) => {
    const programme = await createProgramme(tx, tenant, 'Mathematics');
    const cohorts: string[] = [];
    for (const name of ['Spring', 'Autumn']) {
      const cohort = await createCohort(tx, tenant, { programme, name, timeZone: 'UTC' });
      await enrol(
        tx,
        tenant,
        cohort,
        people.map((externalId) => ({ externalId })),
      );
      cohorts.push(cohort);
    }
    return { tenant, cohorts, places: await placesOf(tx, tenant, cohorts, people) };
  });
}

interface Told {
  who: string;
  id: number;
  isOfYesterday: boolean;
  agoMs: number;
  what: Partial<LearnerEvent>;
}

/** Ids carry a day, so that each comes again on its own day and the next one, and never later. */
function batchOf(
  { tenant, cohorts, places }: SmallSchool,
  { now, rows, source, cohort }: { now: number; rows: Told[]; source: string; cohort: number },
): Batch {
  const today = Math.floor(now / day);
  const of = cohorts[cohort] ?? '';
  const made = rows.map(({ who, id, isOfYesterday, agoMs, what }): Row => {
    const name = `${isOfYesterday ? today - 1 : today}-${id}`;
    const enrolment = places.get(who)?.find((place) => place.cohort === of)?.enrolment ?? '';
    return { enrolment, event: { id: name, learner: who, type: 'login', ...what, at: now - agoMs } };
  });
  return { tenant, cohort: of, source, receivedAt: now, rows: made };
}
