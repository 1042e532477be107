import { and, eq, sql } from 'drizzle-orm';
import { type CoursePlan, noPlan } from '#engagement/course-plan.ts';
import { type TenantTransaction, addJob } from './connect.ts';
import { cohorts } from './schema.ts';

/** A plan, and a name for exactly what it says: as long as that is the same, nobody has changed it. */
export interface StoredPlan {
  plan: CoursePlan;
  version: string;
}

/** What is planned for a cohort's course; null if there is no such cohort. */
export async function coursePlanOf(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
): Promise<StoredPlan | null> {
  const [row] = await tx.select(asked).from(cohorts).where(isCohort(tenant, cohort));
  return row ? { plan: row.plan ?? noPlan, version: row.version } : null;
}

/** The same, and of two who ask so at once the second waits until the first is done. */
export async function lockCoursePlan(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
): Promise<StoredPlan | null> {
  const [row] = await tx.select(asked).from(cohorts).where(isCohort(tenant, cohort)).for('no key update');
  return row ? { plan: row.plan ?? noPlan, version: row.version } : null;
}

/** Stores a plan, and with it the job that has everybody of the cohort looked at again: unless it says what was said before. */
export async function storeCoursePlan(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
  { plan, before }: { plan: CoursePlan; before: string },
  now: Date,
): Promise<string> {
  const [row] = await tx
    .update(cohorts)
    .set({ plan })
    .where(isCohort(tenant, cohort))
    .returning({ version: asked.version });
  const version = row?.version ?? before;
  if (version !== before) {
    const job = { tenant, cohort, at: now.toISOString() };
    await addJob(tx, 'rescore', job, planKey(tenant, cohort));
  }
  return version;
}

/** Of several changes that wait the last is enough: it has the same learners looked at. */
export function planKey(tenant: string, cohort: string): string {
  return `rescore/${tenant}/cohort/${cohort}`;
}

/** As jsonb it always has one text, however it was sent. */
const asked = { plan: cohorts.plan, version: sql<string>`md5(coalesce(${cohorts.plan}::text, ''))` };

function isCohort(tenant: string, cohort: string) {
  return and(eq(cohorts.tenantId, tenant), eq(cohorts.id, cohort));
}
