import { type SQL, and, desc, eq, lt, sql } from 'drizzle-orm';
import type { Assessment } from '#engagement/assessment.ts';
import type { TenantTransaction } from './connect.ts';
import { alerts, assessments, bandChanges, cohorts, enrolments, learners } from './schema.ts';

export async function learnerById(
  tx: TenantTransaction,
  tenant: string,
  id: string,
): Promise<{ id: string; name: string } | null> {
  const [row] = await tx
    .select({ id: learners.id, name: learners.name })
    .from(learners)
    .where(and(eq(learners.tenantId, tenant), eq(learners.id, id)));
  return row ?? null;
}

/** The learner an account belongs to. */
export async function learnerOfUser(
  tx: TenantTransaction,
  tenant: string,
  userId: string,
): Promise<string | null> {
  const [row] = await tx
    .select({ id: learners.id })
    .from(learners)
    .where(and(eq(learners.tenantId, tenant), eq(learners.userId, userId)));
  return row?.id ?? null;
}

/** Ties a learner, by the senders' id, to the account they sign in with. */
export async function linkAccount(
  tx: TenantTransaction,
  tenant: string,
  externalId: string,
  userId: string,
): Promise<void> {
  await tx
    .update(learners)
    .set({ userId })
    .where(and(eq(learners.tenantId, tenant), eq(learners.externalId, externalId)));
}

export interface LearnerPlace {
  enrolment: string;
  cohort: { id: string; name: string; timeZone: string; endsAt: Date | null };
  enrolledAt: Date;
  /** The newest assessment; null before the first. */
  assessment: Assessment | null;
}

/** Where a learner is enrolled, with the newest assessment of each enrolment. */
export async function placesOfLearner(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
): Promise<LearnerPlace[]> {
  const rows = await tx
    .select({
      enrolment: enrolments.id,
      cohort: { id: cohorts.id, name: cohorts.name, timeZone: cohorts.timeZone, endsAt: cohorts.endsAt },
      enrolledAt: enrolments.enrolledAt,
      assessment: assessments,
    })
    .from(enrolments)
    .innerJoin(cohorts, eq(cohorts.id, enrolments.cohortId))
    .leftJoin(assessments, eq(assessments.enrolmentId, enrolments.id))
    .where(and(eq(enrolments.tenantId, tenant), eq(enrolments.learnerId, learner)))
    .orderBy(cohorts.name);
  return rows.map(({ assessment, ...row }) => ({
    ...row,
    assessment:
      assessment === null
        ? null
        : {
            score: assessment.score,
            parts: assessment.parts,
            level: assessment.level,
            change: assessment.change,
            trend: assessment.trend,
            risk: assessment.risk,
            band: assessment.band,
            reasons: assessment.reasons,
            withdrawal: assessment.withdrawal,
            lacks: assessment.lacks,
            wayOut: assessment.wayOut,
            flags: assessment.flags,
            helpTexts: assessment.helpTexts,
            unusual: assessment.unusual,
            lastSeenAt: assessment.lastSeenAt?.getTime() ?? null,
          },
  }));
}

export async function bandChangesBefore(
  tx: TenantTransaction,
  tenant: string,
  enrolment: string,
  before: Date,
  most: number,
) {
  return tx
    .select({
      at: bandChanges.at,
      from: bandChanges.fromBand,
      to: bandChanges.toBand,
      risk: bandChanges.risk,
      reasons: bandChanges.reasons,
      before: riskBefore(tenant, enrolment),
    })
    .from(bandChanges)
    .where(
      and(
        eq(bandChanges.tenantId, tenant),
        eq(bandChanges.enrolmentId, enrolment),
        lt(bandChanges.at, before),
      ),
    )
    .orderBy(desc(bandChanges.at))
    .limit(most);
}

/** What the risk was when a band changed: that of an earlier hour or of an earlier change, whichever is newer. */
function riskBefore(tenant: string, enrolment: string): SQL<number | null> {
  return sql`(
    select risk from (
      (select risk, at from risk_hours
       where tenant_id = ${tenant} and enrolment_id = ${enrolment} and at < band_changes.at
       order by hour desc limit 1)
      union all
      (select earlier.risk, earlier.at from band_changes as earlier
       where tenant_id = ${tenant} and enrolment_id = ${enrolment} and earlier.at < band_changes.at
       order by earlier.at desc limit 1)
    ) as known order by at desc limit 1)`;
}

export async function alertsOfEnrolment(
  tx: TenantTransaction,
  tenant: string,
  enrolment: string,
  before: Date,
  most: number,
) {
  return tx
    .select({
      at: alerts.raisedAt,
      type: alerts.type,
      severity: alerts.severity,
      status: alerts.status,
      trigger: alerts.trigger,
    })
    .from(alerts)
    .where(and(eq(alerts.tenantId, tenant), eq(alerts.enrolmentId, enrolment), lt(alerts.raisedAt, before)))
    .orderBy(desc(alerts.raisedAt))
    .limit(most);
}

/** What the learners of a cohort are called, by their enrolments. */
export async function namesIn(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
): Promise<Map<string, string>> {
  const rows = await tx
    .select({ enrolment: enrolments.id, name: learners.name })
    .from(enrolments)
    .innerJoin(learners, eq(learners.id, enrolments.learnerId))
    .where(and(eq(enrolments.tenantId, tenant), eq(enrolments.cohortId, cohort)));
  return new Map(rows.map(({ enrolment, name }) => [enrolment, name]));
}
