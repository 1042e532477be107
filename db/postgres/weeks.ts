import { and, desc, eq, gte, isNotNull, lte, sql } from 'drizzle-orm';
import type { LearnerWeek } from '#engagement/week.ts';
import type { TenantTransaction } from './connect.ts';
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
