import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Assessment } from '#engagement/assessment.ts';
import { newId } from '../id.ts';
import type { TenantTransaction } from './connect.ts';
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
        inArray(
          assessments.enrolmentId,
          sorted.map((one) => one.enrolment),
        ),
      ),
    )
    .orderBy(assessments.enrolmentId)
    .for('update');
  const bandBefore = new Map(before.map((row) => [row.enrolment, row.band]));

  const stored = await tx
    .insert(assessments)
    .values(sorted.map((one) => rowOf(tenant, one)))
    .onConflictDoUpdate({
      target: assessments.enrolmentId,
      set: {
        score: sql`excluded.score`,
        parts: sql`excluded.parts`,
        level: sql`excluded.level`,
        change: sql`excluded.change`,
        trend: sql`excluded.trend`,
        risk: sql`excluded.risk`,
        band: sql`excluded.band`,
        reasons: sql`excluded.reasons`,
        flags: sql`excluded.flags`,
        helpTexts: sql`excluded.help_texts`,
        unusual: sql`excluded.unusual`,
        lastSeenAt: sql`excluded.last_seen_at`,
        assessedAt: sql`excluded.assessed_at`,
        fence: sql`excluded.fence`,
      },
      setWhere: sql`${assessments.fence} < excluded.fence`,
    })
    .returning({ enrolment: assessments.enrolmentId });
  const ids = new Set(stored.map((row) => row.enrolment));

  const changes = sorted.filter(
    ({ enrolment, assessment }) =>
      ids.has(enrolment) && assessment.band !== (bandBefore.get(enrolment) ?? null),
  );
  if (changes.length > 0) {
    await tx.insert(bandChanges).values(
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
  }
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
