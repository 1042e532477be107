import { and, eq, ne, sql } from 'drizzle-orm';
import { type CaseStatus, type MentorRequest, needsMentor } from '#engagement/case.ts';
import { openCases, recordSteps } from './cases.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';
import { assessments, cases } from './schema.ts';

export interface Asking {
  learner: string;
  enrolment: string;
  cohort: string;
  /** Whom they ask for, if anybody, and when they would meet. */
  mentor: string | null;
  meetAt: Date | null;
  note: string | null;
}

/** Asks for a mentor: opens a case, or says so in the one that is open. Asked twice it is one. */
export async function askMentor(
  tx: TenantTransaction,
  tenant: string,
  { learner, enrolment, cohort, mentor, meetAt, note }: Asking,
  now: Date,
): Promise<void> {
  const [assessment] = await tx
    .select({ band: assessments.band, reasons: assessments.reasons })
    .from(assessments)
    .where(and(eq(assessments.tenantId, tenant), eq(assessments.enrolmentId, enrolment)));
  const { band, reasons } = assessment ?? { band: null, reasons: [] };
  const asked = { cause: 'asked' as const, meetAt, askedFor: mentor };
  await openCases(tx, tenant, [{ learner, enrolment, cohort, band: band ?? 'low', reasons, ...asked }], now);
  const [open] = await tx
    .update(cases)
    .set({
      ...asked,
      earlierCause: sql`case ${cases.cause} when 'asked' then ${cases.earlierCause} else ${cases.cause} end`,
    })
    .where(and(eq(cases.tenantId, tenant), eq(cases.enrolmentId, enrolment), ne(cases.status, 'closed')))
    .returning({ id: cases.id });
  if (open) await recordSteps(tx, tenant, [{ case: open.id, step: 'asked' }], null, now, note);
}

/**
 * Takes the asking back. A case that is there for nothing else is closed; one that would be there without it stays, for what
 * it was opened for, or for the risk. False when there was nothing to take back.
 */
export async function takeBack(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  learner: string,
  now: Date,
): Promise<boolean> {
  const own = and(
    eq(cases.tenantId, tenant),
    eq(cases.id, id),
    eq(cases.learnerId, learner),
    eq(cases.cause, 'asked'),
    ne(cases.status, 'closed'),
  );
  const [open] = await tx
    .select({
      band: cases.band,
      wasOpenedByAsking: sql<boolean>`exists (select from case_steps s where s.tenant_id = ${tenant}
        and s.case_id = cases.id and s.step = 'asked' and s.at = cases.opened_at)`,
    })
    .from(cases)
    .where(own)
    .for('update');
  if (open === undefined) return false;
  const ends = open.wasOpenedByAsking && !needsMentor(open);
  const change = ends
    ? ({ status: 'closed', closedAt: now } as const)
    : {
        cause: sql`coalesce(${cases.earlierCause}, 'risk')`,
        earlierCause: null,
        meetAt: null,
        askedFor: null,
      };
  await tx.update(cases).set(change).where(own);
  await recordSteps(tx, tenant, [{ case: id, step: 'taken_back' }], null, now);
  return true;
}

/** What was closed so long ago is no news any more. */
const closedShownDays = 7;

/** What becomes of what a learner asked last; null where they did not, or took it back. */
export async function requestOf(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
  now: number,
): Promise<MentorRequest | null> {
  const since = new Date(now - closedShownDays * 86_400_000).toISOString();
  const [row] = await rowsOf<
    Record<'id' | 'askedAt', string> &
      Record<'askedFor' | 'takenBy' | 'meetAt' | 'closedAt', string | null> & { status: CaseStatus }
  >(
    tx,
    sql`select c.id, c.status, last.at as "askedAt", u.name as "askedFor", c.claimed_by_name as "takenBy",
          c.meet_at as "meetAt", c.closed_at as "closedAt"
        from cases c
        join lateral (
          select step, at from case_steps s
          where s.tenant_id = c.tenant_id and s.case_id = c.id and s.step in ('asked', 'taken_back')
          order by s.at desc, s.id desc limit 1
        ) last on last.step = 'asked'
        left join accounts.users u on u.id = c.asked_for
        where c.tenant_id = ${tenant} and c.learner_id = ${learner} and c.cause = 'asked'
          and (c.status <> 'closed' or c.closed_at > ${since})
        order by c.status = 'closed', last.at desc limit 1`,
  );
  if (row === undefined) return null;
  const time = (text: string): string => new Date(text).toISOString();
  return {
    ...row,
    askedAt: time(row.askedAt),
    meetAt: row.meetAt === null ? null : time(row.meetAt),
    closedAt: row.closedAt === null ? null : time(row.closedAt),
  };
}
