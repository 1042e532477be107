import { desc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTenant } from '#db/postgres/accounts.ts';
import { createCohort, createProgramme } from '#db/postgres/cohorts.ts';
import { type Postgres, asTenant, openPostgres, rowsOf } from '#db/postgres/connect.ts';
import { enrol } from '#db/postgres/enrolments.ts';
import { type HistoryRow, storeEvents } from '#db/postgres/events.ts';
import { askMentor } from '#db/postgres/mentor-requests.ts';
import { dropPartition, partitionDays } from '#db/postgres/partitions.ts';
import {
  type Retention,
  defaultRetention,
  forgetEvents,
  retentionOf,
  setRetention,
  stretchesBefore,
} from '#db/postgres/retention.ts';
import { recordingsUntil, storeRecordings } from '#db/postgres/recordings.ts';
import { caseSteps, checks, contests } from '#db/postgres/schema.ts';
import { ifAlone } from '#db/postgres/tenants.ts';
import { createWall, revokeWall, wallsBefore } from '#db/postgres/walls.ts';
import type { LearnerEvent } from '#engagement/event.ts';
import { sentimentOf } from '#engagement/sentiment.ts';
import { ownStores } from '#test/stores.ts';
import { prune } from './prune.ts';

const dayMs = 86_400_000;
const now = Date.now();
const today = Math.floor(now / dayMs);
let postgres: Postgres;
let other: Postgres;
let tenants = 0;
const text = 'I am lost, can anyone help?';
const read = sentimentOf(text);
const lost = { text, sentiment: read };
const { negative: _, help: __, ...unquoted } = read;

beforeAll(async () => {
  const { databaseUrl } = await ownStores();
  postgres = await openPostgres(databaseUrl);
  other = await openPostgres(databaseUrl);
});
afterAll(async () => {
  await postgres?.close();
  await other?.close();
});

describe('retention', () => {
  test('is 400 days of events and 90 of texts for a tenant that never said, in every place that says so', async () => {
    const tenant = await tenantWith({});
    const stored = await asTenant(postgres.db, tenant, async (tx) => {
      await tx.execute(sql`insert into tenant_settings (tenant_id) values (${tenant})`);
      return retentionOf(tx, tenant);
    });
    expect(stored).toEqual(defaultRetention);
    expect(stored).toEqual({ eventDays: 400, textDays: 90, recordingDays: 30 });
  });

  test('is 90 days of a television’s link from when it was revoked, and for ever of one in use', async () => {
    const tenant = await tenantWith({});
    const by = { id: 'admin', name: 'Admin' };
    const daysAgo = (days: number): Date => new Date(now - days * dayMs);
    const names = await asTenant(postgres.db, tenant, async (tx) => {
      for (const revoked of [null, 89, 91]) {
        const name = revoked === null ? 'in use' : `${revoked}`;
        const wanted = {
          name,
          cohorts: [],
          mode: 'counts' as const,
          secondsPerCohort: 30,
          tokenHash: name,
          by,
        };
        const id = await createWall(tx, tenant, wanted, daysAgo(200));
        if (revoked !== null && id !== null) await revokeWall(tx, tenant, id, by, daysAgo(revoked));
      }
      return async () =>
        (await asTenant(postgres.db, tenant, (after) => wallsBefore(after, tenant, { size: 9 }))).items
          .map((wall) => wall.name)
          .toSorted();
    });
    expect(await names()).toEqual(['89', '91', 'in use']);
    await pruneAll();
    expect(await names()).toEqual(['89', 'in use']);
  });

  test('of one thing changes nothing about the other', async () => {
    const tenant = await tenantWith({ eventDays: 60 });
    await asTenant(postgres.db, tenant, (tx) => setRetention(tx, tenant, { textDays: 7 }));
    const kept = await asTenant(postgres.db, tenant, (tx) => retentionOf(tx, tenant));
    expect(kept).toEqual({ eventDays: 60, textDays: 7, recordingDays: 30 });
  });
});

describe('pruning', () => {
  test('ends the events of each tenant after its own days, wherever they lie', async () => {
    const ages = [0, 29, 31, 59, 61, 399, 401, 900];
    const patient = await tenantWith({});
    const hasty = await tenantWith({ eventDays: 60 });
    for (const tenant of [patient, hasty]) await store(tenant, ages);
    await pruneAll();
    expect(await agesOf(patient)).toEqual([0, 29, 31, 59, 61, 399]);
    expect(await agesOf(hasty)).toEqual([0, 29, 31, 59]);
  });

  test('takes as many statements as there are events for, none of them for too many', async () => {
    const tenant = await tenantWith({ eventDays: 60 });
    await store(tenant, [...Array.from({ length: 12_000 }, () => 100), 1]);
    const stretches = await stretchesBefore(postgres.db, now);
    const at = new Date(now - 100 * dayMs).toISOString();
    const ofThatDay = stretches.find(({ from, until }) => from <= at && at < until);
    if (ofThatDay === undefined) throw new Error('every day lies in a stretch');
    expect(await forgetEvents(postgres.db, tenant, ofThatDay, 100)).toBe(100);
    expect(await pruneAll()).toBe(11_900);
    expect(await agesOf(tenant)).toEqual([1]);
  });

  test('ends texts earlier than events, with every word quoted from them, and leaves how they sounded', async () => {
    const tenant = await tenantWith({ textDays: 3_650 });
    await store(tenant, [0, 89, 91, 200], lost);
    expect(await textsOf(tenant)).toEqual([0, 89, 91, 200]);
    await asTenant(postgres.db, tenant, (tx) => setRetention(tx, tenant, { textDays: 90 }));
    expect(await pruneAll()).toBe(2);
    expect(await textsOf(tenant)).toEqual([0, 89]);
    expect(await sentimentsOf(tenant)).toEqual([read, read, unquoted, unquoted]);
  });

  test('ends what screens showed after 30 days, but for what the rest begins with', async () => {
    const tenant = await tenantWith({});
    const today = Math.floor(now / 60_000);
    const recorded = [
      { days: 45, isWhole: true },
      { days: 40, isWhole: false },
      { days: 32, isWhole: true },
      { days: 31, isWhole: false },
      { days: 29, isWhole: false },
      { days: 1, isWhole: true },
    ];
    const left = await asTenant(postgres.db, tenant, async (tx) => {
      const programme = await createProgramme(tx, tenant, 'Maths');
      const cohort = await createCohort(tx, tenant, { programme, name: 'Spring', timeZone: 'UTC' });
      const made = recorded.map(({ days, isWhole }) => ({
        cohort,
        isWhole,
        minute: today - days * 1_440,
        bytes: new Uint8Array([1]),
        hash: 'h',
        epoch: 'e',
        seq: 0,
        hasGap: false,
      }));
      await storeRecordings(tx, tenant, made);
      return () =>
        asTenant(postgres.db, tenant, (later) => recordingsUntil(later, tenant, cohort, today - 29 * 1_440));
    });
    await pruneAll();
    expect((await left()).map(({ minute }) => (today - minute) / 1_440)).toEqual([32, 31, 29]);
    const [{ count } = { count: 0 }] = await asTenant(postgres.db, tenant, (tx) =>
      rowsOf<{ count: number }>(
        tx,
        sql`select count(*)::int as count from recordings where tenant_id = ${tenant}`,
      ),
    );
    expect(count).toBe(4);
  });

  test('ends what was answered with the events, and what was written to staff with the texts; that they asked stays', async () => {
    const tenant = await tenantWith({ eventDays: 60, textDays: 7 });
    const other = await tenantWith({});
    for (const one of [tenant, other]) await askAndAnswer(one, [1, 8, 59, 61]);
    await pruneAll();
    expect(await asksOf(tenant)).toEqual({ checks: [1, 8, 59], notes: [1], steps: 4, contests: [1, 8] });
    expect(await asksOf(other)).toEqual({
      checks: [1, 8, 59, 61],
      notes: [1, 8, 59, 61],
      steps: 4,
      contests: [1, 8, 59, 61],
    });
  });

  test('finds nothing left the second time', async () => {
    await pruneAll();
    expect(await prune(postgres.db, now)).toBe(0);
  });

  test('is done by one worker at a time', async () => {
    const tenant = await tenantWith({ eventDays: 60 });
    await store(tenant, [70]);
    expect(await ifAlone(other.db, 'prune', () => prune(postgres.db, now))).toBe(0);
    expect(await agesOf(tenant)).toEqual([70]);
    expect(await prune(postgres.db, now)).toBe(1);
  });

  test('makes the partitions of the days to come', async () => {
    await pruneAll();
    expect(await partitionDays(postgres.db)).toEqual(expect.arrayContaining([today, today + 1, today + 2]));
  });
});

describe('a text', () => {
  test('of a tenant that keeps none, or that is too old on arrival, is never stored', async () => {
    const silent = await tenantWith({ textDays: 0 });
    const usual = await tenantWith({});
    for (const tenant of [silent, usual]) await store(tenant, [-0.001, 0, 91], lost);
    expect(await textsOf(silent)).toEqual([]);
    expect(await textsOf(usual)).toEqual([0, 0]);
    expect(await sentimentsOf(silent)).toEqual([unquoted, unquoted, unquoted]);
    expect(await sentimentsOf(usual)).toEqual([read, read, unquoted]);
  });
});

// Last, since it needs every tenant to keep little.
describe('the partition of a day', () => {
  test('goes as a whole once no tenant keeps it, unless somebody is reading for long', async () => {
    const tenant = await tenantWith({});
    await store(tenant, [399, 150, 99]);
    await keepAtMost(100);
    await other.db.transaction(async (tx) => {
      await tx.execute(sql`select from events limit 1`);
      await prune(postgres.db, now);
      expect(await partitionDays(postgres.db)).toContain(today - 150);
    });
    await pruneAll();
    const days = await partitionDays(postgres.db);
    expect(days.filter((day) => day < today - 100)).toEqual([]);
    expect(days).toContain(today - 99);
    expect(await agesOf(tenant)).toEqual([99]);
  });

  test('is not in the way of events that come after it went', async () => {
    const tenant = await tenantWith({ eventDays: 100 });
    await store(tenant, [50], {}, other);
    await dropPartition(postgres.db, today - 50);
    // The other process believes it is there, so that its event finds the default partition, where that day then stays.
    await store(tenant, [50], {}, other);
    await store(tenant, [50.0001]);
    expect(await agesOf(tenant)).toEqual([50, 50]);
    expect(await partitionDays(postgres.db)).not.toContain(today - 50);
  });

  test('cannot be dropped before it is thirty days old', async () => {
    const error = await dropPartition(postgres.db, today - 30).catch((refused: Error) => refused);
    expect(error).toHaveProperty('cause.message', expect.stringContaining('too young to be dropped'));
    expect(await dropPartition(postgres.db, today - 31)).toBe(true);
  });
});

async function tenantWith(retention: Partial<Retention>): Promise<string> {
  const tenant = await createTenant(postgres.db, 'A school', `school-${tenants++}`);
  if (Object.keys(retention).length > 0) {
    await asTenant(postgres.db, tenant, (tx) => setRetention(tx, tenant, retention));
  }
  return tenant;
}

/** One event for each age in days. */
async function store(
  tenant: string,
  ages: number[],
  more: Pick<LearnerEvent, 'text' | 'sentiment'> = {},
  through = postgres,
): Promise<void> {
  const rows = ages.map((age, index): HistoryRow => {
    const at = Math.round(now - age * dayMs);
    const event = { id: `e${index}`, learner: 'maya', type: 'message' as const, at, ...more };
    return { tenant, enrolment: 'maya', source: 's', receivedAt: at, event };
  });
  await storeEvents(through.db, rows, now);
}

/** Step after step, as the loop does. */
async function pruneAll(): Promise<number> {
  let all = 0;
  for (let did = await prune(postgres.db, now); did > 0; did = await prune(postgres.db, now)) all += did;
  return all;
}

async function keepAtMost(days: number): Promise<void> {
  const rows = await rowsOf<{ id: string }>(postgres.db, sql`select id from accounts.tenants`);
  for (const { id } of rows) {
    await asTenant(postgres.db, id, (tx) => setRetention(tx, id, { eventDays: days }));
  }
}

function agesOf(tenant: string): Promise<number[]> {
  return agesWhere(tenant, sql`true`);
}

function textsOf(tenant: string): Promise<number[]> {
  return agesWhere(tenant, sql`body ? 'text'`);
}

async function agesWhere(tenant: string, where: ReturnType<typeof sql>): Promise<number[]> {
  const rows = await asTenant(postgres.db, tenant, (tx) =>
    rowsOf<{ at: number }>(
      tx,
      sql`select extract(epoch from at)::float8 * 1000 as at from events where ${where} order by at desc`,
    ),
  );
  return rows.map(({ at }) => Math.abs(Math.round((now - at) / dayMs)));
}

async function sentimentsOf(tenant: string): Promise<unknown[]> {
  const rows = await asTenant(postgres.db, tenant, (tx) =>
    rowsOf<{ sentiment: unknown }>(
      tx,
      sql`select body->'sentiment' as sentiment from events order by at desc`,
    ),
  );
  return rows.map(({ sentiment }) => sentiment);
}

/** So many days ago a learner had a check, asked for a mentor and called something wrong, with notes. */
async function askAndAnswer(tenant: string, ages: number[]): Promise<void> {
  await asTenant(postgres.db, tenant, async (tx) => {
    const programme = await createProgramme(tx, tenant, 'Mathematics');
    const cohort = await createCohort(tx, tenant, { programme, name: 'A', timeZone: 'UTC' });
    await enrol(tx, tenant, cohort, [{ externalId: 'maya', name: 'Maya' }]);
    const [who] = await rowsOf<{ learner: string; enrolment: string }>(
      tx,
      sql`select learner_id as learner, id as enrolment from enrolments where tenant_id = ${tenant}`,
    );
    if (who === undefined) throw new Error('nobody was enrolled');
    const place = { tenantId: tenant, learnerId: who.learner, enrolmentId: who.enrolment, cohortId: cohort };
    for (const age of ages) {
      const at = new Date(now - age * dayMs);
      const asked = { learner: who.learner, enrolment: who.enrolment, cohort, mentor: null, meetAt: null };
      await askMentor(tx, tenant, { ...asked, note: `${age}` }, at);
      await tx
        .insert(checks)
        .values({ ...place, id: `${tenant} ${age}`, skill: `${age}`, items: [], answers: [], createdAt: at });
      // The one of a week ago nobody has answered yet.
      const status = age === 8 ? 'open' : 'explained';
      const { tenantId, learnerId, enrolmentId } = place;
      const contest = {
        tenantId,
        learnerId,
        enrolmentId,
        what: 'attendance',
        note: `${age}`,
        status,
        at,
      } as const;
      await tx.insert(contests).values({ ...contest, id: `${tenant} ${age}` });
    }
  });
}

async function asksOf(
  tenant: string,
): Promise<Record<'checks' | 'notes' | 'contests', number[]> & { steps: number }> {
  return asTenant(postgres.db, tenant, async (tx) => {
    const had = await tx.select({ skill: checks.skill }).from(checks).orderBy(desc(checks.createdAt));
    const asked = await tx
      .select({ notes: caseSteps.notes })
      .from(caseSteps)
      .where(eq(caseSteps.step, 'asked'))
      .orderBy(desc(caseSteps.at));
    const wrong = await tx.select({ note: contests.note }).from(contests).orderBy(desc(contests.at));
    return {
      contests: wrong.flatMap(({ note }) => (note === null ? [] : [Number(note)])),
      checks: had.map(({ skill }) => Number(skill)),
      notes: asked.flatMap(({ notes }) => (notes === null ? [] : [Number(notes)])),
      steps: asked.length,
    };
  });
}
