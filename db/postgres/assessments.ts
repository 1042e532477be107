import { and, eq, sql } from 'drizzle-orm';
import type { Assessment } from '#engagement/assessment.ts';
import { newId } from '../id.ts';
import type { TenantTransaction } from './connect.ts';
import { insertMany, isOneOf } from './many.ts';
import { assessments, bandChanges, riskHours } from './schema.ts';

export interface NewAssessment {
  enrolment: string;
  cohort: string;
  learner: string;
  assessment: Assessment;
  /** When it holds: the present, or the last moment of a cohort that has ended. */
  at: Date;
  /** Number of the lease it was made under. */
  fence: number;
}

/**
 * Keeps the newest assessment of each enrolment, and a row of history where the band changed.
 * Returns the enrolments stored: one whose lease was overtaken is left out, and nothing that
 * follows from it may be stored either.
 */
export async function storeAssessments(
  tx: TenantTransaction,
  tenant: string,
  made: NewAssessment[],
): Promise<Set<string>> {
  if (made.length === 0) return new Set();
  // In one order, so that two workers storing the same enrolments wait for each other instead of deadlocking.
  const sorted = made.toSorted((one, other) => (one.enrolment < other.enrolment ? -1 : 1));
  const before = await tx
    .select({ enrolment: assessments.enrolmentId, band: assessments.band, risk: assessments.risk })
    .from(assessments)
    .where(
      and(
        eq(assessments.tenantId, tenant),
        isOneOf(
          assessments.enrolmentId,
          sorted.map((one) => one.enrolment),
        ),
      ),
    )
    .orderBy(assessments.enrolmentId)
    .for('update');
  const bandBefore = new Map(before.map((row) => [row.enrolment, row.band]));
  const riskBefore = new Map(before.map((row) => [row.enrolment, row.risk]));

  const stored = await insertMany<typeof assessments, { enrolment: string }>(
    tx,
    assessments,
    sorted.map((one) => rowOf(tenant, one)),
    sql`on conflict (enrolment_id) do update set
          score = excluded.score, parts = excluded.parts, level = excluded.level, change = excluded.change,
          trend = excluded.trend, risk = excluded.risk, band = excluded.band, reasons = excluded.reasons,
          withdrawal = excluded.withdrawal, lacks = excluded.lacks, way_out = excluded.way_out,
          flags = excluded.flags, help_texts = excluded.help_texts, unusual = excluded.unusual,
          last_seen_at = excluded.last_seen_at, assessed_at = excluded.assessed_at, fence = excluded.fence
        where assessments.fence < excluded.fence
        returning enrolment_id as enrolment`,
  );
  const ids = new Set(stored.map((row) => row.enrolment));

  const changes = sorted.filter(
    ({ enrolment, assessment }) =>
      ids.has(enrolment) && assessment.band !== (bandBefore.get(enrolment) ?? null),
  );
  await insertMany(
    tx,
    bandChanges,
    changes.map(({ enrolment, assessment, at }) => ({
      id: newId(),
      tenantId: tenant,
      enrolmentId: enrolment,
      fromBand: bandBefore.get(enrolment) ?? null,
      toBand: assessment.band,
      risk: assessment.risk,
      reasons: assessment.reasons,
      at,
    })),
  );
  await keepHours(
    tx,
    tenant,
    sorted.filter(
      ({ enrolment, assessment: { risk, band } }) =>
        ids.has(enrolment) &&
        // Where a band begins may lie between two risks that are shown as the same.
        (hasMoved(risk, riskBefore.get(enrolment) ?? null) || band !== (bandBefore.get(enrolment) ?? null)),
    ),
  );
  return ids;
}

/** Less than the hundredth that is shown is no movement. */
function hasMoved(risk: number | null, before: number | null): boolean {
  return risk !== null && (before === null || Math.round(100 * risk) !== Math.round(100 * before));
}

/** Of each hour in which a risk moved, what it was in the end. */
async function keepHours(tx: TenantTransaction, tenant: string, moved: NewAssessment[]): Promise<void> {
  const rows = moved.flatMap(({ enrolment, assessment: { risk, band, reasons }, at }) =>
    risk === null || band === null
      ? []
      : [{ tenantId: tenant, enrolmentId: enrolment, hour: hourOf(at), risk, band, reasons, at }],
  );
  await insertMany(
    tx,
    riskHours,
    rows,
    sql`on conflict (tenant_id, enrolment_id, hour) do update set
          risk = excluded.risk, band = excluded.band, reasons = excluded.reasons, at = excluded.at
        where risk_hours.at <= excluded.at`,
  );
}

const hourMs = 3_600_000;

function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / hourMs) * hourMs);
}

function rowOf(tenant: string, { enrolment, cohort, learner, assessment, at, fence }: NewAssessment) {
  const { lastSeenAt, ...said } = assessment;
  return {
    ...said,
    enrolmentId: enrolment,
    tenantId: tenant,
    cohortId: cohort,
    learnerId: learner,
    lastSeenAt: lastSeenAt === null ? null : new Date(lastSeenAt),
    assessedAt: at,
    fence,
  };
}
