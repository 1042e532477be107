import { and, eq, sql } from 'drizzle-orm';
import type { Assessment } from '#engagement/assessment.ts';
import { newId } from '../id.ts';
import type { TenantTransaction } from './connect.ts';
import { insertMany, isOneOf } from './many.ts';
import { assessments, bandChanges } from './schema.ts';

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
    .select({ enrolment: assessments.enrolmentId, band: assessments.band })
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

  const stored = await insertMany<typeof assessments, { enrolment: string }>(
    tx,
    assessments,
    sorted.map((one) => rowOf(tenant, one)),
    sql`on conflict (enrolment_id) do update set
          score = excluded.score, parts = excluded.parts, level = excluded.level, change = excluded.change,
          trend = excluded.trend, risk = excluded.risk, band = excluded.band, reasons = excluded.reasons,
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
  return ids;
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
