import { and, asc, desc, eq, gte, isNotNull, lte, sql } from 'drizzle-orm';
import type { LearnerWeek } from '#engagement/week.ts';
import type { TenantTransaction } from './connect.ts';
import { insertMany } from './many.ts';
import { cohorts, enrolments, learnerWeeks } from './schema.ts';

/** A week to keep. `scoredAt` is null for one that came with its scores, which stays as it came. */
export interface KeptWeek {
  enrolment: string;
  week: LearnerWeek;
  scoredAt: Date | null;
  /** Raised, and done, in this week. */
  alerts?: number;
  interventions?: number;
}

/** Keeps scored weeks; one that is there already takes the new scores. */
export async function storeWeeks(tx: TenantTransaction, tenant: string, weeks: KeptWeek[]): Promise<void> {
  await insertMany(
    tx,
    learnerWeeks,
    weeks.map(({ enrolment, week: { facts: _, ...week }, scoredAt, alerts = 0, interventions = 0 }) => ({
      tenantId: tenant,
      enrolmentId: enrolment,
      ...week,
      scoredAt,
      alerts,
      interventions,
    })),
    sql`on conflict (tenant_id, enrolment_id, starts_on) do update set
          attendance = excluded.attendance, lms = excluded.lms, sentiment = excluded.sentiment, score = excluded.score,
          level = excluded.level, change = excluded.change, trend = excluded.trend, flags = excluded.flags,
          days = excluded.days, alerts = excluded.alerts, interventions = excluded.interventions,
          scored_at = excluded.scored_at
        where learner_weeks.scored_at is not null or excluded.scored_at is null`,
  );
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
        isNotNull(score),
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
