import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCohort } from '#db/postgres/cohorts.ts';
import { asTenant, rowsOf } from '#db/postgres/connect.ts';
import { enrol } from '#db/postgres/enrolments.ts';
import { placesOfLearner } from '#db/postgres/learners.ts';
import { bandChanges, looks, riskHours } from '#db/postgres/schema.ts';
import type { JourneyEntry } from '#engagement/learner.ts';
import type { RiskHistory } from '#engagement/risk-history.ts';
import type { Band, Reason } from '#engagement/risk.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import { prune } from '#workers/prune.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** In a cohort that has ended nothing moves while we look. */
const end = Math.floor(Date.now() / hourMs) * hourMs - 5 * dayMs;
const ago = (days: number) => new Date(end - days * dayMs);
const reasons: Reason[] = [
  { code: 'base', weight: -1.9, params: {} },
  { code: 'silence', weight: 1.4, params: { days: 6, usual: 2 } },
  { code: 'work', weight: -0.6, params: { handed: 2 } },
  { code: 'activity', weight: 0.4, params: { days: 3, of: 28 } },
  { code: 'course', weight: 0.2, params: { days: 50 } },
  { code: 'cohort', weight: 0.1, params: { percent: 20 } },
];

let product: Product;
let ours: School;
let theirs: School;
let cohort: string;
let staff: { cookie: string };

beforeAll(async () => {
  product = await openProduct(await ownStores());
  const { db, accounts } = product.stores;
  ours = await createSchool(db, accounts, 'risky');
  theirs = await createSchool(db, accounts, 'elsewhere');
  staff = { cookie: await product.signIn(ours.people.mentor) };
  cohort = await endedCohortOf(ours);
  await told(ours, cohort, [
    [450, 0.11, 'low'],
    [200, 0.12, 'low'],
    [199, 0.16, 'medium'],
    [40, 0.2, 'medium'],
    [10, 0.33, 'high'],
    [9.9, 0.34, 'high'],
    [1, 0.13, 'low'],
  ]);
});
afterAll(() => product?.close());

describe('the history of a risk', () => {
  test('tells each hour in which it moved with its heaviest reasons, from what held when the period began', async () => {
    const { points, ...history } = await read();
    expect(history).toMatchObject({
      learner: ours.learner,
      cohort: { id: cohort },
      timeZone: 'Europe/Berlin',
      everyHours: 1,
      floors: { medium: 15, high: 30, critical: 60 },
    });
    expect(points.map(({ risk, band }) => [Math.round(100 * risk), band])).toEqual([
      [20, 'medium'],
      [33, 'high'],
      [34, 'high'],
      [13, 'low'],
    ]);
    expect(points[0]?.at).toBe(ago(40).toISOString());
    expect(points[1]?.reasons.map(({ code }) => code)).toEqual(['silence', 'work', 'activity', 'course']);
  });

  test('of a long period tells of each stretch the last point', async () => {
    const { points, everyHours, from } = await read('&days=400');
    expect(everyHours).toBe(6);
    expect(points.map(({ risk }) => Math.round(100 * risk))).toEqual([11, 12, 16, 20, 34, 13]);
    expect(Date.parse(points[0]?.at ?? '')).toBeLessThan(Date.parse(from));
  });

  test('has every change of the band in the period, oldest first', async () => {
    const { changes } = await read();
    expect(changes.map(({ from, to }) => [from, to])).toEqual([
      ['medium', 'high'],
      ['high', 'low'],
    ]);
    expect(changes[0]?.reasons[0]?.code).toBe('silence');
  });

  test('stands in the journey too: what the risk was before, what then, and why', async () => {
    const path = `/v1/learners/${ours.learner}/journey`;
    const { body } = await product.ask<{ items: JourneyEntry[] }>(path, staff);
    const told = body.items.flatMap((item) =>
      item.what === 'band' ? [[item.before, item.risk].map((risk) => Math.round(100 * (risk ?? 0)))] : [],
    );
    expect(told.slice(0, 2)).toEqual([
      [34, 13],
      [20, 33],
    ]);
  });

  test.each([
    ['days=0', 'days'],
    ['days=401', 'days'],
    ['days=some', 'days'],
  ])('is refused for ?%s with the name of the field', async (query, field) => {
    const { status, body } = await product.ask(`/v1/learners/${ours.learner}/risk?${query}`, staff);
    expect({ status, body }).toMatchObject({ status: 400, body: { error: { code: 'bad_request', field } } });
  });

  test('is read by learners of themselves and of nobody else, by nobody of another tenant, and every look is recorded', async () => {
    const own = { cookie: await product.signIn(ours.people.learner) };
    expect(await read('', own)).toEqual(await read());
    const foreign = { cookie: await product.signIn(theirs.people.manager) };
    for (const [as, path] of [
      [own, `${theirs.learner}/risk`],
      [foreign, `${ours.learner}/risk`],
      [staff, `${theirs.learner}/risk`],
      [staff, `${ours.learner}/risk?cohort=${theirs.cohort}`],
    ] as const) {
      expect((await product.ask(`/v1/learners/${path}`, as)).status).toBe(404);
    }
    const { db } = product.stores;
    const looked = await asTenant(db, ours.tenant, (tx) =>
      tx.select({ by: looks.byId }).from(looks).where(eq(looks.learnerId, ours.learner)),
    );
    expect(new Set(looked.map(({ by }) => by))).toEqual(
      new Set([ours.people.mentor.id, ours.people.learner.id]),
    );
  });

  // Last, since it forgets.
  test('is kept as long as the events of its tenant', async () => {
    while ((await prune(product.stores.db, end + 5 * dayMs)) > 0);
    const { points } = await read('&days=400');
    expect(points.map(({ risk }) => Math.round(100 * risk))).toEqual([12, 16, 20, 34, 13]);
    const left = await asTenant(product.stores.db, ours.tenant, (tx) =>
      rowsOf<{ hours: number }>(tx, sql`select count(*)::int as hours from risk_hours`),
    );
    expect(left).toEqual([{ hours: 6 }]);
  });
});

async function endedCohortOf({ tenant, programme }: School): Promise<string> {
  return asTenant(product.stores.db, tenant, async (tx) => {
    const name = 'A cohort that has ended';
    const made = { programme, name, course: 'history', timeZone: 'Europe/Berlin', endsAt: new Date(end) };
    const id = await createCohort(tx, tenant, made);
    await enrol(tx, tenant, id, [{ externalId: 'maya', name: 'Maya', enrolledAt: ago(460) }]);
    return id;
  });
}

/** As if these had been said so many days before the end. */
async function told(school: School, id: string, moved: [days: number, risk: number, band: Band][]) {
  const { tenant, learner } = school;
  await asTenant(product.stores.db, tenant, async (tx) => {
    const places = await placesOfLearner(tx, tenant, learner);
    const enrolmentId = places.find((place) => place.cohort.id === id)?.enrolment ?? '';
    const rows = moved.map(([days, risk, band]) => {
      const at = ago(days);
      const hour = new Date(Math.floor(at.getTime() / hourMs) * hourMs);
      return { tenantId: tenant, enrolmentId, hour, risk, band, reasons, at };
    });
    await tx.insert(riskHours).values(rows);
    const changes = rows.flatMap(({ hour: _, band, ...row }, index) => {
      const fromBand = rows[index - 1]?.band ?? null;
      return fromBand === band ? [] : [{ ...row, id: `change ${index}`, fromBand, toBand: band }];
    });
    await tx.insert(bandChanges).values(changes);
  });
}

async function read(query = '', as = staff): Promise<RiskHistory> {
  const path = `/v1/learners/${ours.learner}/risk?cohort=${cohort}${query}`;
  const { status, body } = await product.ask<RiskHistory>(path, as);
  if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
  return body;
}
