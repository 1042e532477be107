import { beforeAll, expect, test } from 'vitest';
import { openAccounts } from '#db/postgres/accounts.ts';
import { type Postgres, asTenant } from '#db/postgres/connect.ts';
import { enrol } from '#db/postgres/enrolments.ts';
import { decideScoring } from '#db/postgres/scoring-decisions.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import { dueKey } from '#db/redis/keys.ts';
import { shardOf } from '#db/redis/shards.ts';
import { rescoredAfterMs, rulesHeldForMs, usualScoring } from '#engagement/scoring.ts';
import { type School, createSchool } from '#test/school.ts';
import { openStores } from '#test/stores.ts';
import { rescore } from './rescore.ts';

let postgres: Postgres;
let redis: RedisClient;
let school: School;

beforeAll(async () => {
  ({ postgres, redis } = await openStores());
  const accounts = openAccounts(postgres.db, {
    origins: ['http://127.0.0.1'],
    secret: 'a secret of this test',
  });
  school = await createSchool(postgres.db, accounts, 'rescored');
  const people = Array.from({ length: 2_500 }, (_, index) => ({ externalId: `l${index}` }));
  await asTenant(postgres.db, school.tenant, (tx) => enrol(tx, school.tenant, school.cohort, people));
});

test('everybody of a programme is looked at again, no more than twenty thousand a second', async () => {
  const { tenant, programme } = school;
  const at = new Date(Date.now() - rescoredAfterMs).toISOString();
  const before = Date.now();
  await rescore(postgres.db, redis, { tenant, programme, at }, refuse);
  const due = await dueTimes();
  const times = [...new Set(due)].toSorted((one, other) => one - other);
  expect(due).toHaveLength(2_502);
  expect(times[0]).toBeGreaterThanOrEqual(before);
  expect(times.map((time) => time - (times[0] ?? 0))).toEqual([0, 50, 100]);
});

test('nobody is, while a worker may still go by the rules of before', async () => {
  await redis.del(dueKey(shardOf(school.cohort)));
  const at = Date.now();
  const payload = { tenant: school.tenant, at: new Date(at).toISOString() };
  const later: Date[] = [];
  await rescore(postgres.db, redis, payload, ({ runAt }) => Promise.resolve(later.push(runAt)));
  expect(await dueTimes()).toEqual([]);
  expect(later).toEqual([new Date(at + rescoredAfterMs)]);
  expect(rescoredAfterMs).toBeGreaterThan(rulesHeldForMs);
});

test('of a programme with a scoring of its own nobody is when the tenant changes its mind', async () => {
  const { tenant, programme, people } = school;
  const decision = { scoring: usualScoring, by: people.admin, note: null };
  await asTenant(postgres.db, tenant, (tx) => decideScoring(tx, { tenant, programme }, decision, new Date()));
  const at = new Date(Date.now() - rescoredAfterMs).toISOString();
  await rescore(postgres.db, redis, { tenant, at }, refuse);
  expect(await dueTimes()).toEqual([]);
});

function refuse(): Promise<never> {
  return Promise.reject(new Error('it is late enough'));
}

async function dueTimes(): Promise<number[]> {
  const pairs = await redis.zrange(dueKey(shardOf(school.cohort)), '0', '-1', 'WITHSCORES');
  return pairs.filter((_, index) => index % 2 === 1).map(Number);
}
