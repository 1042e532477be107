import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tenantBySlug } from '#db/postgres/accounts.ts';
import { cohortSummaries } from '#db/postgres/cohorts.ts';
import { type Postgres, asTenant, rowsOf } from '#db/postgres/connect.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import { trainingClasses } from '#seed/engagement/classes.ts';
import { seedEngagement } from '#seed/engagement/fill.ts';
import { type SeedStores, clearWhole } from '#seed/whole.ts';
import { assessDue } from '#workers/assess.ts';
import { Rules } from '#workers/rules.ts';
import { openSeedStores } from './seed-stores.ts';

let postgres: Postgres;
let redis: RedisClient;
let stores: SeedStores;
const options = { now: Date.now(), seed: 42, say: () => {} };

beforeAll(async () => {
  ({ postgres, redis, stores } = await openSeedStores());
});
afterAll(async () => {
  redis.disconnect();
  await postgres.close();
});

describe('the engagement set', () => {
  test('is stored as the 733 records of brief A13, and workers find nothing to add to them', async () => {
    expect(await seedEngagement(stores, options)).not.toBeNull();
    const stored = await storedCounts();
    expect(stored).toEqual({
      weeks: 60,
      attendance: 300,
      activities: 239,
      texts: 98,
      alerts: 36,
      nudges: 0,
      cases: 0,
    });
    const rules = new Rules(stores.db);
    while ((await assessDue(stores.db, redis, rules)) > 0);
    expect(await storedCounts()).toEqual(stored);
  });

  test('shows its cohorts as they stood when they ended, every learner assessed', async () => {
    for (const { slug } of trainingClasses) {
      const tenant = (await tenantBySlug(stores.db, slug)) ?? '';
      const { items } = await asTenant(stores.db, tenant, (tx) => cohortSummaries(tx, tenant, { size: 10 }));
      expect(items).toHaveLength(1);
      expect(items[0]).toMatchObject({ learners: 5, bands: { unknown: 0 } });
      expect(items[0]?.endsAt).toMatch(/^2025-11-0[89]T/);
    }
  });

  test('has for its golden learner three open alerts and two interventions', async () => {
    const tenant = (await tenantBySlug(stores.db, 'demo-melbourne')) ?? '';
    const found = await asTenant(stores.db, tenant, (tx) =>
      rowsOf(
        tx,
        sql`select (select json_agg(a.status || ' ' || a.severity || ' ' || a.type order by a.type) from alerts a
              where a.enrolment_id = n.id and a.status in ('active', 'acknowledged')) as alerts,
            (select count(*)::int from interventions i where i.enrolment_id = n.id) as interventions
          from enrolments n join learners l on l.id = n.learner_id
          where l.external_id = 'STU6584'`,
      ),
    );
    expect(found).toEqual([
      {
        alerts: [
          'acknowledged high attendance',
          'acknowledged high lms_inactivity',
          'active medium negative_sentiment',
        ],
        interventions: 2,
      },
    ]);
  });

  test('is not filled twice, and of three tenants the missing one is filled', async () => {
    expect(await seedEngagement(stores, options)).toBeNull();
    expect(await clearWhole(stores, 'demo-harbour')).toBe(true);
    expect(await seedEngagement(stores, options)).not.toBeNull();
    expect(await storedCounts()).toMatchObject({ weeks: 60, attendance: 300, alerts: 36 });
  });
});

/** Over the three tenants together. */
async function storedCounts(): Promise<Record<string, number>> {
  const total: Record<string, number> = {};
  for (const { slug } of trainingClasses) {
    const tenant = (await tenantBySlug(stores.db, slug)) ?? '';
    const [counts] = await asTenant(stores.db, tenant, (tx) =>
      rowsOf<Record<string, number>>(
        tx,
        sql`select (select count(*)::int from learner_weeks) as weeks,
          (select count(*)::int from events where type = 'attendance') as attendance,
          (select count(*)::int from events where type not in ('attendance', 'message')) as activities,
          (select count(*)::int from events where type = 'message' and body->'sentiment' ? 'score' and body ? 'text') as texts,
          (select count(*)::int from alerts) as alerts,
          (select count(*)::int from nudges) as nudges,
          (select count(*)::int from cases) as cases`,
      ),
    );
    for (const [name, count] of Object.entries(counts ?? {})) total[name] = (total[name] ?? 0) + count;
  }
  return total;
}
