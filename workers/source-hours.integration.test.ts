import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTenant } from '#db/postgres/accounts.ts';
import { createCohort, createProgramme } from '#db/postgres/cohorts.ts';
import { type Postgres, asTenant, openPostgres, rowsOf } from '#db/postgres/connect.ts';
import { enrol, placesOf } from '#db/postgres/enrolments.ts';
import { type HistoryRow, storeEvents } from '#db/postgres/events.ts';
import { hoursOfSources } from '#db/postgres/source-hours.ts';
import { createSource } from '#db/postgres/sources.ts';
import type { EventType } from '#engagement/event.ts';
import { ownStores } from '#test/stores.ts';
import { prune } from './prune.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const now = Date.now();
const hour = Math.floor(now / hourMs) * hourMs;
let postgres: Postgres;
let tenant: string;
let source: string;
let enrolments: string[];
let ids = 0;

beforeAll(async () => {
  postgres = await openPostgres((await ownStores()).databaseUrl);
  tenant = await createTenant(postgres.db, 'Hours', 'hours');
  ({ source, enrolments } = await asTenant(postgres.db, tenant, async (tx) => {
    const programme = await createProgramme(tx, tenant, 'Programme');
    const cohorts: string[] = [];
    for (const endsAt of [undefined, new Date(now - dayMs)]) {
      const cohort = await createCohort(tx, tenant, {
        programme,
        name: 'Cohort',
        timeZone: 'UTC',
        ...(endsAt ? { endsAt } : {}),
      });
      cohorts.push(cohort);
      await enrol(tx, tenant, cohort, [{ externalId: 'maya' }]);
    }
    const found = await createSource(tx, tenant, {
      name: 'LMS',
      cohorts,
      homeCohort: null,
      eventsPerSecond: 1,
    });
    const places = await placesOf(tx, tenant, cohorts, ['maya']);
    return { source: found, enrolments: cohorts.map((cohort) => enrolmentIn(places.get('maya'), cohort)) };
  }));
});
afterAll(() => postgres?.close());

describe('what is stored', () => {
  const types: EventType[] = ['login', 'quiz_attempt', 'forum_post', 'message', 'attendance', 'answer'];
  let sent: HistoryRow[];
  beforeAll(() => {
    sent = types.map((type) => row(type, hour));
  });

  test('counts for its source by the part it feeds, a forum post for two', async () => {
    await storeEvents(postgres.db, [...sent, row('login', hour - hourMs)], now);
    expect(await hours()).toEqual([
      { at: hour - hourMs, attendance: 0, lms: 1, sentiment: 0 },
      { at: hour, attendance: 1, lms: 4, sentiment: 2 },
    ]);
  });

  test('counts once, however often it is copied and beside whatever', async () => {
    await storeEvents(postgres.db, sent, now);
    await storeEvents(postgres.db, [...sent, row('login', hour), ...sent], now);
    expect((await hours()).at(-1)).toEqual({ at: hour, attendance: 1, lms: 5, sentiment: 2 });
  });

  test('counts for the cohort of its enrolment; what came for one that has ended is expected no more', async () => {
    const before = await hours();
    await storeEvents(postgres.db, [row('login', hour, enrolments[1])], now);
    expect(await hours()).toEqual(before);
    const counted = await asTenant(postgres.db, tenant, (tx) =>
      rowsOf<{ cohorts: number }>(
        tx,
        sql`select count(distinct cohort_id)::int as cohorts from source_hours`,
      ),
    );
    expect(counted).toEqual([{ cohorts: 2 }]);
  });

  test('is stored though its enrolment or its source is gone', async () => {
    const before = await hours();
    const strays = [row('login', hour, 'nobody'), { ...row('login', hour), source: 'nothing' }];
    await storeEvents(postgres.db, strays, now);
    const stored = await asTenant(postgres.db, tenant, (tx) =>
      rowsOf(tx, sql`select from events where enrolment_id = 'nobody' or source_id = 'nothing'`),
    );
    expect(stored).toHaveLength(2);
    expect(await hours()).toEqual(before);
  });

  test('is forgotten by the hour after five weeks', async () => {
    await storeEvents(postgres.db, [row('login', hour - 34 * dayMs), row('login', hour - 36 * dayMs)], now);
    await prune(postgres.db, now);
    const oldest = await asTenant(postgres.db, tenant, (tx) =>
      rowsOf<{ days: number }>(
        tx,
        sql`select round(extract(epoch from now() - min(hour)) / 86400)::int as days from source_hours`,
      ),
    );
    expect(oldest).toEqual([{ days: 34 }]);
  });
});

function row(type: EventType, receivedAt: number, enrolment = enrolments[0] ?? ''): HistoryRow {
  return {
    tenant,
    enrolment,
    source,
    receivedAt,
    event: { id: `e${ids++}`, learner: 'maya', type, at: receivedAt },
  };
}

async function hours() {
  const found = await asTenant(postgres.db, tenant, (tx) => hoursOfSources(tx, tenant, [source], now));
  return found.get(source) ?? [];
}

function enrolmentIn(places: { enrolment: string; cohort: string }[] | undefined, cohort: string): string {
  return places?.find((place) => place.cohort === cohort)?.enrolment ?? '';
}
