import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openAccounts } from '#db/postgres/accounts.ts';
import { type Postgres, asTenant, openPostgres } from '#db/postgres/connect.ts';
import { enrolmentsOf } from '#db/postgres/enrolments.ts';
import { takeCounted } from '#db/redis/counted.ts';
import { type Listener, type RedisClient, openListener, openRedis, untilReady } from '#db/redis/connect.ts';
import { type Announcement, FeedListener } from '#db/redis/feed.ts';
import { shardOf } from '#db/redis/shards.ts';
import { ingest } from '#db/redis/windows.ts';
import type { CohortChange } from '#engagement/screen/cohort-change.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import { assessDue } from './assess.ts';
import { Rules } from './rules.ts';
import { tellCounts, watchCountedShards } from './tell-counts.ts';

let postgres: Postgres;
let redis: RedisClient;
let listener: Listener;
let feed: FeedListener;
let school: School;
let enrolment: string;
let numbers = 0;

beforeAll(async () => {
  const { databaseUrl, redisUrl } = await ownStores();
  postgres = await openPostgres(databaseUrl);
  redis = openRedis(redisUrl);
  listener = openListener(redisUrl);
  await untilReady(redis, 5_000);
  await untilReady(listener, 5_000);
  feed = new FeedListener(listener);
  const accounts = openAccounts(postgres.db, {
    origins: ['http://127.0.0.1'],
    secret: 'a secret of this test',
  });
  school = await createSchool(postgres.db, accounts, 'counted');
  const { tenant, cohort } = school;
  const [enrolled] = await asTenant(postgres.db, tenant, (tx) => enrolmentsOf(tx, tenant, [cohort]));
  enrolment = enrolled?.enrolment ?? '';
});

afterAll(async () => {
  listener.disconnect();
  redis.disconnect();
  await postgres.close();
});

test('of a cohort that nobody watches nothing is said before it is looked at', async () => {
  await happens();
  expect(await takeCounted(redis, [shardOf(school.cohort)], 10)).toEqual([]);
});

test('what was counted is on the screens of those who watch before anything is made of it', async () => {
  const heard = await watching(async () => {
    const counted = await watchCountedShards(listener);
    const rules = new Rules(postgres.db);
    const before = Date.now();
    await happens();
    await happens();
    const shards = await untilHeard(() => counted.next());
    expect(shards).toEqual([shardOf(school.cohort)]);
    expect(await tellCounts(redis, rules, shards)).toBe(1);
    expect(await tellCounts(redis, rules, shards)).toBe(0);
    return before;
  });
  const [told] = heard.changes;
  expect(told).toMatchObject({ of: 'cohort', rows: [], counted: [{ enrolment }] });
  const [one] = told?.counted ?? [];
  // One came while nobody watched, two since; when the first of these was accepted is said.
  expect(one?.minutes.reduce((sum, [, events]) => sum + events, 0)).toBe(3);
  expect(one?.acceptedAt).toBeGreaterThanOrEqual(heard.result);
  expect(Date.parse(one?.lastSeenAt ?? '')).toBeGreaterThanOrEqual(heard.result - 1_000);
});

test('whoever takes it and is killed loses nothing: it is told with what is made of it', async () => {
  const { changes } = await watching(async () => {
    await happens();
    // Taken, and never told.
    expect(await takeCounted(redis, [shardOf(school.cohort)], 10)).toHaveLength(1);
    while ((await assessDue(postgres.db, redis, new Rules(postgres.db))) > 0);
  });
  const row = changes.flatMap(({ rows }) => rows).find((one) => one.enrolment === enrolment);
  expect(row?.minutes.reduce((sum, [, events]) => sum + events, 0)).toBe(4);
});

async function happens(): Promise<void> {
  const { tenant, cohort, source } = school;
  const now = Date.now();
  const id = `counted-${numbers++}`;
  const event = { id, learner: 'maya', type: 'content_view' as const, at: now, receivedAt: now };
  const batch = { tenant, cohort, source, receivedAt: now, rows: [{ enrolment, event }] };
  await ingest(redis, batch, { timeZone: 'UTC', perLearnerMinute: 600 });
}

async function watching<T>(what: () => Promise<T>): Promise<{ result: T; changes: CohortChange[] }> {
  const changes: CohortChange[] = [];
  const heard = ({ change }: Announcement): void => {
    if (change.of === 'cohort') changes.push(change);
  };
  await feed.listen(school.tenant, `cohort/${school.cohort}`, heard);
  const result = await what();
  await untilHeard(() => Promise.resolve(changes));
  await feed.stop(school.tenant, `cohort/${school.cohort}`);
  return { result, changes };
}

async function untilHeard<T>(look: () => Promise<T[]>): Promise<T[]> {
  return vi.waitFor(
    async () => {
      const found = await look();
      if (found.length === 0) throw new Error('nothing was heard');
      return found;
    },
    { timeout: 5_000, interval: 20 },
  );
}
