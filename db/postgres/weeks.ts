import { and, asc, desc, eq, gte, isNotNull, lte, sql } from 'drizzle-orm';
import type { LearnerWeek } from '#engagement/week.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';
import { cohorts, enrolments, learnerWeeks } from './schema.ts';

/** Keeps scored weeks; one that is there already takes the new scores. */
export async function storeWeeks(
  tx: TenantTransaction,
  tenant: string,
  weeks: { enrolment: string; week: LearnerWeek }[],
): Promise<void> {
  if (weeks.length === 0) return;
  await tx
    .insert(learnerWeeks)
    .values(
      weeks.map(({ enrolment, week: { facts: _, ...week } }) => ({
        tenantId: tenant,
        enrolmentId: enrolment,
        ...week,
      })),
    )
    .onConflictDoUpdate({
      target: [learnerWeeks.tenantId, learnerWeeks.enrolmentId, learnerWeeks.startsOn],
      set: {
        attendance: sql`excluded.attendance`,
        lms: sql`excluded.lms`,
        sentiment: sql`excluded.sentiment`,
        score: sql`excluded.score`,
        level: sql`excluded.level`,
        change: sql`excluded.change`,
        trend: sql`excluded.trend`,
        flags: sql`excluded.flags`,
        days: sql`excluded.days`,
      },
    });
}

/** Weeks that were over before a moment, newest first; a week is over when its last day is, where the cohort is. */
export async function weeksBefore(
  tx: TenantTransaction,
  tenant: string,
  enrolment: string,
  before: Date,
  most: number,
) {
  const over = sql`((${learnerWeeks.endsOn} + 1)::timestamp at time zone ${cohorts.timeZone})`;
  const at = over.mapWith(cohorts.createdAt);
  const { startsOn, endsOn, attendance, lms, sentiment, score, level, change, trend, flags } = learnerWeeks;
  return tx
    .select({ at, startsOn, endsOn, attendance, lms, sentiment, score, level, change, trend, flags })
    .from(learnerWeeks)
    .innerJoin(enrolments, eq(enrolments.id, learnerWeeks.enrolmentId))
    .innerJoin(cohorts, eq(cohorts.id, enrolments.cohortId))
    .where(
      and(
        eq(learnerWeeks.tenantId, tenant),
        eq(learnerWeeks.enrolmentId, enrolment),
        sql`${over} < ${before.toISOString()}::timestamptz`,
      ),
    )
    .orderBy(desc(learnerWeeks.startsOn))
    .limit(most);
}

/** The score of the week a moment lay in; null where that week was not scored. */
export async function weekScoreAt(
  tx: TenantTransaction,
  tenant: string,
  enrolment: string,
  at: string,
): Promise<number | null> {
  const date = at.slice(0, 10);
  const [row] = await tx
    .select({ score: learnerWeeks.score })
    .from(learnerWeeks)
    .where(
      and(
        eq(learnerWeeks.tenantId, tenant),
        eq(learnerWeeks.enrolmentId, enrolment),
        lte(learnerWeeks.startsOn, date),
        gte(learnerWeeks.endsOn, date),
        isNotNull(learnerWeeks.score),
      ),
    )
    .limit(1);
  return row?.score ?? null;
}

/** Weeks of an enrolment that have a day between two dates, both included, in order. */
export async function weeksBetween(
  tx: TenantTransaction,
  tenant: string,
  enrolment: string,
  from: string,
  to: string,
) {
  const { startsOn, endsOn, attendance, lms, sentiment, score, level, change, trend, flags, days } =
    learnerWeeks;
  return tx
    .select({ startsOn, endsOn, attendance, lms, sentiment, score, level, change, trend, flags, days })
    .from(learnerWeeks)
    .where(
      and(
        eq(learnerWeeks.tenantId, tenant),
        eq(learnerWeeks.enrolmentId, enrolment),
        gte(endsOn, from),
        lte(startsOn, to),
      ),
    )
    .orderBy(asc(startsOn));
}

/** How many alerts were raised for an enrolment, and how often somebody did something, by date where the cohort is. */
export async function remarksByDate(
  tx: TenantTransaction,
  tenant: string,
  enrolment: string,
  timeZone: string,
): Promise<Map<string, { alerts: number; interventions: number }>> {
  const rows = await rowsOf<{ date: string; alerts: number; interventions: number }>(
    tx,
    sql`select to_char(at at time zone ${timeZone}, 'YYYY-MM-DD') as date,
          (count(*) filter (where is_alert))::int as alerts,
          (count(*) filter (where not is_alert))::int as interventions
        from (
          select raised_at as at, true as is_alert from alerts
          where tenant_id = ${tenant} and enrolment_id = ${enrolment}
          union all
          select at, false from interventions where tenant_id = ${tenant} and enrolment_id = ${enrolment}
        ) as remarks
        group by 1`,
  );
  return new Map(rows.map(({ date, ...counts }) => [date, counts]));
}
