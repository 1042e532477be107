import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tenantBySlug } from '#db/postgres/accounts.ts';
import { cohortByCourse, cohortSummaries } from '#db/postgres/cohorts.ts';
import { type Postgres, asTenant, rowsOf } from '#db/postgres/connect.ts';
import { coursePlanOf } from '#db/postgres/course-plans.ts';
import { allEnrolments } from '#db/postgres/enrolments.ts';
import { tenantTables } from '#db/postgres/schema.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import { leaseDue } from '#db/redis/due.ts';
import { readWindows } from '#db/redis/windows.ts';
import { readWindow } from '#engagement/window.ts';
import { openSeedStores } from '#test/seed-stores.ts';
import { demoPassword } from '../store.ts';
import type { SeedStores } from '../whole.ts';
import { type OuladSummary, seedPresentation } from './load.ts';

const folder = join(import.meta.dirname, 'sample');
const now = Date.UTC(2026, 2, 10, 15);
const day = 117;
const wish = { folder, presentation: 'BBB_2014B', now, say: () => {} };
/** Twelve weeks, which is what windows hold. */
const windowDays = 84;

let postgres: Postgres;
let redis: RedisClient;
let stores: SeedStores;
let summary: OuladSummary | null;
let tenant: string;

beforeAll(async () => {
  ({ postgres, redis, stores } = await openSeedStores());
  summary = await seedPresentation(stores, wish);
  tenant = (await tenantBySlug(postgres.db, 'demo-ou-bbb-2014b')) ?? '';
});
afterAll(async () => {
  redis.disconnect();
  await postgres.close();
});

describe('a presentation of the Open University as a tenant', () => {
  test('is one cohort whose name says where it is from, with staff who sign in', async () => {
    expect(summary).toMatchObject({ slug: 'demo-ou-bbb-2014b', learners: 26, day, lengthDays: 234 });
    expect(summary?.attribution).toContain('CC BY 4.0');
    const { items } = await asTenant(postgres.db, tenant, (tx) => cohortSummaries(tx, tenant, { size: 5 }));
    expect(items).toMatchObject([
      { name: 'BBB 2014B', learners: 26, programme: { name: 'OULAD, CC BY 4.0' } },
    ]);
    for (const email of summary?.staff ?? []) {
      const body = { email, password: demoPassword };
      expect((await stores.accounts.api.signInEmail({ body })).user.email).toBe(email);
    }
  });

  test('has the plan of its course, around today', async () => {
    const cohort = await asTenant(postgres.db, tenant, (tx) => cohortByCourse(tx, tenant, 'BBB_2014B'));
    const stored = await asTenant(postgres.db, tenant, (tx) => coursePlanOf(tx, tenant, cohort ?? ''));
    expect(stored?.plan).toMatchObject({ startsOn: '2025-11-13', endsOn: '2026-07-05' });
    expect(stored?.plan.deadlines).toHaveLength(11);
    // What is due on the day that is today.
    expect(stored?.plan.deadlines).toContainEqual({ title: 'TMA 4', dueOn: '2026-03-10', weight: 18 });
  });

  test('holds in its history what the files hold up to its day, and nothing after it', async () => {
    const told = countedInFiles(Number.NEGATIVE_INFINITY, { marks: true });
    const [row] = await inTenant<{ events: number; last: number }>(
      sql`select count(*)::int as events, (extract(epoch from max(at)) * 1000)::float8 as last from events`,
    );
    expect(row?.events).toBe(told);
    expect(summary?.events).toBe(told);
    expect(row?.last).toBeLessThanOrEqual(now);
    expect(row?.last).toBeGreaterThan(now - 86_400_000);
  });

  test('holds in its windows what the files hold of the last twelve weeks', async () => {
    const places = await asTenant(postgres.db, tenant, (tx) => allEnrolments(tx, tenant));
    const ids = places.map(({ enrolment }) => enrolment);
    const windows = await readWindows(redis, tenant, places[0]?.cohort ?? '', ids);
    const days = windows.flatMap((window) => readWindow(window, now, 'UTC').days);
    expect(days.reduce((sum, events) => sum + events, 0)).toBe(countedInFiles(day - windowDays));
  });

  test('has everybody looked at', async () => {
    const due = (await leaseDue(redis, 1, 100)).flatMap((lease) => lease.due);
    expect(due.filter((one) => one.tenant === tenant)).toHaveLength(26);
  });

  test('knows nothing of the persons but a number, nor what became of them', async () => {
    for (const table of tenantTables) {
      const rows = await inTenant<{ told: string }>(
        sql`select t::text as told from ${sql.identifier(table)} t where t::text ~* 'left.out|withdrawn|distinction|fail'`,
      );
      expect(rows).toEqual([]);
    }
    const names = await inTenant<{ name: string }>(
      sql`select name from learners where name !~ '^ou-[0-9]+$'`,
    );
    expect(names).toEqual([]);
  });

  test('is not loaded a second time, and not at all on a day it does not have', async () => {
    expect(await seedPresentation(stores, wish)).toBeNull();
    for (const wrong of [0, -3, 1.5, 235]) {
      await expect(seedPresentation(stores, { ...wish, day: wrong })).rejects.toThrow('from 1 to 234');
    }
  });
});

/** Counted a second time and otherwise: line by line, with what the rules say of each; if asked for with the marks, known two weeks later. */
function countedInFiles(after: number, { marks } = { marks: false }): number {
  const students = lines('students.csv.gz').filter((one) => {
    const [registered, withdrew] = [one[12], one[13]];
    return Number(registered) <= day && (withdrew === '' || Number(withdrew) > 0);
  });
  const until = new Map(
    students.map((one) => [one[2], one[13] === '' ? day : Math.min(day, Number(one[13]))]),
  );
  const isIn = (student: string | undefined, on: string | undefined) =>
    Number(on) > after && Number(on) <= (until.get(student) ?? Number.NEGATIVE_INFINITY);
  let events = 0;
  for (const [student, on, , , rows] of lines('daily_clicks/BBB_2014B.csv.gz')) {
    if (isIn(student, on)) events += Math.min(20, Number(rows));
  }
  for (const [, student, on, isBanked, score] of lines('student_assessments.csv.gz')) {
    if (isBanked !== '0') continue;
    if (isIn(student, on)) events++;
    if (marks && score !== '' && isIn(student, String(Number(on) + 14))) events++;
  }
  return events;
}

function lines(file: string): string[][] {
  const text = gunzipSync(readFileSync(join(folder, file))).toString();
  return text
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split(','));
}

function inTenant<T>(statement: ReturnType<typeof sql>): Promise<T[]> {
  return asTenant(postgres.db, tenant, (tx) => rowsOf<T>(tx, statement));
}
