import { beforeAll, expect, test } from 'vitest';
import { openAccounts } from '#db/postgres/accounts.ts';
import { type Postgres, asTenant } from '#db/postgres/connect.ts';
import { enrolmentsOf } from '#db/postgres/enrolments.ts';
import { riskHours } from '#db/postgres/schema.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import { type School, createSchool } from '#test/school.ts';
import { openStores } from '#test/stores.ts';
import { cohortViewNow } from './cohort-view.ts';

let postgres: Postgres;
let redis: RedisClient;
let school: School;

beforeAll(async () => {
  ({ postgres, redis } = await openStores());
  const origins: [string] = ['http://127.0.0.1'];
  const accounts = openAccounts(postgres.db, { origins, secret: 'a secret of this test' });
  school = await createSchool(postgres.db, accounts, 'view');
});

test('nothing is told of a minute that has not come, however late in its minute it became known', async () => {
  const { tenant, cohort } = school;
  const minute = Math.floor(Date.now() / 60_000) - 1;
  const [at, hour] = [new Date(minute * 60_000 + 59_900), new Date(Math.floor(minute / 60) * 3_600_000)];
  await asTenant(postgres.db, tenant, async (tx) => {
    const [enrolled] = await enrolmentsOf(tx, tenant, [cohort]);
    const known = { tenantId: tenant, enrolmentId: enrolled?.enrolment ?? '', hour, at };
    await tx.insert(riskHours).values({ ...known, risk: 0.4, band: 'medium', reasons: [] });
  });
  const view = await cohortViewNow(postgres.db, redis, tenant, cohort, at.getTime() + 200);
  expect(view?.minute).toBe(minute + 1);
  expect(view?.rows.flatMap(({ told }) => told)).toContainEqual([minute, null, 40]);
});
