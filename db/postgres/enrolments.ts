import { and, eq, sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import { newId } from '../id.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';
import { isOneOf, textArray } from './many.ts';
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
  // Written out: building this for a hundred learners with the query builder took longer than the answer.
  const rows = await rowsOf<EnrolmentPlace & { externalId: string }>(
    tx,
    sql`select l.external_id as "externalId", e.id as enrolment, e.cohort_id as cohort
        from learners l join enrolments e on e.learner_id = l.id and e.tenant_id = l.tenant_id
        where l.tenant_id = ${tenant} and l.external_id = any(${textArray(externalIds)})
          and e.cohort_id = any(${textArray(cohorts)})`,
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
        isOneOf(
          learners.externalId,
          sorted.map((person) => person.externalId),
        ),
      ),
    )
    .orderBy(learners.externalId);
  const since = new Map(sorted.map((person) => [person.externalId, person.enrolledAt]));
  const made = await tx
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
    .onConflictDoNothing()
    .returning({ learner: enrolments.learnerId });
  const isNew = new Set(made.map((row) => row.learner));
  await sayEnrolled(
    tx,
    tenant,
    ids.filter(({ id }) => isNew.has(id)).map(({ externalId }) => externalId),
  );
}

const enrolledChannel = 'enrolled';
/** PostgreSQL takes 8,000 bytes a notification. */
const notificationMaxBytes = 7_000;
/** Beyond this, whoever listens is told to forget all rather than each. */
const notificationsMax = 50;

/** Tells every server, once the transaction is there, whose places are no longer as they knew them. */
async function sayEnrolled(tx: TenantTransaction, tenant: string, externalIds: string[]): Promise<void> {
  const said: string[][] = [];
  let bytes = 0;
  for (const id of externalIds) {
    const own = Buffer.byteLength(JSON.stringify(id)) + 1;
    if (said.length === 0 || bytes + own > notificationMaxBytes) {
      said.push([]);
      bytes = 0;
    }
    said.at(-1)?.push(id);
    bytes += own;
  }
  const messages = said.length > notificationsMax ? [null] : said;
  for (const learners of messages) {
    const message: Enrolled = { tenant, learners };
    await tx.execute(sql`select pg_notify(${enrolledChannel}, ${JSON.stringify(message)})`);
  }
}

/** Whose places have changed, by the senders' ids; null: it may be any of the tenant, or of all tenants. */
export interface Enrolled {
  tenant: string | null;
  learners: string[] | null;
}

/** Hears of enrolments by whatever process, and of anybody when the connection was down. Returns how to stop. */
export async function listenForEnrolled(
  pool: Sql,
  heard: (enrolled: Enrolled) => void,
): Promise<() => Promise<void>> {
  const listening = await pool.listen(
    enrolledChannel,
    (message) => heard(JSON.parse(message) as Enrolled),
    () => heard({ tenant: null, learners: null }),
  );
  return () => listening.unlisten();
}

/** Who is enrolled, and since when. */
export async function enrolmentFacts(
  tx: TenantTransaction,
  tenant: string,
  ids: string[],
): Promise<Map<string, { learner: string; enrolledAt: number }>> {
  const rows = await tx
    .select({ id: enrolments.id, learner: enrolments.learnerId, enrolledAt: enrolments.enrolledAt })
    .from(enrolments)
    .where(and(eq(enrolments.tenantId, tenant), isOneOf(enrolments.id, ids)));
  return new Map(
    rows.map(({ id, learner, enrolledAt }) => [id, { learner, enrolledAt: enrolledAt.getTime() }]),
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

/** The enrolments of cohorts that go on. */
export async function enrolmentsOf(
  tx: TenantTransaction,
  tenant: string,
  cohortIds: string[],
): Promise<EnrolmentPlace[]> {
  if (cohortIds.length === 0) return [];
  return rowsOf<EnrolmentPlace>(
    tx,
    sql`select e.id as enrolment, e.cohort_id as cohort from enrolments e join cohorts c on c.id = e.cohort_id
        where e.tenant_id = ${tenant} and e.cohort_id = any(${textArray(cohortIds)})
          and (c.ends_at is null or c.ends_at > now()) order by e.id`,
  );
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
    .where(and(eq(enrolments.tenantId, tenant), isOneOf(enrolments.id, ids)));
  return new Set(rows.map((row) => row.id));
}
