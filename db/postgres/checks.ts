import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { type Check, type CheckAnswer, type KeptItem, askedItems } from '#engagement/nudging/check.ts';
import { newId } from '../id.ts';
import { type TenantTransaction, addJob, rowsOf } from './connect.ts';
import { checks, cohorts, enrolments, learners } from './schema.ts';

/** Where and on what a check is made. */
export interface NewCheck {
  learner: string;
  enrolment: string;
  cohort: string;
  nudge: string | null;
  skill: string;
  items: KeptItem[];
}

export async function storeCheck(
  tx: TenantTransaction,
  tenant: string,
  { learner, enrolment, cohort, nudge, ...made }: NewCheck,
  now: Date,
): Promise<string> {
  const id = newId();
  await tx.insert(checks).values({
    id,
    tenantId: tenant,
    learnerId: learner,
    enrolmentId: enrolment,
    cohortId: cohort,
    nudgeId: nudge,
    answers: [],
    createdAt: now,
    ...made,
  });
  return id;
}

export async function checkById(tx: TenantTransaction, tenant: string, id: string): Promise<Check | null> {
  const [row] = await tx
    .select()
    .from(checks)
    .where(and(eq(checks.tenantId, tenant), eq(checks.id, id)));
  return row === undefined ? null : checkOf(row);
}

/** Checks of a learner that they have begun or may begin, the newest first. */
export async function openChecks(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
  since: Date,
): Promise<Check[]> {
  const rows = await tx
    .select()
    .from(checks)
    .where(
      and(
        eq(checks.tenantId, tenant),
        eq(checks.learnerId, learner),
        isNull(checks.finishedAt),
        sql`${checks.createdAt} >= ${since.toISOString()}`,
      ),
    )
    .orderBy(desc(checks.createdAt), desc(checks.id))
    .limit(openMost);
  return rows.map(checkOf);
}

const openMost = 10;

/** The check that was made of a nudge. */
export async function checkOfNudge(
  tx: TenantTransaction,
  tenant: string,
  nudge: string,
): Promise<Check | null> {
  const [row] = await tx
    .select()
    .from(checks)
    .where(and(eq(checks.tenantId, tenant), eq(checks.nudgeId, nudge)))
    .limit(1);
  return row === undefined ? null : checkOf(row);
}

/** How often a learner was asked each question on a skill, and how many checks they had on it. */
export async function askedBefore(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
  skill: string,
): Promise<{ times: Map<string, number>; checks: number }> {
  const rows = await rowsOf<{ items: string[] }>(
    tx,
    sql`select jsonb_path_query_array(items, '$[*].id') as items from checks
        where tenant_id = ${tenant} and learner_id = ${learner} and skill = ${skill}`,
  );
  const times = new Map<string, number>();
  for (const id of rows.flatMap(({ items }) => items)) times.set(id, (times.get(id) ?? 0) + 1);
  return { times, checks: rows.length };
}

/** What an answer is judged by. Whoever else answers waits until this transaction is over. */
export async function lockAnswers(
  tx: TenantTransaction,
  tenant: string,
  id: string,
): Promise<{ items: KeptItem[]; answers: CheckAnswer[]; createdAt: number } | null> {
  const [row] = await tx
    .select({ items: checks.items, answers: checks.answers, createdAt: checks.createdAt })
    .from(checks)
    .where(and(eq(checks.tenantId, tenant), eq(checks.id, id)))
    .for('update');
  return row === undefined ? null : { ...row, createdAt: row.createdAt.getTime() };
}

/** Stores an answer with the job that counts it: with Redis away it is counted when that is back. */
export async function storeAnswer(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  { answers, answer, finishedAt }: { answers: CheckAnswer[]; answer: CheckAnswer; finishedAt: Date | null },
): Promise<void> {
  await tx
    .update(checks)
    .set({ answers: [...answers, answer], finishedAt })
    .where(and(eq(checks.tenantId, tenant), eq(checks.id, id)));
  await addJob(tx, 'count_answer', { tenant, check: id, item: answer.item }, `answer:${id}/${answer.item}`);
}

/** An answer, and all that an event about it says. */
export interface GivenAnswer {
  answer: CheckAnswer;
  enrolment: string;
  cohort: string;
  timeZone: string;
  /** What the senders call the learner. */
  learner: string;
  skill: string;
  /** As the cohort's plan has it; null where it does not say. */
  module: string | null;
}

export async function givenAnswer(
  tx: TenantTransaction,
  tenant: string,
  { check, item }: { check: string; item: string },
): Promise<GivenAnswer | null> {
  const [row] = await tx
    .select({
      answers: checks.answers,
      enrolment: checks.enrolmentId,
      cohort: checks.cohortId,
      skill: checks.skill,
      timeZone: cohorts.timeZone,
      plan: cohorts.plan,
      learner: learners.externalId,
    })
    .from(checks)
    .innerJoin(enrolments, eq(enrolments.id, checks.enrolmentId))
    .innerJoin(cohorts, eq(cohorts.id, checks.cohortId))
    .innerJoin(learners, eq(learners.id, checks.learnerId))
    .where(and(eq(checks.tenantId, tenant), eq(checks.id, check)));
  const answer = row?.answers.find((given) => given.item === item);
  if (row === undefined || answer === undefined) return null;
  const { answers: _, plan, ...about } = row;
  return { ...about, answer, module: plan?.skills.find(({ skill }) => skill === row.skill)?.module ?? null };
}

function checkOf(row: typeof checks.$inferSelect): Check {
  return {
    id: row.id,
    learner: row.learnerId,
    cohort: row.cohortId,
    nudge: row.nudgeId,
    skill: row.skill,
    items: askedItems(row.items, row.answers),
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
