import { and, asc, eq, sql } from 'drizzle-orm';
import type { PlannedSkill } from '#engagement/course-plan.ts';
import type { ShownEvent } from '#engagement/learner-outlook.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';
import { cohorts, enrolments } from './schema.ts';

/** More answers than anybody gives in half a year would only say the same again. */
const eventsMost = 2_000;

/**
 * What an enrolment showed of what it can between two moments, the newest first. Each day's partition is read by its key,
 * which begins with tenant and enrolment, so that nothing of anybody else is looked at.
 */
export async function shownBetween(
  tx: TenantTransaction,
  tenant: string,
  enrolment: string,
  from: Date,
  until: Date,
): Promise<ShownEvent[]> {
  const rows = await rowsOf<{ type: ShownEvent['type']; at: number; body: Partial<ShownEvent> }>(
    tx,
    sql`select type, round(date_part('epoch', at) * 1000)::float8 as at,
          jsonb_strip_nulls(jsonb_build_object('skill', body->'skill', 'module', body->'module', 'correct', body->'correct',
            'percent', body->'percent', 'quality', body->'quality', 'completed', body->'completed')) as body
        from events
        where tenant_id = ${tenant} and enrolment_id = ${enrolment}
          and at >= ${from.toISOString()}::timestamptz and at < ${until.toISOString()}::timestamptz
          and type in ('answer', 'quiz_attempt', 'assignment_submission')
        order by at desc limit ${eventsMost}`,
  );
  return rows.map(({ type, at, body }) => ({ ...body, type, at }));
}

/** What is taught in a cohort, in order; nothing where nobody planned it. */
export async function skillsTaught(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
): Promise<PlannedSkill[]> {
  const [row] = await tx
    .select({ plan: cohorts.plan })
    .from(cohorts)
    .where(and(eq(cohorts.tenantId, tenant), eq(cohorts.id, cohort)));
  return row?.plan?.skills ?? [];
}

/** Some enrolments of a cohort, always the same ones. */
export async function someEnrolments(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
  most: number,
): Promise<string[]> {
  const rows = await tx
    .select({ id: enrolments.id })
    .from(enrolments)
    .where(and(eq(enrolments.tenantId, tenant), eq(enrolments.cohortId, cohort)))
    .orderBy(asc(enrolments.learnerId))
    .limit(most);
  return rows.map(({ id }) => id);
}
