import { eq } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { openAccounts } from '#db/postgres/accounts.ts';
import { alertsBefore } from '#db/postgres/alert-list.ts';
import { casesWaiting } from '#db/postgres/cases.ts';
import { learnerRows } from '#db/postgres/cohorts.ts';
import { type Postgres, asTenant } from '#db/postgres/connect.ts';
import { type HistoryRow, storeEvents } from '#db/postgres/events.ts';
import { placesOf } from '#db/postgres/enrolments.ts';
import { cohorts, nudgeDecisions } from '#db/postgres/schema.ts';
import { rebuildTenant } from '#db/rebuild.ts';
import type { RedisClient } from '#db/redis/connect.ts';
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

test('learners of a cohort that has ended stay as they stood, and nobody asks where they are', async () => {
  const { db } = postgres;
  const accounts = openAccounts(db, { origins: ['http://127.0.0.1'], secret: 'a secret of this test' });
  const going = await createSchool(db, accounts, 'going');
  const ended = await createSchool(db, accounts, 'ended');
  const endsAt = new Date(Date.now() - 20 * dayMs);
  await asTenant(db, ended.tenant, (tx) =>
    tx.update(cohorts).set({ endsAt }).where(eq(cohorts.id, ended.cohort)),
  );
  // Every day of a fortnight until twenty days ago, then nothing.
  for (const school of [going, ended]) await learn(school, endsAt.getTime());
  const rules = new Rules(db);
  while ((await assessDue(db, redis, rules)) > 0);

  const missing = await saidOf(going);
  expect(missing).toMatchObject({ band: 'high', alerts: 1, asked: ['high_risk', 'quiet_days'], cases: 1 });
  const done = await saidOf(ended);
  expect(done).toMatchObject({ band: 'low', flags: [], alerts: 0, asked: [], cases: 0 });
  expect(done.score).toBeGreaterThan(80);
});

async function learn(school: School, until: number): Promise<void> {
  const { tenant, cohort, source } = school;
  const places = await asTenant(postgres.db, tenant, (tx) => placesOf(tx, tenant, [cohort], ['maya']));
  const enrolment = places.get('maya')?.[0]?.enrolment ?? '';
  const rows = Array.from({ length: 14 }, (_, day): HistoryRow => {
    const at = until - day * dayMs - 3_600_000;
    const event = { id: `e${day}`, learner: 'maya', type: 'content_view' as const, at, durationS: 1_800 };
    return { tenant, enrolment, source, receivedAt: at, event };
  });
  await storeEvents(postgres.db, rows, Date.now());
  await rebuildTenant(postgres.db, redis, tenant, Date.now());
}

async function saidOf({ tenant, cohort }: School) {
  return asTenant(postgres.db, tenant, async (tx) => {
    const rows = await learnerRows(tx, tenant, { cohort, sort: 'score', size: 10 });
    const maya = rows.items.find((row) => row.name.startsWith('Maya'));
    const alerts = await alertsBefore(tx, tenant, { size: 10 });
    const asked = await tx.select({ rule: nudgeDecisions.rule }).from(nudgeDecisions);
    const cases = await casesWaiting(tx, tenant, { size: 10 });
    const { band, score, flags } = maya ?? {};
    const counts = {
      alerts: alerts.items.length,
      asked: asked.map(({ rule }) => rule).toSorted(),
      cases: cases.items.length,
    };
    return { band, score, flags, ...counts };
  });
}
