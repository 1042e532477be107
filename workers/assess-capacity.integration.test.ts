import { beforeAll, expect, test } from 'vitest';
import { openAccounts } from '#db/postgres/accounts.ts';
import { learnerRows } from '#db/postgres/cohorts.ts';
import { type Postgres, asTenant } from '#db/postgres/connect.ts';
import { enrol, placesOf } from '#db/postgres/enrolments.ts';
import { type HistoryRow, storeEvents } from '#db/postgres/events.ts';
import { decideScoring } from '#db/postgres/scoring-decisions.ts';
import { rebuildTenant } from '#db/rebuild.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import { type Scoring, usualScoring } from '#engagement/scoring.ts';
import { type School, createSchool } from '#test/school.ts';
import { openStores } from '#test/stores.ts';
import { assessDue } from './assess.ts';
import { Rules } from './rules.ts';

const dayMs = 86_400_000;
let postgres: Postgres;
let redis: RedisClient;
let school: School;

/** Twelve learners who came daily for four weeks, and then not for ever longer. */
beforeAll(async () => {
  ({ postgres, redis } = await openStores());
  const { db } = postgres;
  const accounts = openAccounts(db, { origins: ['http://127.0.0.1'], secret: 'a secret of this test' });
  school = await createSchool(db, accounts, 'crowded');
  const { tenant, cohort, source } = school;
  const now = Date.now();
  const ids = Array.from({ length: 12 }, (_, index) => `l${index}`);
  const people = ids.map((externalId) => ({ externalId, enrolledAt: new Date(now - 60 * dayMs) }));
  const places = await asTenant(db, tenant, async (tx) => {
    await enrol(tx, tenant, cohort, people);
    return placesOf(tx, tenant, [cohort], ids);
  });
  const rows = ids.flatMap((learner, silentDays) =>
    Array.from({ length: 14 }, (_, index): HistoryRow => {
      const at = now - (2 * silentDays + 2 * index) * dayMs;
      const event = { id: `${learner}-${index}`, learner, type: 'content_view' as const, at };
      return { tenant, enrolment: places.get(learner)?.[0]?.enrolment ?? '', source, receivedAt: at, event };
    }),
  );
  await storeEvents(db, rows, now);
});

test('as many are at high risk as mentors can take, and those are the likeliest; without a limit all who are', async () => {
  const risk = { ...usualScoring.risk, medium: 2, high: 5, critical: 90, steadyPercent: 0 };
  await decide({ ...usualScoring, risk });
  const before = await told();
  const flagged = namesOf(before);
  expect(flagged.length).toBeGreaterThan(6);

  const likeliest = before
    .toSorted((one, other) => (other.risk ?? 0) - (one.risk ?? 0))
    .map(({ name }) => name);
  for (const [mentors, casesEach] of [
    [2, 2],
    [1, 3],
    [3, 2],
  ] as const) {
    await decide({ ...usualScoring, risk: { ...risk, mentors, casesEach } });
    expect(namesOf(await told())).toEqual(likeliest.slice(0, mentors * casesEach).toSorted());
  }

  await decide({ ...usualScoring, risk: { ...risk, mentors: 100, casesEach: 2 } });
  const notLow = before.filter(({ band }) => band !== null && band !== 'low');
  expect(namesOf(await told())).toEqual(notLow.map(({ name }) => name).toSorted());

  await decide({ ...usualScoring, risk });
  expect(namesOf(await told())).toEqual(flagged);
});

async function decide(scoring: Scoring): Promise<void> {
  const { tenant, programme, people } = school;
  const decision = { scoring, by: people.admin, note: null };
  await asTenant(postgres.db, tenant, (tx) => decideScoring(tx, { tenant, programme }, decision, new Date()));
}

/** Looks at everybody by rules just read. */
async function told() {
  const { db } = postgres;
  const { tenant, cohort } = school;
  await rebuildTenant(db, redis, tenant, Date.now());
  const rules = new Rules(db);
  while ((await assessDue(db, redis, rules)) > 0);
  const { items } = await asTenant(db, tenant, (tx) => learnerRows(tx, tenant, { cohort, size: 50 }));
  return items;
}

function namesOf(rows: Awaited<ReturnType<typeof told>>): string[] {
  return rows
    .filter(({ band }) => band === 'high' || band === 'critical')
    .map(({ name }) => name)
    .toSorted();
}
