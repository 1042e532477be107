import { and, desc, eq, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import type {
  Nudge,
  NudgeAnswer,
  NudgeCourse,
  NudgeKind,
  NudgeParams,
  NudgeReason,
  NudgeRule,
} from '#engagement/nudge.ts';
import { newId } from '../id.ts';
import { type TenantTransaction, addJob, addJobAt, addJobsAt } from './connect.ts';
import { insertMany } from './many.ts';
import { type Cursor, type Page, pageOf } from './page.ts';
import { snooze } from './nudge-preferences.ts';
import { cohorts, learners, nudges } from './schema.ts';

export interface NewNudge {
  learner: string;
  enrolment: string;
  cohort: string;
  kind: NudgeKind;
  rule: NudgeRule;
  period: string;
  params: NudgeParams;
  dueAt: Date;
}

/** Stores a nudge with the job that sends it when it is due; null when one was already given in its period. */
export async function storeNudge(
  tx: TenantTransaction,
  tenant: string,
  nudge: NewNudge,
  now: Date,
): Promise<string | null> {
  const [id = null] = await storeNudges(tx, tenant, [nudge], now);
  return id;
}

/** The same of several, in their order. */
export async function storeNudges(
  tx: TenantTransaction,
  tenant: string,
  wanted: readonly NewNudge[],
  now: Date,
): Promise<(string | null)[]> {
  const rows = wanted.map(({ learner, enrolment, cohort, ...nudge }) => ({
    id: newId(),
    tenantId: tenant,
    learnerId: learner,
    enrolmentId: enrolment,
    cohortId: cohort,
    createdAt: now,
    ...nudge,
  }));
  const stored = await insertMany<typeof nudges, { id: string }>(
    tx,
    nudges,
    rows,
    sql`on conflict do nothing returning id`,
  );
  const ids = new Set(stored.map(({ id }) => id));
  // The job is there once, whenever it is due: whoever puts a nudge off moves it.
  const jobs = rows
    .filter(({ id }) => ids.has(id))
    .map(({ id, dueAt }) => ({ payload: { tenant, nudge: id }, key: `nudge:${id}`, at: dueAt }));
  await addJobsAt(tx, 'deliver_nudge', jobs);
  return rows.map(({ id }) => (ids.has(id) ? id : null));
}

/** Puts off a nudge that may not be sent yet. */
export async function putOffNudge(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  until: Date,
): Promise<void> {
  await tx
    .update(nudges)
    .set({ dueAt: until })
    .where(and(eq(nudges.tenantId, tenant), eq(nudges.id, id)));
  // This job is the one that runs: the next has a name of its own, or it would end with this one.
  await addJobAt(tx, 'deliver_nudge', { tenant, nudge: id }, `nudge:${id}:${until.getTime()}`, until);
}

/** Takes a nudge back that was not sent, and says why. */
export async function withdrawNudge(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  reason: NudgeReason,
  at: Date,
): Promise<void> {
  await tx
    .update(nudges)
    .set({ withdrawnAt: at, withdrawnFor: reason })
    .where(
      and(
        eq(nudges.tenantId, tenant),
        eq(nudges.id, id),
        isNull(nudges.deliveredAt),
        isNull(nudges.withdrawnAt),
      ),
    );
}

export async function nudgeById(tx: TenantTransaction, tenant: string, id: string): Promise<Nudge | null> {
  const [row] = await select(tx).where(and(eq(nudges.tenantId, tenant), eq(nudges.id, id)));
  return row ? nudgeOf(row) : null;
}

/** Marks a nudge as delivered; false when it already was. */
export async function markDelivered(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  at: Date,
): Promise<boolean> {
  const marked = await tx
    .update(nudges)
    .set({ deliveredAt: at })
    .where(and(eq(nudges.tenantId, tenant), eq(nudges.id, id), isNull(nudges.deliveredAt)))
    .returning({ id: nudges.id });
  return marked.length > 0;
}

/** Nudges, newest first; of one learner, and only those that were sent, if asked. */
export async function nudgesBefore(
  tx: TenantTransaction,
  tenant: string,
  filter: {
    learner?: string | undefined;
    after?: Cursor | undefined;
    size: number;
    isDelivered?: boolean;
  },
): Promise<Page<Nudge>> {
  const where = [eq(nudges.tenantId, tenant)];
  if (filter.learner !== undefined) where.push(eq(nudges.learnerId, filter.learner));
  if (filter.isDelivered === true) where.push(isNotNull(nudges.deliveredAt));
  if (filter.after) {
    const at = new Date(filter.after[0]);
    const older = or(lt(nudges.createdAt, at), and(eq(nudges.createdAt, at), lt(nudges.id, filter.after[1])));
    if (older) where.push(older);
  }
  const rows = await select(tx)
    .where(and(...where))
    .orderBy(desc(nudges.createdAt), desc(nudges.id))
    .limit(filter.size + 1);
  return pageOf(rows.map(nudgeOf), filter.size, (nudge) => [nudge.createdAt, nudge.id]);
}

/** Marks a nudge as opened, once: the first look stands. */
export async function openNudge(tx: TenantTransaction, tenant: string, id: string, now: Date): Promise<void> {
  await tx
    .update(nudges)
    .set({ openedAt: now })
    .where(and(eq(nudges.tenantId, tenant), eq(nudges.id, id), isNull(nudges.openedAt)));
}

/** Stores a learner's answer, once: the first answer stands. Whoever answers has seen what it is about. Whether it was stored. */
export async function answerNudge(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  answer: NudgeAnswer,
  now: Date,
): Promise<boolean> {
  const stored = await tx
    .update(nudges)
    .set({ answer, answeredAt: now, openedAt: sql`coalesce(${nudges.openedAt}, ${now.toISOString()})` })
    .where(
      and(
        eq(nudges.tenantId, tenant),
        eq(nudges.id, id),
        // "Later" is no refusal: it may still become an answer.
        or(isNull(nudges.answer), eq(nudges.answer, 'later')),
      ),
    )
    .returning({ learner: nudges.learnerId });
  const [answered] = stored;
  if (answered === undefined) return false;
  if (answer === 'later') await snooze(tx, tenant, answered.learner, now);
  await addJob(tx, 'announce_nudge', { tenant, nudge: id }, `answer:${id}:${answer}`);
  return true;
}

function select(tx: TenantTransaction) {
  return tx
    .select({
      nudge: nudges,
      learnerExternalId: learners.externalId,
      learnerName: learners.name,
      cohortName: cohorts.name,
    })
    .from(nudges)
    .innerJoin(learners, eq(learners.id, nudges.learnerId))
    .innerJoin(cohorts, eq(cohorts.id, nudges.cohortId))
    .$dynamic();
}

function nudgeOf({
  nudge,
  learnerExternalId,
  learnerName,
  cohortName,
}: Awaited<ReturnType<typeof select>>[number]): Nudge {
  return {
    ...courseOf(nudge),
    learner: nudge.learnerId,
    learnerExternalId,
    learnerName,
    cohort: nudge.cohortId,
    cohortName,
    kind: nudge.kind,
    rule: nudge.rule,
    createdAt: nudge.createdAt.toISOString(),
  };
}

export function courseOf(nudge: typeof nudges.$inferSelect): NudgeCourse {
  return {
    id: nudge.id,
    params: nudge.params,
    dueAt: nudge.dueAt.toISOString(),
    deliveredAt: nudge.deliveredAt?.toISOString() ?? null,
    openedAt: nudge.openedAt?.toISOString() ?? null,
    answer: nudge.answer,
    answeredAt: nudge.answeredAt?.toISOString() ?? null,
    withdrawnAt: nudge.withdrawnAt?.toISOString() ?? null,
    withdrawnFor: nudge.withdrawnFor,
  };
}
