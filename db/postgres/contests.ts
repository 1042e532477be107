import { and, desc, eq, isNull, lt, or } from 'drizzle-orm';
import type { Contest, ContestStatus, Contested } from '#engagement/nudging/contest.ts';
import { newId } from '../id.ts';
import { openCases } from './cases.ts';
import type { TenantTransaction } from './connect.ts';
import { type Cursor, type Page, pageOf } from './page.ts';
import { assessments, cohorts, contests, enrolments, learners, nudges } from './schema.ts';

export interface NewContest {
  learner: string;
  enrolment: string;
  what: Contested;
  note: string | null;
}

/**
 * A learner says that what is said of them is wrong: nudges that are on their way are taken back, none is sent while it
 * is open, and somebody is asked to answer. Saying the same twice is one. Null when the enrolment is not theirs.
 */
export async function openContest(
  tx: TenantTransaction,
  tenant: string,
  { learner, enrolment, what, note }: NewContest,
  now: Date,
): Promise<string | null> {
  const [place] = await tx
    .select({ cohort: enrolments.cohortId, band: assessments.band, reasons: assessments.reasons })
    .from(enrolments)
    .leftJoin(assessments, eq(assessments.enrolmentId, enrolments.id))
    .where(
      and(eq(enrolments.tenantId, tenant), eq(enrolments.id, enrolment), eq(enrolments.learnerId, learner)),
    );
  if (place === undefined) return null;
  const [open] = await tx
    .select({ id: contests.id })
    .from(contests)
    .where(
      and(
        eq(contests.tenantId, tenant),
        eq(contests.enrolmentId, enrolment),
        eq(contests.what, what),
        eq(contests.status, 'open'),
      ),
    );
  if (open !== undefined) return open.id;
  const id = newId();
  await tx.insert(contests).values({
    id,
    tenantId: tenant,
    learnerId: learner,
    enrolmentId: enrolment,
    what,
    note,
    status: 'open',
    at: now,
  });
  await tx
    .update(nudges)
    .set({ withdrawnAt: now, withdrawnFor: 'contested' })
    .where(
      and(
        eq(nudges.tenantId, tenant),
        eq(nudges.learnerId, learner),
        isNull(nudges.deliveredAt),
        isNull(nudges.withdrawnAt),
      ),
    );
  const { cohort, band, reasons } = place;
  const one = {
    enrolment,
    learner,
    cohort,
    band: band ?? 'low',
    reasons: reasons ?? [],
    cause: 'contested',
  } as const;
  await openCases(tx, tenant, [one], now);
  return id;
}

/** Ends one that is open; false when it is not, any more. */
export async function endContest(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  end: {
    status: Exclude<ContestStatus, 'open'>;
    answer: string | null;
    by: { id: string; name: string } | null;
  },
  now: Date,
): Promise<boolean> {
  const ended = await tx
    .update(contests)
    .set({
      status: end.status,
      answer: end.answer,
      answeredById: end.by?.id ?? null,
      answeredByName: end.by?.name ?? null,
      answeredAt: now,
    })
    .where(and(eq(contests.tenantId, tenant), eq(contests.id, id), eq(contests.status, 'open')))
    .returning({ id: contests.id });
  return ended.length > 0;
}

export async function contestById(
  tx: TenantTransaction,
  tenant: string,
  id: string,
): Promise<Contest | null> {
  const [row] = await select(tx).where(and(eq(contests.tenantId, tenant), eq(contests.id, id)));
  return row ? contestOf(row) : null;
}

/** Newest first; of one learner, or of one status, if asked. */
export async function contestsBefore(
  tx: TenantTransaction,
  tenant: string,
  filter: {
    learner?: string | undefined;
    status?: ContestStatus | undefined;
    after?: Cursor | undefined;
    size: number;
  },
): Promise<Page<Contest>> {
  const where = [eq(contests.tenantId, tenant)];
  if (filter.learner !== undefined) where.push(eq(contests.learnerId, filter.learner));
  if (filter.status !== undefined) where.push(eq(contests.status, filter.status));
  if (filter.after) {
    const at = new Date(filter.after[0]);
    const older = or(lt(contests.at, at), and(eq(contests.at, at), lt(contests.id, filter.after[1])));
    if (older) where.push(older);
  }
  const rows = await select(tx)
    .where(and(...where))
    .orderBy(desc(contests.at), desc(contests.id))
    .limit(filter.size + 1);
  return pageOf(rows.map(contestOf), filter.size, (one) => [one.at, one.id]);
}

function select(tx: TenantTransaction) {
  return tx
    .select({ contest: contests, learnerName: learners.name, cohortName: cohorts.name })
    .from(contests)
    .innerJoin(learners, eq(learners.id, contests.learnerId))
    .innerJoin(enrolments, eq(enrolments.id, contests.enrolmentId))
    .innerJoin(cohorts, eq(cohorts.id, enrolments.cohortId))
    .$dynamic();
}

function contestOf({
  contest,
  learnerName,
  cohortName,
}: Awaited<ReturnType<typeof select>>[number]): Contest {
  return {
    id: contest.id,
    learner: contest.learnerId,
    learnerName,
    enrolment: contest.enrolmentId,
    cohortName,
    what: contest.what,
    note: contest.note,
    status: contest.status,
    at: contest.at.toISOString(),
    answer: contest.answer,
    answeredBy: contest.answeredByName,
    answeredAt: contest.answeredAt?.toISOString() ?? null,
  };
}
