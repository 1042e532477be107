import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { asTenant } from '#db/postgres/connect.ts';
import { looks, nudges } from '#db/postgres/schema.ts';
import { type CohortMarks, marksMax } from '#engagement/cohort-marks.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';

let product: Product;
let school: School;
let other: School;
let manager: { cookie: string };
const hourMs = 3_600_000;
const now = Date.now();

beforeAll(async () => {
  product = await openProduct(await ownStores());
  const { db, accounts } = product.stores;
  school = await createSchool(db, accounts, 'marks');
  other = await createSchool(db, accounts, 'others');
  manager = { cookie: await product.signIn(school.people.manager) };
  // A late event makes a nudge, an alert and a case.
  const at = new Date(now - 6 * 24 * hourMs).toISOString();
  const body = JSON.stringify({ id: 'x', learner: 'maya', type: 'login', at });
  await product.ask('/v1/events', { key: school.sourceKey }, { method: 'POST', body });
  await vi.waitFor(
    async () => {
      const { body } = await product.ask<{ items: { id: string }[] }>('/v1/cases', manager);
      const [first] = body.items;
      if (!first) throw new Error('no case yet');
      const mentor = { cookie: await product.signIn(school.people.mentor) };
      const claim = await product.ask(`/v1/cases/${first.id}/claim`, mentor, { method: 'POST', body: '{}' });
      if (claim.status !== 200) throw new Error(`claimed: ${claim.status}`);
    },
    { timeout: 8_000, interval: 100 },
  );
});
afterAll(() => product?.close());

test('what was done for learners and said of them is told with whose doing it was, newest first', async () => {
  await vi.waitFor(
    async () => {
      const { marks } = await marksOf();
      expect(new Set(marks.map(({ kind }) => kind))).toEqual(new Set(['nudge', 'claim', 'alert']));
    },
    { timeout: 8_000, interval: 100 },
  );
  const { marks, isAll, takes, floors } = await marksOf();
  expect(marks.find(({ kind }) => kind === 'claim')).toMatchObject({
    what: 'claimed',
    by: school.people.mentor.name,
    learner: school.learner,
    learnerName: 'Maya of marks',
  });
  expect(marks.map(({ at }) => at)).toEqual(
    marks
      .map(({ at }) => at)
      .toSorted()
      .toReversed(),
  );
  expect({ isAll, takes }).toEqual({ isAll: true, takes: null });
  expect(floors).toMatchObject({ medium: 15, high: 30, critical: 60 });
});

test('only what lies in the stretch asked for is told', async () => {
  const { marks } = await marksOf(now - 48 * hourMs, now - 24 * hourMs);
  expect(marks).toEqual([]);
});

test('of very many the newest are told, and that there are more', async () => {
  const { db } = product.stores;
  await asTenant(db, school.tenant, async (tx) => {
    const [made] = await tx.select().from(nudges).where(eq(nudges.tenantId, school.tenant)).limit(1);
    if (!made) throw new Error('no nudge to copy');
    await tx.insert(nudges).values(
      Array.from({ length: marksMax + 5 }, (_, index) => ({
        ...made,
        id: `many${index}`,
        period: `many${index}`,
        deliveredAt: new Date(now - index),
      })),
    );
  });
  const { marks, isAll } = await marksOf();
  expect([marks.length, isAll]).toEqual([marksMax, false]);
});

test('a stretch that nobody can read is refused by name', async () => {
  const answer = await product.ask(`/v1/cohorts/${school.cohort}/marks?from=soon&to=later`, manager);
  expect(answer).toMatchObject({ status: 400, body: { error: { field: 'from' } } });
});

test('it is not there for learners and for other tenants, and a look at it is recorded', async () => {
  const path = pathOf(school.cohort);
  const learner = { cookie: await product.signIn(school.people.learner) };
  const foreigner = { cookie: await product.signIn(other.people.admin) };
  expect((await product.ask(path, learner)).status).toBe(404);
  expect((await product.ask(path, foreigner)).status).toBe(404);
  const seen = await asTenant(product.stores.db, school.tenant, (tx) =>
    tx
      .select({ what: looks.what, cohort: looks.cohortId })
      .from(looks)
      .where(and(eq(looks.tenantId, school.tenant), eq(looks.byId, school.people.manager.id))),
  );
  expect(seen).toContainEqual({ what: 'cohort', cohort: school.cohort });
});

async function marksOf(from = now - hourMs, to = Date.now() + hourMs): Promise<CohortMarks> {
  const { status, body } = await product.ask<CohortMarks>(pathOf(school.cohort, from, to), manager);
  expect(status).toBe(200);
  return body;
}

function pathOf(cohort: string, from = now - hourMs, to = Date.now() + hourMs): string {
  const query = new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
  return `/v1/cohorts/${cohort}/marks?${query.toString()}`;
}
