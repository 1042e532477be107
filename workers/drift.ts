import { type Database, asTenant } from '#db/postgres/connect.ts';
import { enrolmentFacts } from '#db/postgres/enrolments.ts';
import { cohortsToCount, forgetDrifts, storeDrift } from '#db/postgres/model-drifts.ts';
import { usedModel } from '#db/postgres/risk-models.ts';
import { allTenants, ifAlone } from '#db/postgres/tenants.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import { readUsual, windowsOfCohort } from '#db/redis/usual.ts';
import { dateOf, dayMs, dayOf } from '#engagement/day.ts';
import { knownDaysMin } from '#engagement/risk.ts';
import { type RiskView, featureCount, writeFeatures } from '#engagement/risk-features.ts';
import { outlookAt, riskViewOf } from '#engagement/risk-view.ts';
import { writeBins } from '#engagement/open-model.ts';
import { shippedModel } from '#engagement/shipped-model.ts';
import { countingDays } from '#engagement/surroundings.ts';
import { silentOnesEvery, spanDays } from '#engagement/training/own-moments.ts';
import { daysHeld, readWindow } from '#engagement/window.ts';
import type { Rules } from './rules.ts';

/** A step takes no longer than this and a cohort: then looks, and another step, have their turn. */
const stepMs = 1_000;
const forgottenAtOnce = 5_000;

/**
 * Counts once a day, cohort by cohort, into which bins of the model in use its learners fall, for the monitor of drift.
 * Returns how many cohorts it counted; 0 when there is none left, or another worker is at it.
 */
export async function keepDrifts(
  db: Database,
  redis: RedisClient,
  rules: Rules,
  now: number,
): Promise<number> {
  return (await ifAlone(db, 'drift', () => countCohorts(db, redis, rules, now))) ?? 0;
}

async function countCohorts(db: Database, redis: RedisClient, rules: Rules, now: number): Promise<number> {
  const until = performance.now() + stepMs;
  const day = dateOf(Math.floor(now / dayMs));
  let counted = 0;
  for (const tenant of await allTenants(db)) {
    const cohorts = await asTenant(db, tenant, async (tx) => {
      const model = (await usedModel(tx, tenant))?.name ?? shippedModel.model.name;
      return cohortsToCount(tx, tenant, { day, model, now });
    });
    for (const cohort of cohorts) {
      const row = await countCohort(db, redis, rules, { tenant, cohort, now });
      // A new cohort, of which nothing is known yet, is come back to.
      if (row === null || row.learners === 0) continue;
      await asTenant(db, tenant, (tx) => storeDrift(tx, tenant, { cohort, day, ...row }));
      counted++;
      if (performance.now() > until) return counted;
    }
    await asTenant(db, tenant, (tx) => forgetDrifts(tx, tenant, now, forgottenAtOnce));
  }
  return counted;
}

const features = new Float64Array(featureCount);
const bins = new Uint8Array(featureCount);

async function countCohort(
  db: Database,
  redis: RedisClient,
  rules: Rules,
  { tenant, cohort, now }: { tenant: string; cohort: string; now: number },
): Promise<{ model: string; learners: number; bins: number[][] } | null> {
  const own = (await rules.of(tenant, [cohort], now)).get(cohort);
  const usual = await readUsual(redis, tenant, cohort);
  if (own === undefined || usual === null) return null;
  const { model, timeZone, plan } = own;
  const counts = countingDays(dayOf(now, timeZone), own, daysHeld);
  const floors = own.scoring.risk;
  const outlook = outlookAt(now, timeZone, { model, kept: usual.came, plan, counts, floors });
  const counted = model.cuts.map((cuts) => Array.from({ length: cuts.length + 2 }, () => 0));
  let [learners, silent] = [0, 0];
  for await (const windows of windowsOfCohort(redis, tenant, cohort)) {
    const ids = windows.map(({ enrolment }) => enrolment);
    const facts = await asTenant(db, tenant, (tx) => enrolmentFacts(tx, tenant, ids));
    for (const { enrolment, packed } of windows) {
      const { enrolledAt } = facts.get(enrolment) ?? {};
      if (enrolledAt === undefined) continue;
      const view = riskViewOf(readWindow(packed, now, timeZone), outlook, dayOf(enrolledAt, timeZone));
      if (view.joinedDays - 1 < knownDaysMin) continue;
      // Of those who have long been silent as few are counted as were learned from.
      if (isSilent(view) && silent++ % silentOnesEvery !== 0) continue;
      // As of last evening: today is not over, and what was learned were evenings.
      writeFeatures(view, 1, features);
      writeBins(model, features, bins);
      for (const [feature, bin] of bins.entries()) {
        const row = counted[feature];
        if (row !== undefined) row[bin] = (row[bin] ?? 0) + 1;
      }
      learners++;
    }
  }
  return { model: model.model.name, learners, bins: counted };
}

function isSilent({ own: { events } }: RiskView): boolean {
  for (let back = 1; back <= spanDays; back++) if ((events[events.length - 1 - back] ?? 0) > 0) return false;
  return true;
}
