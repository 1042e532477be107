import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createCohort } from '#db/postgres/cohorts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { enrol } from '#db/postgres/enrolments.ts';
import { placesOfLearner } from '#db/postgres/learners.ts';
import { setRetention } from '#db/postgres/retention.ts';
import { scorings } from '#db/postgres/schema.ts';
import { storeWeeks } from '#db/postgres/weeks.ts';
import { dateOf, dayMs, dayOf, startOfDay } from '#engagement/day.ts';
import type { EngagementPeriod } from '#engagement/period.ts';
import { usualScoring } from '#engagement/scoring.ts';
import { weekOf } from '#engagement/week.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';

const timeZone = 'Europe/Berlin';
const today = dayOf(Date.now(), timeZone);
const date = (daysAgo: number) => dateOf(today - daysAgo);
/** Noon of a day where the cohort is. */
const noon = (daysAgo: number) => startOfDay(today - daysAgo, timeZone) + dayMs / 2;

let product: Product;
let ours: School;
let theirs: School;
let staff: { cookie: string };
let ended: string;

beforeAll(async () => {
  product = await openProduct(await ownStores());
  const { db, accounts } = product.stores;
  ours = await createSchool(db, accounts, 'read');
  theirs = await createSchool(db, accounts, 'foreign');
  staff = { cookie: await product.signIn(ours.people.mentor) };
  ended = await asTenant(db, ours.tenant, async (tx) => {
    const holiday = { from: date(3), to: date(3), name: 'Founders’ day' };
    await tx.insert(scorings).values({
      id: 'with-holiday',
      tenantId: ours.tenant,
      programmeId: ours.programme,
      scoring: { ...usualScoring, daysOff: { restDays: [], holidays: [holiday] } },
      byId: ours.people.admin.id,
      byName: ours.people.admin.name,
      at: new Date(),
    });
    const cohort = await createCohort(tx, ours.tenant, {
      programme: ours.programme,
      name: 'A cohort that has ended',
      course: 'history',
      timeZone,
      endsAt: new Date(startOfDay(today - 10, timeZone)),
    });
    await enrol(tx, ours.tenant, cohort, [
      { externalId: 'maya', name: 'Maya', enrolledAt: new Date(noon(60)) },
    ]);
    return cohort;
  });
  const events = [1, 2, 4, 5, 6].map((ago) => sent(`done ${ago}`, ago, 'content_view', { durationS: 1_500 }));
  events.push(
    sent('excused', 0, 'attendance', { attendance: { status: 'excused' } }),
    sent('late', 1, 'attendance', { attendance: { status: 'late', minutesLate: 3 } }),
  );
  await product.ask('/v1/events', { key: ours.sourceKey }, { method: 'POST', body: JSON.stringify(events) });
  await vi.waitFor(
    async () => {
      const { heatmap_data: days } = await read();
      if (days[date(0)]?.state !== 'excused' || days[date(6)]?.state !== 'data')
        throw new Error('not all events are in the history yet');
    },
    { timeout: 8_000, interval: 50 },
  );
});
afterAll(() => product?.close());

describe('the engagement of a learner', () => {
  test('is told for the last 28 days where nobody asks for others, day by day and week by week', async () => {
    const period = await read();
    expect(period).toMatchObject({ learner: ours.learner, timeZone, from: date(27), to: date(0) });
    expect(Object.keys(period.heatmap_data)).toHaveLength(28);
    expect(period.heatmap_data[date(1)]).toMatchObject({
      attendance: true,
      lms_minutes: 25,
      activities: { content_view: 1 },
      sessions: { late: 1 },
    });
    expect(period.weeks.at(-1)).toMatchObject({ is_over: false, score: period.heatmap_data[date(0)]?.score });
  });

  test('tells an excused absence, a holiday and a day without anything apart', async () => {
    const { heatmap_data: days } = await read();
    expect([0, 3, 10].map((ago) => days[date(ago)]?.state)).toEqual(['excused', 'holiday', 'none']);
    expect(days[date(0)]).toMatchObject({ attendance: null, missing: { attendance: 'excused' } });
  });

  test('has the score and the parts that are live on the last day', async () => {
    const { heatmap_data: days, parts } = await read();
    const live = await vi.waitFor(
      async () => {
        const { body } = await product.ask<{ enrolments: { cohort: { id: string }; assessment: unknown }[] }>(
          `/v1/learners/${ours.learner}`,
          staff,
        );
        const own = body.enrolments.find(({ cohort }) => cohort.id === ours.cohort);
        expect(own?.assessment).toMatchObject({ score: days[date(0)]?.score, parts });
        return own;
      },
      { timeout: 10_000, interval: 50 },
    );
    expect(live).toMatchObject({ scoring: { daysOff: { holidays: [{ name: 'Founders’ day' }] } } });
    expect(parts.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(days[date(0)]?.score ?? -1, 5);
  });

  test('stands still in a cohort that has ended', async () => {
    const period = await read(`?cohort=${ended}`);
    expect(period).toMatchObject({ to: date(11), cohort: { id: ended } });
    expect(period.weeks.every((week) => week.is_over)).toBe(true);
    const later = await read(`?cohort=${ended}&to=${date(0)}`);
    expect(later.heatmap_data[date(10)]?.state).toBe('future');
  });

  test.each([
    ['from=yesterday', 'from'],
    ['to=2026-02-30', 'to'],
    ['to=1026-02-01', 'to'],
    ['from=2026-03-02&to=2026-03-01', 'from'],
    ['from=2024-01-01&to=2025-01-01', 'from'],
    [`cohort=${'x'.repeat(65)}`, 'cohort'],
  ])('is refused for ?%s with the name of the field', async (query, field) => {
    const { status, body } = await product.ask(`/v1/learners/${ours.learner}/engagement?${query}`, staff);
    expect({ status, body }).toMatchObject({ status: 400, body: { error: { code: 'bad_request', field } } });
  });

  test('of 366 days is told, of a leap year whole', async () => {
    const { heatmap_data: days } = await read('?from=2024-01-01&to=2024-12-31');
    expect(Object.keys(days)).toHaveLength(366);
    expect(days['2024-02-29']?.state).toBe('before');
  });

  test('is told from stored weeks where the events are no longer kept', async () => {
    const { db } = product.stores;
    const dates = [27, 26, 25, 24, 23, 22, 21].map(date);
    const event = { type: 'content_view' as const, durationS: 3_600 };
    const week = weekOf(dates, [{ date: date(24), event }], null);
    await asTenant(db, ours.tenant, async (tx) => {
      const [place] = (await placesOfLearner(tx, ours.tenant, ours.learner)).filter(
        ({ cohort }) => cohort.id === ours.cohort,
      );
      await storeWeeks(tx, ours.tenant, [{ enrolment: place?.enrolment ?? '', week, scoredAt: null }]);
      await setRetention(tx, ours.tenant, { eventDays: 20 });
    });
    const { heatmap_data: days, weeks } = await read(`?cohort=${ours.cohort}`);
    expect(days[date(24)]).toMatchObject({ state: 'forgotten', lms_minutes: 60, score: null });
    expect(days[date(10)]?.state).toBe('none');
    expect(weeks[0]).toMatchObject({ starts_on: date(27), ends_on: date(21), score: week.score });
  });

  test('is read by learners of themselves and of nobody else, and by nobody of another tenant', async () => {
    const own = { cookie: await product.signIn(ours.people.learner) };
    expect(await read('', own)).toEqual(await read());
    const foreign = { cookie: await product.signIn(theirs.people.learner) };
    for (const [as, learner] of [
      [own, theirs.learner],
      [foreign, ours.learner],
      [staff, theirs.learner],
    ] as const) {
      const { status } = await product.ask(`/v1/learners/${learner}/engagement`, as);
      expect(status).toBe(404);
    }
    const { status } = await product.ask(
      `/v1/learners/${ours.learner}/engagement?cohort=${theirs.cohort}`,
      staff,
    );
    expect(status).toBe(404);
  });
});

async function read(query = '', as = staff): Promise<EngagementPeriod> {
  const path = `/v1/learners/${ours.learner}/engagement${query}`;
  const { status, body } = await product.ask<EngagementPeriod>(path, as);
  if (status !== 200) throw new Error(`${path} answered ${status}`);
  return body;
}

function sent(id: string, daysAgo: number, type: string, more: object) {
  // What happens at noon has not happened yet in the morning.
  const at = new Date(Math.min(noon(daysAgo), Date.now())).toISOString();
  return { id, learner: 'maya', course: 'maths', type, at, ...more };
}
