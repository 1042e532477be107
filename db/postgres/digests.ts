import { and, asc, count, desc, eq, inArray, sql } from 'drizzle-orm';
import type { DigestCohort, DigestEvery, DigestFigures } from '#engagement/digest.ts';
import { openStatuses } from './alerts.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';
import { alerts, cohorts, digests, enrolments } from './schema.ts';

/** How many of the open alerts that have waited longest a digest names. */
const longestMost = 3;

/** What a person has chosen and until when they were told; null when they have said nothing yet. */
export async function digestOf(
  tx: TenantTransaction,
  tenant: string,
  user: string,
): Promise<{ every: DigestEvery; toldUntil: Date | null } | null> {
  const [row] = await tx
    .select({ every: digests.every, toldUntil: digests.toldUntil })
    .from(digests)
    .where(and(eq(digests.tenantId, tenant), eq(digests.userId, user)));
  return row ?? null;
}

/** Keeps what a person chose. What came before they wanted any is not told. */
export async function chooseDigest(
  tx: TenantTransaction,
  tenant: string,
  user: string,
  every: DigestEvery,
  now: Date,
): Promise<void> {
  await tx
    .insert(digests)
    .values({ tenantId: tenant, userId: user, every, toldUntil: now })
    .onConflictDoUpdate({
      target: [digests.tenantId, digests.userId],
      set: {
        every,
        toldUntil: sql`case when ${digests.every} = 'off' then excluded.told_until else ${digests.toldUntil} end`,
      },
    });
}

/** Notes that a person was told. */
export async function noteTold(
  tx: TenantTransaction,
  tenant: string,
  user: string,
  every: DigestEvery,
  toldUntil: Date,
): Promise<void> {
  await tx
    .insert(digests)
    .values({ tenantId: tenant, userId: user, every, toldUntil })
    .onConflictDoUpdate({ target: [digests.tenantId, digests.userId], set: { toldUntil } });
}

/**
 * Whether this transaction is the one that tells a person: of several at once one is. Whoever is killed gives
 * it back, and nothing was noted.
 */
export async function isOursToTell(tx: TenantTransaction, tenant: string, user: string): Promise<boolean> {
  const [lock] = await rowsOf<{ taken: boolean }>(
    tx,
    sql`select pg_try_advisory_xact_lock(hashtextextended(${`digest ${tenant} ${user}`}, 0)) as taken`,
  );
  return lock?.taken ?? false;
}

/** The time zone in which most of a tenant's learners are. */
export async function zoneOfMost(tx: TenantTransaction, tenant: string): Promise<string> {
  const [row] = await tx
    .select({ timeZone: cohorts.timeZone })
    .from(cohorts)
    .leftJoin(enrolments, eq(enrolments.cohortId, cohorts.id))
    .where(eq(cohorts.tenantId, tenant))
    .groupBy(cohorts.timeZone)
    .orderBy(desc(count(enrolments.id)), asc(cohorts.timeZone))
    .limit(1);
  return row?.timeZone ?? 'UTC';
}

export async function digestFigures(
  tx: TenantTransaction,
  tenant: string,
  since: Date,
): Promise<DigestFigures> {
  const isOpen = inArray(alerts.status, [...openStatuses]);
  const isFresh = sql<boolean>`${alerts.raisedAt} > ${since.toISOString()}::timestamptz`;
  const rows = await tx
    .select({
      id: cohorts.id,
      name: cohorts.name,
      severity: alerts.severity,
      type: alerts.type,
      open: sql<number>`(count(*) filter (where ${isOpen}))::int`,
      fresh: sql<number>`(count(*) filter (where ${isFresh}))::int`,
    })
    .from(alerts)
    .innerJoin(enrolments, eq(enrolments.id, alerts.enrolmentId))
    .innerJoin(cohorts, eq(cohorts.id, enrolments.cohortId))
    .where(and(eq(alerts.tenantId, tenant), sql`(${isOpen} or ${isFresh})`))
    .groupBy(cohorts.id, cohorts.name, alerts.severity, alerts.type)
    .orderBy(cohorts.name, cohorts.id);
  const found = new Map<string, DigestCohort>();
  for (const { id, name, severity, type, open, fresh } of rows) {
    const cohort = found.get(id) ?? emptyCohort(id, name);
    found.set(id, cohort);
    cohort.severities[severity] += open;
    cohort.types[type] += open;
    cohort.open += open;
    cohort.fresh += fresh;
  }
  const { id, severity, type, raisedAt } = alerts;
  const longest = await tx
    .select({ id, cohortName: cohorts.name, severity, type, raisedAt })
    .from(alerts)
    .innerJoin(enrolments, eq(enrolments.id, alerts.enrolmentId))
    .innerJoin(cohorts, eq(cohorts.id, enrolments.cohortId))
    .where(and(eq(alerts.tenantId, tenant), isOpen))
    .orderBy(asc(raisedAt), asc(id))
    .limit(longestMost);
  return { since, cohorts: [...found.values()], longest };
}

function emptyCohort(id: string, name: string): DigestCohort {
  return {
    id,
    name,
    severities: { low: 0, medium: 0, high: 0, critical: 0 },
    types: { attendance: 0, lms_inactivity: 0, negative_sentiment: 0, overall_engagement: 0 },
    open: 0,
    fresh: 0,
  };
}
