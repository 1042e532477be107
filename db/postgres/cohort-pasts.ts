import { and, asc, eq, sql } from 'drizzle-orm';
import type { TenantTransaction } from './connect.ts';
import { cohorts, enrolments } from './schema.ts';

/** A cohort that something can be learned from. */
export interface PastCohort {
  id: string;
  timeZone: string;
  endsAt: number | null;
  learners: { enrolment: string; enrolledAt: number }[];
}

/** Sooner nothing is known of anybody: a fortnight to look back on, and one to see what became of them. */
const leastDays = 42;

/** Cohorts that ended or have gone on for long, the newest first, until they have so many learners together. */
export async function cohortsToLearnFrom(
  tx: TenantTransaction,
  tenant: string,
  { now, learnersMost }: { now: number; learnersMost: number },
): Promise<PastCohort[]> {
  const rows = await tx
    .select({ id: cohorts.id, timeZone: cohorts.timeZone, endsAt: cohorts.endsAt })
    .from(cohorts)
    .where(eq(cohorts.tenantId, tenant))
    .orderBy(sql`${cohorts.endsAt} desc nulls first`, asc(cohorts.id));
  const found: PastCohort[] = [];
  let some = 0;
  for (const row of rows) {
    const learners = await tx
      .select({ enrolment: enrolments.id, enrolledAt: enrolments.enrolledAt })
      .from(enrolments)
      .where(and(eq(enrolments.tenantId, tenant), eq(enrolments.cohortId, row.id)))
      .orderBy(asc(enrolments.id))
      .limit(learnersMost - some + 1);
    const first = Math.min(...learners.map(({ enrolledAt }) => enrolledAt.getTime()));
    if (learners.length === 0 || first > now - leastDays * 86_400_000) continue;
    some += learners.length;
    if (some > learnersMost) break;
    found.push({
      ...row,
      endsAt: row.endsAt?.getTime() ?? null,
      learners: learners.map(({ enrolment, enrolledAt }) => ({
        enrolment,
        enrolledAt: enrolledAt.getTime(),
      })),
    });
  }
  return found;
}
