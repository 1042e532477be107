import { type SQL, and, asc, eq, gt, ne, or, sql } from 'drizzle-orm';
import type { Case, CaseCause, CaseStatus } from '#engagement/case.ts';
import type { Band, Reason } from '#engagement/risk.ts';
import type { WayOut } from '#engagement/way-out.ts';
import { newId } from '../id.ts';
import { type TenantTransaction, addJobs, rowsOf } from './connect.ts';
import { insertMany } from './many.ts';
import { type Cursor, type Page, pageOf } from './page.ts';
import { user } from './account-tables.ts';
import { assessments, caseSteps, cases, cohorts, learners } from './schema.ts';

export interface NewCase {
  enrolment: string;
  learner: string;
  cohort: string;
  band: Band;
  reasons: Reason[];
  /** By their risk, where nothing is said. */
  cause?: CaseCause;
  /** Of one who asked: when they would like to meet, and whom. */
  meetAt?: Date | null;
  askedFor?: string | null;
}

type Step = (typeof caseSteps.$inferInsert)['step'];

/** Opens a case for each enrolment that has none open, each with the job that announces it. */
export async function openCases(
  tx: TenantTransaction,
  tenant: string,
  wanted: NewCase[],
  now: Date,
): Promise<number> {
  const stored = await insertMany<typeof cases, { id: string }>(
    tx,
    cases,
    // In one order, so that no two who open cases of the same learners wait for each other.
    wanted
      .toSorted((one, other) => (one.enrolment < other.enrolment ? -1 : 1))
      .map(({ enrolment, learner, cohort, band, reasons, cause, meetAt, askedFor }) => ({
        id: newId(),
        tenantId: tenant,
        enrolmentId: enrolment,
        learnerId: learner,
        cohortId: cohort,
        band,
        reasons,
        status: 'open' as const,
        cause: cause ?? 'risk',
        meetAt: meetAt ?? null,
        askedFor: askedFor ?? null,
        openedAt: now,
      })),
    sql`on conflict do nothing returning id`,
  );
  const opened = stored.map(({ id }) => ({ case: id, step: 'opened' as const }));
  await recordSteps(tx, tenant, opened, null, now);
  return stored.length;
}

/**
 * Brings open cases up to what is now said of their learners: whoever has come back, or drifted
 * further, is seen so in the queue. One whose band has not changed stays as it was read.
 */
export async function refreshCases(
  tx: TenantTransaction,
  tenant: string,
  said: { enrolment: string; band: Band; reasons: Reason[] }[],
): Promise<void> {
  if (said.length === 0) return;
  const refreshed = await rowsOf<{ id: string; mark: string }>(
    tx,
    sql`update cases set band = said.band, reasons = said.reasons
        from jsonb_to_recordset(${JSON.stringify(said)}::text::jsonb) as said(enrolment text, band text, reasons jsonb)
        where cases.tenant_id = ${tenant} and cases.enrolment_id = said.enrolment
          and cases.status <> 'closed' and cases.band <> said.band
        returning cases.id, cases.band as mark`,
  );
  const jobs = refreshed.map(({ id, mark }) => ({
    payload: { tenant, case: id },
    key: `case:${id}:${mark}`,
  }));
  await addJobs(tx, 'announce_case', jobs);
}

/** Cases in the order they wait; those of one status if asked, otherwise all that are not closed. */
export async function casesWaiting(
  tx: TenantTransaction,
  tenant: string,
  filter: {
    status?: CaseStatus | undefined;
    cause?: CaseCause | undefined;
    after?: Cursor | undefined;
    size: number;
  },
): Promise<Page<Case>> {
  const where: (SQL | undefined)[] = [eq(cases.tenantId, tenant)];
  where.push(filter.status ? eq(cases.status, filter.status) : ne(cases.status, 'closed'));
  if (filter.cause) where.push(or(eq(cases.cause, filter.cause), eq(cases.earlierCause, filter.cause)));
  if (filter.after) {
    const at = new Date(filter.after[0]);
    where.push(or(gt(cases.openedAt, at), and(eq(cases.openedAt, at), gt(cases.id, filter.after[1]))));
  }
  const rows = await select(tx)
    .where(and(...where))
    .orderBy(asc(cases.openedAt), asc(cases.id))
    .limit(filter.size + 1);
  return pageOf(rows.map(caseOf), filter.size, (one) => [one.openedAt, one.id]);
}

export async function caseById(tx: TenantTransaction, tenant: string, id: string): Promise<Case | null> {
  const [row] = await select(tx).where(and(eq(cases.tenantId, tenant), eq(cases.id, id)));
  return row ? caseOf(row) : null;
}

/** The open case of an enrolment, if there is one. */
export async function openCaseOf(
  tx: TenantTransaction,
  tenant: string,
  enrolment: string,
): Promise<Case | null> {
  const [row] = await select(tx).where(
    and(eq(cases.tenantId, tenant), eq(cases.enrolmentId, enrolment), ne(cases.status, 'closed')),
  );
  return row ? caseOf(row) : null;
}

/**
 * Claims an open case: of any number at once PostgreSQL lets exactly one change the row.
 * Returns whether it was this one.
 */
export async function claimCase(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  by: { id: string; name: string },
  now: Date,
): Promise<boolean> {
  const where = and(eq(cases.tenantId, tenant), eq(cases.id, id), eq(cases.status, 'open'));
  const change = { status: 'claimed', claimedBy: by.id, claimedByName: by.name, claimedAt: now } as const;
  return changeCase(tx, tenant, id, where, change, 'claimed', by, now);
}

/** Puts a claimed case back into the queue; only its claimer may, or staff who may do it for them. */
export async function releaseCase(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  by: { id: string; name: string; mayForOthers: boolean },
  now: Date,
): Promise<boolean> {
  const change = { status: 'open', claimedBy: null, claimedByName: null, claimedAt: null } as const;
  return changeCase(tx, tenant, id, claimedBy(tenant, id, by), change, 'released', by, now);
}

export async function handOverCase(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  by: { id: string; name: string; mayForOthers: boolean },
  to: { id: string; name: string },
  now: Date,
): Promise<boolean> {
  const change = { claimedBy: to.id, claimedByName: to.name, claimedAt: now };
  return changeCase(tx, tenant, id, claimedBy(tenant, id, by), change, 'handed_over', by, now);
}

export async function closeCase(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  by: { id: string; name: string; mayForOthers: boolean },
  notes: string | null,
  now: Date,
): Promise<boolean> {
  const change = { status: 'closed', closedAt: now, notes } as const;
  return changeCase(tx, tenant, id, claimedBy(tenant, id, by), change, 'closed', by, now, notes);
}

/** What happened to a case, oldest first. */
export async function caseStepsOf(
  tx: TenantTransaction,
  tenant: string,
  enrolment: string,
): Promise<{ at: Date; step: Step; byName: string | null }[]> {
  return tx
    .select({ at: caseSteps.at, step: caseSteps.step, byName: caseSteps.byName })
    .from(caseSteps)
    .innerJoin(cases, eq(cases.id, caseSteps.caseId))
    .where(and(eq(caseSteps.tenantId, tenant), eq(cases.enrolmentId, enrolment)))
    .orderBy(asc(caseSteps.at));
}

function claimedBy(tenant: string, id: string, by: { id: string; mayForOthers: boolean }): SQL | undefined {
  const where = [eq(cases.tenantId, tenant), eq(cases.id, id), eq(cases.status, 'claimed')];
  if (!by.mayForOthers) where.push(eq(cases.claimedBy, by.id));
  return and(...where);
}

async function changeCase(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  where: SQL | undefined,
  change: Partial<typeof cases.$inferInsert>,
  step: Step,
  by: { id: string; name: string },
  now: Date,
  notes: string | null = null,
): Promise<boolean> {
  const changed = await tx.update(cases).set(change).where(where).returning({ id: cases.id });
  if (changed.length === 0) return false;
  await recordSteps(tx, tenant, [{ case: id, step }], by, now, notes);
  return true;
}

/** Writes steps down and adds the jobs that show them on every open screen. */
export async function recordSteps(
  tx: TenantTransaction,
  tenant: string,
  taken: { case: string; step: Step }[],
  by: { id: string; name: string } | null,
  at: Date,
  notes: string | null = null,
): Promise<void> {
  const steps = taken.map((one) => ({
    id: newId(),
    tenantId: tenant,
    caseId: one.case,
    step: one.step,
    byId: by?.id ?? null,
    byName: by?.name ?? null,
    notes,
    at,
  }));
  await insertMany(tx, caseSteps, steps);
  const jobs = steps.map(({ id, caseId }) => ({ payload: { tenant, case: caseId }, key: `case:${id}` }));
  await addJobs(tx, 'announce_case', jobs);
}

function select(tx: TenantTransaction) {
  return tx
    .select({
      row: cases,
      learnerName: learners.name,
      cohortName: cohorts.name,
      askedForName: user.name,
      note: sql<string | null>`(select notes from case_steps where case_steps.tenant_id = ${cases.tenantId}
        and case_steps.case_id = ${cases.id} and step = 'asked' order by at desc, id desc limit 1)`,
      // What could still be done, which in a cohort that has ended is nothing.
      wayOut: sql<WayOut | null>`case when ${cohorts.endsAt} <= now() then null else ${assessments.wayOut} end`,
    })
    .from(cases)
    .innerJoin(learners, eq(learners.id, cases.learnerId))
    .innerJoin(cohorts, eq(cohorts.id, cases.cohortId))
    .leftJoin(assessments, eq(assessments.enrolmentId, cases.enrolmentId))
    .leftJoin(user, eq(user.id, cases.askedFor))
    .$dynamic();
}

function caseOf({
  row,
  learnerName,
  cohortName,
  askedForName,
  note,
  wayOut,
}: Awaited<ReturnType<typeof select>>[number]): Case {
  return {
    id: row.id,
    enrolment: row.enrolmentId,
    learner: row.learnerId,
    learnerName,
    cohort: row.cohortId,
    cohortName,
    band: row.band,
    reasons: row.reasons,
    wayOut: row.status === 'closed' ? null : wayOut,
    status: row.status,
    cause: row.cause,
    earlierCause: row.earlierCause,
    meetAt: row.meetAt?.toISOString() ?? null,
    askedFor: row.askedFor === null ? null : { id: row.askedFor, name: askedForName ?? '' },
    note: row.cause === 'asked' ? note : null,
    openedAt: row.openedAt.toISOString(),
    claimedBy: row.claimedBy === null ? null : { id: row.claimedBy, name: row.claimedByName ?? '' },
    claimedAt: row.claimedAt?.toISOString() ?? null,
    closedAt: row.closedAt?.toISOString() ?? null,
  };
}
