import { and, eq, inArray } from 'drizzle-orm';
import { newId } from '../id.ts';
import type { TenantTransaction } from './connect.ts';
import { enrolments, learners } from './schema.ts';

/** Where events of a learner are counted. */
export interface EnrolmentPlace {
  enrolment: string;
  cohort: string;
}

/** The enrolments of learners, by the senders' id for them, in the cohorts given. */
export async function placesOf(
  tx: TenantTransaction,
  tenant: string,
  cohorts: string[],
  externalIds: string[],
): Promise<Map<string, EnrolmentPlace[]>> {
  const places = new Map<string, EnrolmentPlace[]>();
  if (cohorts.length === 0 || externalIds.length === 0) return places;
  const rows = await tx
    .select({ externalId: learners.externalId, enrolment: enrolments.id, cohort: enrolments.cohortId })
    .from(learners)
    .innerJoin(enrolments, eq(enrolments.learnerId, learners.id))
    .where(
      and(
        eq(learners.tenantId, tenant),
        inArray(learners.externalId, externalIds),
        inArray(enrolments.cohortId, cohorts),
      ),
    );
  for (const { externalId, ...place } of rows) {
    const known = places.get(externalId);
    if (known) known.push(place);
    else places.set(externalId, [place]);
  }
  return places;
}

/**
 * Enrols learners by the senders' ids, creating those the tenant has not seen. Two servers may do
 * this for the same learner at once: both end with the same rows.
 */
export async function enrol(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
  people: { externalId: string; name?: string; enrolledAt?: Date }[],
): Promise<void> {
  // In one order, so that two servers enrolling the same learners wait for each other instead of deadlocking.
  const sorted = people.toSorted((one, other) => (one.externalId < other.externalId ? -1 : 1));
  await tx
    .insert(learners)
    .values(
      sorted.map(({ externalId, name }) => ({
        id: newId(),
        tenantId: tenant,
        externalId,
        name: name ?? externalId,
      })),
    )
    .onConflictDoNothing();
  const ids = await tx
    .select({ id: learners.id, externalId: learners.externalId })
    .from(learners)
    .where(
      and(
        eq(learners.tenantId, tenant),
        inArray(
          learners.externalId,
          sorted.map((person) => person.externalId),
        ),
      ),
    )
    .orderBy(learners.externalId);
  const since = new Map(sorted.map((person) => [person.externalId, person.enrolledAt]));
  await tx
    .insert(enrolments)
    .values(
      ids.map(({ id, externalId }) => ({
        id: newId(),
        tenantId: tenant,
        cohortId: cohort,
        learnerId: id,
        enrolledAt: since.get(externalId) ?? new Date(),
      })),
    )
    .onConflictDoNothing();
}

/** What an assessment needs to know of enrolments beside their windows. */
export async function enrolmentFacts(
  tx: TenantTransaction,
  tenant: string,
  ids: string[],
): Promise<Map<string, { cohort: string; learner: string; enrolledAt: number }>> {
  const rows = await tx
    .select({
      id: enrolments.id,
      cohort: enrolments.cohortId,
      learner: enrolments.learnerId,
      enrolledAt: enrolments.enrolledAt,
    })
    .from(enrolments)
    .where(and(eq(enrolments.tenantId, tenant), inArray(enrolments.id, ids)));
  return new Map(
    rows.map(({ id, enrolledAt, ...row }) => [id, { ...row, enrolledAt: enrolledAt.getTime() }]),
  );
}

/** Every enrolment of a tenant, for making its windows anew. */
export async function allEnrolments(
  tx: TenantTransaction,
  tenant: string,
): Promise<{ enrolment: string; cohort: string }[]> {
  return tx
    .select({ enrolment: enrolments.id, cohort: enrolments.cohortId })
    .from(enrolments)
    .where(eq(enrolments.tenantId, tenant));
}

/** Which of these enrolments there are. */
export async function enrolmentsAmong(
  tx: TenantTransaction,
  tenant: string,
  ids: string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .select({ id: enrolments.id })
    .from(enrolments)
    .where(and(eq(enrolments.tenantId, tenant), inArray(enrolments.id, ids)));
  return new Set(rows.map((row) => row.id));
}
