import { and, asc, eq, sql } from 'drizzle-orm';
import type { PlannedSkill } from '#engagement/course-plan.ts';
import type { ShownEvent } from '#engagement/learner-outlook.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';
import { cohorts, enrolments } from './schema.ts';

/** More answers than anybody gives in half a year would only say the same again. */
const eventsMost = 2_000;

/** What an enrolment showed of what it can between two moments, the newest first. */
export async function shownBetween(
  tx: TenantTransaction,
  tenant: string,
  enrolment: string,
  from: Date,
  until: Date,
): Promise<ShownEvent[]> {
  return (await shownByEnrolment(tx, tenant, [enrolment], { from, until })).get(enrolment) ?? [];
}

/**
 * The same of several, by enrolment. Each day's partition is read by its key, which begins with tenant and enrolment, so that
 * nothing of anybody else is looked at.
 */
export async function shownByEnrolment(
  tx: TenantTransaction,
  tenant: string,
  ids: readonly string[],
  { from, until }: { from: Date; until: Date },
): Promise<Map<string, ShownEvent[]>> {
  if (ids.length === 0) return new Map();
  const rows = await rowsOf<{
    enrolment: string;
    events: [ShownEvent['type'], number, Partial<ShownEvent>][];
  }>(
    tx,
    // All of an enrolment in one value: row by row it takes longer to read.
    sql`select enrolment, shown.events
        from json_array_elements_text(${JSON.stringify(ids)}::text::json) as enrolment
        cross join lateral (
          select json_agg(json_build_array(type, round(date_part('epoch', at) * 1000),
            jsonb_strip_nulls(jsonb_build_object('skill', body->'skill', 'module', body->'module', 'correct', body->'correct',
              'percent', body->'percent', 'quality', body->'quality', 'completed', body->'completed'))) order by at desc) as events
          from (
            select type, at, body from events
            where tenant_id = ${tenant} and enrolment_id = enrolment
              and at >= ${from.toISOString()}::timestamptz and at < ${until.toISOString()}::timestamptz
              and type in ('answer', 'quiz_attempt', 'assignment_submission')
            order by at desc limit ${eventsMost}
          ) as newest
        ) as shown
        where shown.events is not null`,
  );
  return new Map(
    rows.map(({ enrolment, events }) => [
      enrolment,
      events.map(([type, at, body]) => ({ ...body, type, at })),
    ]),
  );
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
