import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTenant } from '#db/postgres/accounts.ts';
import { createCohort, createProgramme } from '#db/postgres/cohorts.ts';
import { type Postgres, asTenant, openPostgres } from '#db/postgres/connect.ts';
import { storeDrift } from '#db/postgres/model-drifts.ts';
import { dateOf, dayMs } from '#engagement/day.ts';
import { shippedFacts } from '#engagement/shipped-facts.ts';
import { ownStores } from '#test/stores.ts';
import { countDriftVerdicts } from './drift-verdicts.ts';
import { createHealth } from './health.ts';

const now = new Date('2026-03-04T18:30:00Z');
const learners = 400;
let postgres: Postgres;

beforeAll(async () => {
  postgres = await openPostgres((await ownStores()).databaseUrl);
});
afterAll(() => postgres?.close());

test('metrics say of how many tenants and learners the model is to be trusted, and never whose', async () => {
  // As those it learned from; all in one bin; so few that nothing is said; and nobody counted at all.
  await tenantWith('like', spreadLike(learners));
  await tenantWith('unlike', allInOne(learners));
  await tenantWith('few', spreadLike(20));
  await createTenant(postgres.db, 'None', 'none');

  const health = createHealth({ postgres: async () => true, redis: async () => true });
  health.tellDrifts(await countDriftVerdicts(postgres.db, now));
  const told = await (await health.app.request('/metrics')).text();
  const lines = told.split('\n').filter((line) => line.startsWith('holdfast_model_drift_'));
  const valueOf = (name: string, verdict: string): number => {
    const start = `holdfast_model_drift_${name}{model="product",verdict="${verdict}"} `;
    return Number(lines.find((line) => line.startsWith(start))?.slice(start.length));
  };
  const verdicts = ['too_few', 'as_trained', 'watch', 'do_not_trust'];
  expect(verdicts.map((verdict) => valueOf('tenants', verdict))).toEqual([2, 1, 0, 1]);
  expect(valueOf('learners', 'do_not_trust')).toBe(learners);
  expect(lines.filter((line) => line.includes('model="own"')).every((line) => line.endsWith(' 0'))).toBe(
    true,
  );
  for (const slug of ['unlike', 'Unlike']) expect(told).not.toContain(slug);

  // Days later nobody was counted any more: what was said of them is not said on.
  health.tellDrifts(await countDriftVerdicts(postgres.db, new Date(now.getTime() + 4 * dayMs)));
  expect(await (await health.app.request('/metrics')).text()).toContain(
    'holdfast_model_drift_tenants{model="product",verdict="do_not_trust"} 0',
  );
});

async function tenantWith(slug: string, bins: number[][]): Promise<void> {
  const { db } = postgres;
  const tenant = await createTenant(db, `${slug} college`, slug);
  await asTenant(db, tenant, async (tx) => {
    const programme = await createProgramme(tx, tenant, 'Mathematics');
    const cohort = await createCohort(tx, tenant, { programme, name: 'Spring', timeZone: 'UTC' });
    const day = dateOf(Math.floor(now.getTime() / dayMs));
    const counted = bins[0]?.reduce((sum, one) => sum + one, 0) ?? 0;
    await storeDrift(tx, tenant, { cohort, day, model: shippedFacts.name, learners: counted, bins });
  });
}

/** By feature so many learners, spread over its bins as those were whom the model learned from. */
function spreadLike(many: number): number[][] {
  return shippedFacts.features.map(({ shares }) => {
    const all = shares.reduce((sum, share) => sum + share, 0);
    let [before, upTo] = [0, 0];
    return shares.map((share) => {
      upTo += (many * share) / all;
      const own = Math.round(upTo) - before;
      before += own;
      return own;
    });
  });
}

function allInOne(many: number): number[][] {
  return shippedFacts.features.map(({ shares }) =>
    shares.map((_, bin) => (bin === shares.length - 1 ? many : 0)),
  );
}
