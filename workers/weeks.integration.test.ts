import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTenant } from '#db/postgres/accounts.ts';
import { raiseAlerts } from '#db/postgres/alerts.ts';
import { createCohort, createProgramme } from '#db/postgres/cohorts.ts';
import { type Postgres, asTenant, openPostgres } from '#db/postgres/connect.ts';
import { allEnrolments, enrol } from '#db/postgres/enrolments.ts';
import { historyRows, storeEvents } from '#db/postgres/events.ts';
import { setRetention } from '#db/postgres/retention.ts';
import { learnerWeeks } from '#db/postgres/schema.ts';
import { ifAlone } from '#db/postgres/tenants.ts';
import { storeWeeks } from '#db/postgres/weeks.ts';
import { dateOf, dayMs, dayOf, mondayOf, startOfDay } from '#engagement/day.ts';
import { weekOf } from '#engagement/week.ts';
import { ownStores } from '#test/stores.ts';
import { scoreWeeks } from './weeks.ts';

const timeZone = 'Pacific/Auckland';
/** The Monday of this week in Auckland; the weeks before it are counted back from here. */
const monday = mondayOf(dayOf(Date.now(), timeZone));
const startsOn = (weeksAgo: number) => dateOf(monday - 7 * weeksAgo);
/** So many days into the week that began so many weeks ago, at noon. */
const noonOf = (weeksAgo: number, day: number) =>
  startOfDay(monday - 7 * weeksAgo + day, timeZone) + dayMs / 2;
/** Two hours after last week was over. */
const now = startOfDay(monday, timeZone) + 7_200_000;

let postgres: Postgres;
let tenants = 0;

beforeAll(async () => {
  const { databaseUrl } = await ownStores();
  postgres = await openPostgres(databaseUrl);
});
afterAll(() => postgres?.close());

describe('a week that is over', () => {
  test('is scored from its events, with what was raised in it, and once', async () => {
    const own = await classOf({ joinedAt: noonOf(3, 0) });
    await happen(own, [noonOf(3, 1), noonOf(3, 3), noonOf(2, 2), noonOf(1, 4)]);
    const trigger = { lms: 20, silentDays: 2 };
    const alert = { type: 'lms_inactivity' as const, severity: 'high' as const, trigger };
    await asTenant(postgres.db, own.tenant, (tx) =>
      raiseAlerts(
        tx,
        own.tenant,
        [{ ...alert, enrolment: own.enrolment, score: 20 }],
        new Date(noonOf(2, 6)),
      ),
    );
    await score(now);
    const weeks = await weeksOf(own.tenant);
    expect(weeks.map((week) => [week.startsOn, week.alerts])).toEqual([
      [startsOn(3), 0],
      [startsOn(2), 1],
      [startsOn(1), 0],
    ]);
    expect(weeks.map((week) => week.lms)).toEqual(weeks.map((week) => week.score));
    const [first = 0, second = 0, third = 0] = weeks.map((week) => week.score ?? 0);
    expect(first).toBeGreaterThan(second);
    expect(second).toBe(third);
    expect(weeks[1]?.change).toBeCloseTo(second - first, 5);
    await score(now + 60_000);
    expect(await weeksOf(own.tenant)).toEqual(weeks);
  });

  test('is not scored in its last hour, nor in the first after it', async () => {
    const own = await classOf({ joinedAt: noonOf(1, 0) });
    await happen(own, [noonOf(1, 0)]);
    await score(startOfDay(monday, timeZone) + 1_800_000);
    expect(await weeksOf(own.tenant)).toEqual([]);
  });

  test('is scored once more with the next one, for what came late', async () => {
    const own = await classOf({ joinedAt: noonOf(2, 0) });
    await happen(own, [noonOf(2, 1)]);
    await score(now - 7 * dayMs);
    const [before] = await weeksOf(own.tenant);
    await happen(own, [noonOf(2, 5)]);
    await score(now);
    const [after, next] = await weeksOf(own.tenant);
    expect(after?.startsOn).toBe(before?.startsOn);
    expect(after?.score).toBeGreaterThan(before?.score ?? 100);
    expect(next?.change).toBeCloseTo((next?.score ?? 0) - (after?.score ?? 0), 5);
  });

  test('is scored when its cohort ends in the middle of it, and once more when nothing late can come', async () => {
    const endsAt = noonOf(2, 3);
    const own = await classOf({ joinedAt: noonOf(3, 0), endsAt });
    await happen(own, [noonOf(3, 1), noonOf(2, 1)]);
    await score(endsAt + 7_200_000);
    const before = await weeksOf(own.tenant);
    await score(endsAt + dayMs);
    expect(await weeksOf(own.tenant)).toEqual(before);
    expect(before.map((week) => week.startsOn)).toEqual([startsOn(3), startsOn(2)]);
    await happen(own, [noonOf(2, 2)]);
    await score(endsAt + 14 * dayMs);
    const after = await weeksOf(own.tenant);
    expect(after[1]?.score).toBeGreaterThan(before[1]?.score ?? 100);
    await score(endsAt + 21 * dayMs);
    expect(await weeksOf(own.tenant)).toEqual(after);
  });

  test('stays as it came, where its scores came with it', async () => {
    const own = await classOf({ joinedAt: noonOf(2, 0) });
    await happen(own, [noonOf(2, 1), noonOf(1, 1)]);
    const given = weekOf([startsOn(2)], [], null);
    await asTenant(postgres.db, own.tenant, (tx) =>
      storeWeeks(tx, own.tenant, [
        { enrolment: own.enrolment, week: { ...given, score: 77 }, scoredAt: null },
      ]),
    );
    await score(now);
    const weeks = await weeksOf(own.tenant);
    expect(weeks[0]?.score).toBe(77);
    expect(weeks[1]?.score).not.toBeNull();
  });

  test('outlives its events, and is not scored from what is left of them', async () => {
    const own = await classOf({ joinedAt: noonOf(4, 0) });
    await happen(own, [noonOf(4, 1), noonOf(3, 1), noonOf(2, 1), noonOf(1, 1)]);
    await score(now);
    const before = await weeksOf(own.tenant);
    await asTenant(postgres.db, own.tenant, (tx) => setRetention(tx, own.tenant, { eventDays: 10 }));
    await score(now + 7 * dayMs);
    expect((await weeksOf(own.tenant)).slice(0, 4)).toEqual(before);
  });

  test('is scored by one worker at a time', async () => {
    const own = await classOf({ joinedAt: noonOf(1, 0) });
    await happen(own, [noonOf(1, 0)]);
    const { db } = postgres;
    expect(await ifAlone(db, 'score weeks', () => scoreWeeks(db, now))).toBe(0);
    expect(await weeksOf(own.tenant)).toEqual([]);
    await score(now);
    expect(await weeksOf(own.tenant)).toHaveLength(1);
  });
});

interface Class {
  tenant: string;
  cohort: string;
  enrolment: string;
}

/** Step after step, as the loop does. */
async function score(at: number): Promise<void> {
  while ((await scoreWeeks(postgres.db, at)) > 0);
}

async function classOf({ joinedAt, endsAt }: { joinedAt: number; endsAt?: number }): Promise<Class> {
  const name = `weeks-${++tenants}`;
  const tenant = await createTenant(postgres.db, name, name);
  return asTenant(postgres.db, tenant, async (tx) => {
    const programme = await createProgramme(tx, tenant, 'Mathematics');
    const ending = endsAt === undefined ? {} : { endsAt: new Date(endsAt) };
    const cohort = await createCohort(tx, tenant, { programme, name: 'Class', timeZone, ...ending });
    const person = { externalId: 'maya', name: 'Maya', enrolledAt: new Date(joinedAt) };
    await enrol(tx, tenant, cohort, [person]);
    const [place] = await allEnrolments(tx, tenant);
    return { tenant, cohort, enrolment: place?.enrolment ?? '' };
  });
}

async function happen({ tenant, cohort, enrolment }: Class, times: number[]): Promise<void> {
  const rows = times.map((at) => ({
    enrolment,
    event: { id: `view ${at}`, learner: 'maya', type: 'content_view' as const, at, durationS: 1_800 },
  }));
  await storeEvents(postgres.db, historyRows({ tenant, cohort, source: 'lms', receivedAt: now, rows }), now);
}

async function weeksOf(tenant: string) {
  return asTenant(postgres.db, tenant, (tx) => tx.select().from(learnerWeeks).orderBy(learnerWeeks.startsOn));
}
