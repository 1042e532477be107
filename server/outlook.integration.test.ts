import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { asTenant } from '#db/postgres/connect.ts';
import { cohorts, looks } from '#db/postgres/schema.ts';
import { noPlan } from '#engagement/course-plan.ts';
import { dayMs } from '#engagement/day.ts';
import type { LearnerOutlook, LearnerOutlooks } from '#engagement/learner-outlook.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';

let product: Product;
let ours: School;
let theirs: School;
let staff: { key: string };
let learner: { cookie: string };

/** Two skills, of which the second builds on the first, and nothing that the learner gets right of the first. */
const skills = [
  { skill: 'Adding fractions', module: 'Fractions', after: [] },
  { skill: 'Ratio', module: 'Ratios', after: ['Adding fractions'] },
];

beforeAll(async () => {
  product = await openProduct(await ownStores());
  const { db, accounts } = product.stores;
  ours = await createSchool(db, accounts, 'ahead');
  theirs = await createSchool(db, accounts, 'elsewhere');
  staff = { key: ours.apiKey };
  learner = { cookie: await product.signIn(ours.people.learner) };
  await asTenant(db, ours.tenant, (tx) =>
    tx
      .update(cohorts)
      .set({ plan: { ...noPlan, skills } })
      .where(eq(cohorts.id, ours.cohort)),
  );
  const events = [1, 2, 3, 4, 5, 6].flatMap((ago) => [
    sent(`adding ${ago}`, ago, 'answer', { skill: 'Adding fractions', module: 'Fractions', correct: false }),
    sent(`quiz ${ago}`, ago, 'quiz_attempt', {
      skill: 'Ratio',
      module: 'Ratios',
      percent: 80,
      durationS: 600,
    }),
  ]);
  await product.ask('/v1/events', { key: ours.sourceKey }, { method: 'POST', body: JSON.stringify(events) });
  await vi.waitFor(
    async () => {
      if ((await read()).results[0]?.ofKind !== 6) throw new Error('not all events are in the history yet');
    },
    { timeout: 8_000, interval: 50 },
  );
});
afterAll(() => product?.close());

describe('the outlook of a learner', () => {
  test('says what to learn first, and because of what', async () => {
    const { path } = await read();
    expect(path?.next).toEqual({
      skill: 'Adding fractions',
      module: 'Fractions',
      why: 'prerequisite',
      beside: 'Ratio',
      last: { right: 0, of: 5 },
    });
    expect(path?.skills.map(({ skill, answers }) => [skill, answers])).toEqual([
      ['Adding fractions', 6],
      ['Ratio', 6],
    ]);
  });

  test('tells completion and result with what is uncertain, and no score while the week before is not known', async () => {
    const { forecast, completion, results } = await read();
    expect(forecast).toBeNull();
    if (!completion) throw new Error('the learner is known for weeks');
    expect(completion.lacks).toContain('deadlines');
    const sum = completion.reasons.reduce((all, { weight }) => all + weight, 0);
    expect(1 / (1 + Math.exp(-sum))).toBeCloseTo(completion.chance, 3);
    expect(results).toMatchObject([{ kind: 'quiz', results: 6, ofKind: 6 }]);
  });

  test('is nothing where nothing was ever heard', async () => {
    const { body } = await product.ask<LearnerOutlooks>(`/v1/learners/${theirs.learner}/outlook`, {
      key: theirs.apiKey,
    });
    expect(body.enrolments).toMatchObject([
      { hasEnded: false, forecast: null, completion: null, results: [], path: null },
    ]);
  });

  test('is read by the learner as by staff, and every look is recorded', async () => {
    const own = await product.ask<LearnerOutlooks>(`/v1/learners/${ours.learner}/outlook`, learner);
    expect(own.body.enrolments[0]?.path).toEqual((await read()).path);
    const kept = await asTenant(product.stores.db, ours.tenant, (tx) =>
      tx.select({ role: looks.role }).from(looks).where(eq(looks.what, 'outlook')),
    );
    expect(kept.map(({ role }) => role).toSorted()).toEqual(['learner', 'program']);
  });

  test('of somebody else is not there for a learner, nor for another tenant', async () => {
    for (const [id, as] of [
      ['somebody-else', learner],
      [theirs.learner, staff],
    ] as const) {
      const { status } = await product.ask(`/v1/learners/${id}/outlook`, as);
      expect(status).toBe(404);
    }
  });
});

async function read(): Promise<LearnerOutlook> {
  const { body } = await product.ask<LearnerOutlooks>(`/v1/learners/${ours.learner}/outlook`, staff);
  const [own] = body.enrolments;
  if (own === undefined) throw new Error('the learner is in a cohort');
  return own;
}

function sent(id: string, daysAgo: number, type: string, more: object) {
  const at = new Date(Date.now() - daysAgo * dayMs).toISOString();
  return { id, learner: 'maya', type, at, ...more };
}
