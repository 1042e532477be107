import { beforeAll, expect, test } from 'vitest';
import { openAccounts } from '#db/postgres/accounts.ts';
import { alertsBefore } from '#db/postgres/alert-list.ts';
import { learnerRows } from '#db/postgres/cohorts.ts';
import { type Postgres, asTenant } from '#db/postgres/connect.ts';
import { placesOf } from '#db/postgres/enrolments.ts';
import { type HistoryRow, storeEvents } from '#db/postgres/events.ts';
import { closeOutage, openOutage, outagesSince } from '#db/postgres/outages.ts';
import { rebuildTenant } from '#db/rebuild.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import type { LearnerEvent } from '#engagement/event.ts';
import { writeRhythm } from '#test/rhythm.ts';
import { type School, createSchool } from '#test/school.ts';
import { openStores } from '#test/stores.ts';
import { assessDue } from './assess.ts';
import { Rules } from './rules.ts';

const dayMs = 86_400_000;
let postgres: Postgres;
let redis: RedisClient;

beforeAll(async () => {
  ({ postgres, redis } = await openStores());
});

test('no flag and no alert comes of a silence in which the source was down, and both of one in which it was not', async () => {
  const { db } = postgres;
  const school = await schoolOf('cut');
  const { tenant, source, cohort } = school;
  const now = Date.now();
  // Well on the way until five days ago; then the source was cut off.
  const cutAt = now - 5 * dayMs;
  await did(
    school,
    [6, 7, 13, 14, 20].map((ago) => ({ type: 'content_view', at: now - ago * dayMs, durationS: 1_800 })),
  );
  await writeRhythm(db, { tenant, source, cohort, perHour: { lms: 100 }, until: cutAt });
  await asTenant(db, tenant, (tx) => openOutage(tx, tenant, source, cutAt, cutAt + 3_600_000));
  await lookAtAll();
  expect(await saidOf(school)).toMatchObject({ flags: [], alerts: [], band: 'low' });

  // It had been back for four days: since then it is their silence.
  const [outage] = await asTenant(db, tenant, (tx) => outagesSince(tx, tenant, { since: 0 }));
  await asTenant(db, tenant, (tx) => closeOutage(tx, tenant, outage?.id ?? '', now - 4 * dayMs));
  await rebuildTenant(db, redis, tenant, now);
  await lookAtAll();
  expect(await saidOf(school)).toMatchObject({ flags: ['inactive_lms'], alerts: ['high lms_inactivity'] });
});

test('an excused absence raises nothing, the same absence without an excuse does', async () => {
  const now = Date.now();
  for (const [slug, status] of [
    ['excused', 'excused'],
    ['missed', 'absent'],
  ] as const) {
    const school = await schoolOf(slug);
    const days = Array.from({ length: 14 }, (_, ago) => now - ago * dayMs - 60_000);
    await did(school, [
      ...days.map((at) => ({ type: 'content_view' as const, at, durationS: 3_600 })),
      ...days
        .slice(0, 5)
        .map((at) => ({ type: 'attendance' as const, at: at - 1_000, attendance: { status } })),
    ]);
    await lookAtAll();
    const expected =
      status === 'excused'
        ? { flags: [], alerts: [] }
        : { flags: ['low_attendance'], alerts: ['critical attendance'] };
    expect(await saidOf(school)).toMatchObject(expected);
  }
});

async function schoolOf(slug: string): Promise<School> {
  const { db } = postgres;
  const accounts = openAccounts(db, { origins: ['http://127.0.0.1'], secret: 'a secret of this test' });
  return createSchool(db, accounts, slug);
}

type Told = Omit<LearnerEvent, 'id' | 'learner'>;

/** As if each of these had been sent when it happened. */
async function did({ tenant, cohort, source }: School, told: readonly Told[]): Promise<void> {
  const { db } = postgres;
  const places = await asTenant(db, tenant, (tx) => placesOf(tx, tenant, [cohort], ['maya']));
  const enrolment = places.get('maya')?.[0]?.enrolment ?? '';
  const rows = told.map((one, index): HistoryRow => ({
    tenant,
    enrolment,
    source,
    receivedAt: one.at,
    event: { ...one, id: `e${index}`, learner: 'maya' },
  }));
  await storeEvents(db, rows, Date.now());
  await rebuildTenant(db, redis, tenant, Date.now());
}

async function lookAtAll(): Promise<void> {
  const rules = new Rules(postgres.db);
  while ((await assessDue(postgres.db, redis, rules)) > 0);
}

async function saidOf({ tenant, cohort }: School) {
  return asTenant(postgres.db, tenant, async (tx) => {
    const { items } = await learnerRows(tx, tenant, { cohort, size: 10 });
    const maya = items.find((row) => row.name.startsWith('Maya'));
    const alerts = await alertsBefore(tx, tenant, { size: 10 });
    const raised = alerts.items.map(({ type, severity }) => `${severity} ${type}`);
    return { flags: maya?.flags, band: maya?.band, alerts: raised };
  });
}
