import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCohort } from '#db/postgres/cohorts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { enrol } from '#db/postgres/enrolments.ts';
import type { CohortRoster } from '#engagement/cohort-roster.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';

let product: Product;
let school: School;
let other: School;
const dayMs = 86_400_000;
const lastWeek = new Date(Date.now() - 7 * dayMs);

beforeAll(async () => {
  product = await openProduct(await ownStores());
  const { db, accounts } = product.stores;
  school = await createSchool(db, accounts, 'roster');
  other = await createSchool(db, accounts, 'others');
  const { tenant, programme } = school;
  await asTenant(db, tenant, async (tx) => {
    const cohorts: { name: string; course?: string; endsAt?: Date; who: string[] }[] = [
      { name: 'Chemistry, spring', course: 'chemistry', who: ['maya'] },
      // Without a course it is known by its name; and the same course again is no other.
      { name: 'Choir', who: ['maya', 'jonas'] },
      { name: 'Maths once more', course: 'maths', who: ['jonas'] },
      { name: 'Latin, over', course: 'latin', endsAt: lastWeek, who: ['jonas'] },
    ];
    for (const { who, ...cohort } of cohorts) {
      const id = await createCohort(tx, tenant, { programme, timeZone: 'UTC', ...cohort });
      await enrol(
        tx,
        tenant,
        id,
        who.map((externalId) => ({ externalId })),
      );
    }
    await enrol(tx, tenant, school.cohort, [{ externalId: 'new', enrolledAt: lastWeek }]);
  });
});
afterAll(() => product?.close());

test('says since when each is there, and which other courses they are in', async () => {
  const { status, body } = await rosterAs({ cookie: await product.signIn(school.people.mentor) });
  expect(status).toBe(200);
  expect(body.learners.map(({ courses }) => courses).toSorted((one, two) => two.length - one.length)).toEqual(
    [['Choir', 'chemistry'], ['Choir'], []],
  );
  expect(body.learners.map(({ enrolledAt }) => enrolledAt)).toContain(lastWeek.toISOString());
});

test('is for staff, and of another tenant it is not there', async () => {
  const learner = await rosterAs({ cookie: await product.signIn(school.people.learner) });
  const stranger = await rosterAs({ cookie: await product.signIn(other.people.manager) });
  expect([learner.status, stranger.status]).toEqual([404, 404]);
});

function rosterAs(as: { cookie: string }) {
  return product.ask<CohortRoster>(`/v1/cohorts/${school.cohort}/roster`, as);
}
