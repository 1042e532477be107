import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { asTenant, rowsOf } from '#db/postgres/connect.ts';
import { type CoursePlan, noPlan } from '#engagement/course-plan.ts';
import { dateOf, dayMs } from '#engagement/day.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';

type Told = CoursePlan & { version: string };
type Refusal = { error: { code: string; field?: string; message: string } };
type As = Parameters<Product['ask']>[1];

const inDays = (days: number) => dateOf(Math.floor(Date.now() / dayMs) + days);
const plan: CoursePlan = {
  startsOn: inDays(-30),
  endsOn: inDays(60),
  deadlines: [
    { title: 'First essay', dueOn: inDays(-2), weight: 33.34 },
    { title: 'Second essay', dueOn: inDays(5), weight: 66.7 },
  ],
  skills: [
    { skill: 'Counting', module: 'Numbers', after: [] },
    { skill: 'Adding', module: null, after: ['Counting'] },
  ],
};

let product: Product;
let school: School;
let manager: { cookie: string };
let address: string;

beforeAll(async () => {
  product = await openProduct(await ownStores());
  const { db, accounts } = product.stores;
  school = await createSchool(db, accounts, 'planned');
  manager = { cookie: await product.signIn(school.people.manager) };
  address = `/v1/cohorts/${school.cohort}/plan`;
});
afterAll(() => product?.close());

describe('a course plan', () => {
  test('says nothing until somebody plans, and then exactly what was planned', async () => {
    const before = await product.ask<Told>(address, manager);
    expect(before).toMatchObject({ status: 200, body: noPlan });
    const put = await say(plan);
    expect(put).toMatchObject({ status: 200, body: plan });
    expect(put.body.version).not.toBe(before.body.version);
    expect((await product.ask<Told>(address, manager)).body).toEqual(put.body);
    expect((await say(put.body)).body).toEqual(put.body);
  });

  test.each<[string, unknown, string]>([
    ['a day that is none', { ...plan, startsOn: '2026-02-30' }, 'startsOn'],
    [
      'too heavy deadlines',
      { ...plan, deadlines: Array.from({ length: 4 }, () => plan.deadlines[0]) },
      'deadlines',
    ],
    [
      'a word for a weight',
      { ...plan, deadlines: [{ ...plan.deadlines[0], weight: 'much' }] },
      'deadlines.0.weight',
    ],
    ['a deadline without a day', { ...plan, deadlines: [{ title: 'x', weight: 1 }] }, 'deadlines.0.dueOn'],
    ['an unknown skill', { ...plan, skills: [{ skill: 'a', after: ['b'] }] }, 'skills.0.after'],
    ['no skills at all', { startsOn: null, endsOn: null, deadlines: [] }, 'skills'],
  ])('is refused for %s, with the name of the field', async (_, wrong, field) => {
    const body = JSON.stringify(wrong);
    const answer = await product.ask<Refusal>(address, manager, { method: 'PUT', body });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'bad_request', field } } });
  });

  test('is changed by admins, managers and programs that may write, and seen by mentors', async () => {
    const as = async (role: 'admin' | 'mentor' | 'learner') => ({
      cookie: await product.signIn(school.people[role]),
    });
    const mentor = await as('mentor');
    expect((await product.ask(address, mentor)).status).toBe(200);
    expect((await say(plan, mentor)).status).toBe(403);
    expect((await say(plan, await as('admin'))).status).toBe(200);
    expect((await say(plan, { key: school.apiKey })).status).toBe(200);
    const learner = await as('learner');
    expect((await product.ask(address, learner)).status).toBe(404);
    expect((await say(plan, learner)).status).toBe(404);
  });

  test('of two who change it the second is told, and of many at once one wins', async () => {
    const { version } = (await product.ask<Told>(address, manager)).body;
    const tries = await Promise.all(
      [1, 2, 3].map((weight) => {
        const deadlines = [{ title: 'Essay', dueOn: inDays(3), weight }];
        return say({ ...plan, deadlines, version });
      }),
    );
    const statuses = tries.map(({ status }) => status);
    expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 409, 409]);
    expect(await say({ ...plan, version })).toMatchObject({
      status: 409,
      body: { error: { code: 'changed_meanwhile' } },
    });
  });

  test('has the risks of its cohort told anew, with what is due in them', async () => {
    await say(noPlan);
    const events = [1, 2, 4, 8].map((days) => ({
      id: `maya-${days}`,
      learner: 'maya',
      type: 'content_view',
      at: new Date(Date.now() - days * dayMs * 0.8).toISOString(),
    }));
    const body = JSON.stringify(events);
    await product.ask('/v1/events', { key: school.sourceKey }, { method: 'POST', body });
    await eventually({ isTold: true, lacks: ['cohort', 'course', 'deadlines'] });
    await say(plan);
    await eventually({ isTold: true, lacks: ['cohort'] });
  });
});

function say(wanted: CoursePlan & { version?: string }, as: As = manager) {
  return product.ask<Told>(address, as, { method: 'PUT', body: JSON.stringify(wanted) });
}

async function eventually(expected: { isTold: boolean; lacks: string[] }): Promise<void> {
  const read = () =>
    asTenant(product.stores.db, school.tenant, (tx) =>
      rowsOf<{ isTold: boolean; lacks: string[] }>(
        tx,
        sql`select risk is not null as "isTold", lacks from assessments where learner_id = ${school.learner}`,
      ),
    );
  await vi.waitFor(
    async () => {
      const [row] = await read();
      expect(row && { ...row, lacks: row.lacks.toSorted() }).toEqual(expected);
    },
    { timeout: 8_000, interval: 50 },
  );
}
