import { and, eq, gt, isNull, or, sql } from 'drizzle-orm';
import { type Drift, driftOf } from '#engagement/drift.ts';
import type { ModelFeature } from '#engagement/risk-model.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';
import { cohorts, modelDrifts } from './schema.ts';

/** The newest day of a cohort is what is compared; older ones are for looking back, for so long. */
const keptDays = 180;
/** A cohort that nobody counted for so long says nothing of the present. */
const freshDays = 3;
const countedMost = 2_000;

/** Cohorts that go on and were not counted on a day by this model, some of them. */
export async function cohortsToCount(
  tx: TenantTransaction,
  tenant: string,
  { day, model, now }: { day: string; model: string; now: number },
): Promise<string[]> {
  const rows = await tx
    .select({ id: cohorts.id })
    .from(cohorts)
    .leftJoin(
      modelDrifts,
      and(
        eq(modelDrifts.tenantId, tenant),
        eq(modelDrifts.cohortId, cohorts.id),
        eq(modelDrifts.day, day),
        eq(modelDrifts.model, model),
      ),
    )
    .where(
      and(
        eq(cohorts.tenantId, tenant),
        isNull(modelDrifts.cohortId),
        or(isNull(cohorts.endsAt), gt(cohorts.endsAt, new Date(now))),
      ),
    )
    .orderBy(cohorts.id)
    .limit(countedMost);
  return rows.map(({ id }) => id);
}

export async function storeDrift(
  tx: TenantTransaction,
  tenant: string,
  row: { cohort: string; day: string; model: string; learners: number; bins: number[][] },
): Promise<void> {
  const { cohort, ...counted } = row;
  await tx
    .insert(modelDrifts)
    .values({ tenantId: tenant, cohortId: cohort, ...counted })
    .onConflictDoUpdate({
      target: [modelDrifts.tenantId, modelDrifts.cohortId, modelDrifts.day],
      set: counted,
    });
}

/** Whether learners here look like those that this model learned from, by the newest count of each cohort that goes on. */
export async function driftHere(
  tx: TenantTransaction,
  tenant: string,
  { name, features }: { name: string; features: readonly ModelFeature[] },
  now: Date,
): Promise<Drift & { day: string | null; cohorts: number }> {
  const counts = await newestCounts(tx, tenant, name, now);
  const days = counts.map(({ day }) => day).toSorted();
  return {
    ...driftOf(features, summed(counts.map(({ bins }) => bins))),
    day: days.at(-1) ?? null,
    cohorts: counts.length,
  };
}

/** Deletes at most `most` counts that are old; says how many it did. */
export async function forgetDrifts(
  tx: TenantTransaction,
  tenant: string,
  now: number,
  most: number,
): Promise<number> {
  const rows = await rowsOf(
    tx,
    sql`delete from model_drifts where tenant_id = ${tenant} and (cohort_id, day) in (
          select cohort_id, day from model_drifts
          where tenant_id = ${tenant} and day < ${new Date(now).toISOString()}::date - ${keptDays}::int limit ${most})
        returning 1`,
  );
  return rows.length;
}

async function newestCounts(
  tx: TenantTransaction,
  tenant: string,
  model: string,
  now: Date,
): Promise<{ day: string; bins: number[][] }[]> {
  return tx
    .selectDistinctOn([modelDrifts.cohortId], { day: modelDrifts.day, bins: modelDrifts.bins })
    .from(modelDrifts)
    .innerJoin(cohorts, eq(cohorts.id, modelDrifts.cohortId))
    .where(
      and(
        eq(modelDrifts.tenantId, tenant),
        eq(modelDrifts.model, model),
        or(isNull(cohorts.endsAt), gt(cohorts.endsAt, now)),
        sql`${modelDrifts.day} > ${now.toISOString()}::date - ${freshDays}::int`,
      ),
    )
    .orderBy(modelDrifts.cohortId, sql`${modelDrifts.day} desc`);
}

function summed(all: readonly number[][][]): number[][] {
  const sums: number[][] = [];
  for (const bins of all) {
    for (const [feature, own] of bins.entries()) {
      const sum = (sums[feature] ??= own.map(() => 0));
      for (const [bin, count] of own.entries()) sum[bin] = (sum[bin] ?? 0) + count;
    }
  }
  return sums;
}
