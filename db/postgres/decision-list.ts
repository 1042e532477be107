import { type SQL, and, asc, desc, eq, gte, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import type { NudgeAnswer, NudgeFacts, NudgeKind, NudgeReason, NudgeRule } from '#engagement/nudge.ts';
import { type DecisionView, toldOf } from '#engagement/nudging/decision.ts';
import type { MadeDecision } from '#engagement/nudging/dry-run.ts';
import type { TenantTransaction } from './connect.ts';
import type { PolicyScope } from './nudge-policies.ts';
import { type Cursor, type Page, pageOf } from './page.ts';
import { cohorts, learners, nudgeDecisions, nudgePolicies, nudges } from './schema.ts';

interface DecisionFilter {
  learner?: string | undefined;
  cohort?: string | undefined;
  rule?: NudgeRule | undefined;
  kind?: NudgeKind | undefined;
  reason?: NudgeReason | undefined;
  answer?: NudgeAnswer | 'none' | undefined;
  /** Only those of which a nudge came. */
  isNudge?: boolean | undefined;
  after?: Cursor | undefined;
  size: number;
}

/** Whether learners were nudged, and why or why not, newest first. */
export async function decisionsBefore(
  tx: TenantTransaction,
  tenant: string,
  filter: DecisionFilter,
): Promise<Page<DecisionView>> {
  const { learner, cohort, rule, kind, reason, answer, isNudge, after, size } = filter;
  const where: (SQL | undefined)[] = [eq(nudgeDecisions.tenantId, tenant)];
  if (learner !== undefined) where.push(eq(nudgeDecisions.learnerId, learner));
  if (cohort !== undefined) where.push(eq(nudgeDecisions.cohortId, cohort));
  if (rule !== undefined) where.push(eq(nudgeDecisions.rule, rule));
  if (kind !== undefined) where.push(eq(nudgeDecisions.kind, kind));
  if (reason !== undefined)
    where.push(or(eq(nudgeDecisions.reason, reason), eq(nudges.withdrawnFor, reason)));
  if (answer === 'none') where.push(isNull(nudges.answer), isNotNull(nudges.deliveredAt));
  else if (answer !== undefined) where.push(eq(nudges.answer, answer));
  if (isNudge === true) where.push(isNotNull(nudgeDecisions.nudgeId));
  if (after) {
    const at = new Date(after[0]);
    where.push(
      or(
        lt(nudgeDecisions.askedAt, at),
        and(eq(nudgeDecisions.askedAt, at), lt(nudgeDecisions.id, after[1])),
      ),
    );
  }
  const rows = await tx
    .select({
      decision: nudgeDecisions,
      learnerName: learners.name,
      cohortName: cohorts.name,
      nudge: nudges,
    })
    .from(nudgeDecisions)
    .innerJoin(learners, eq(learners.id, nudgeDecisions.learnerId))
    .innerJoin(cohorts, eq(cohorts.id, nudgeDecisions.cohortId))
    .leftJoin(nudges, and(eq(nudges.tenantId, tenant), eq(nudges.id, nudgeDecisions.nudgeId)))
    .where(and(...where))
    .orderBy(desc(nudgeDecisions.askedAt), desc(nudgeDecisions.id))
    .limit(size + 1);
  return pageOf(rows.map(viewOf), size, (one) => [one.askedAt, one.id]);
}

/** When what a rule asked in its period was decided; null while it was not. */
export async function decidedAtOf(
  tx: TenantTransaction,
  tenant: string,
  { learner, rule, period }: { learner: string; rule: NudgeRule; period: string },
): Promise<Date | null> {
  const [row] = await tx
    .select({ at: nudgeDecisions.decidedAt })
    .from(nudgeDecisions)
    .where(
      and(
        eq(nudgeDecisions.tenantId, tenant),
        eq(nudgeDecisions.learnerId, learner),
        eq(nudgeDecisions.rule, rule),
        eq(nudgeDecisions.period, period),
      ),
    );
  return row?.at ?? null;
}

const batchSize = 500;

/** What was decided since then wherever a policy holds, a batch at a time and oldest first; at most so many. */
export async function* decisionsMade(
  inTenant: <T>(ask: (tx: TenantTransaction) => Promise<T>) => Promise<T>,
  scope: PolicyScope,
  since: Date,
  most: number,
): AsyncGenerator<MadeDecision[]> {
  let last: Place | null = null;
  for (let read = 0; read < most; read += batchSize) {
    const from: Place | null = last;
    const rows: MadeRow[] = await inTenant((tx) => madeAfter(tx, scope, since, from));
    yield rows.flatMap(({ learner, learnerName, askedAt, facts }) =>
      facts === null ? [] : [{ learner, learnerName, askedAt: askedAt.toISOString(), facts }],
    );
    const end = rows.at(-1);
    if (end === undefined || rows.length < batchSize) return;
    last = { at: end.askedAt, id: end.id };
  }
}

interface Place {
  at: Date;
  id: string;
}

interface MadeRow {
  id: string;
  learner: string;
  learnerName: string;
  askedAt: Date;
  facts: NudgeFacts | null;
}

function madeAfter(
  tx: TenantTransaction,
  { tenant, programme }: PolicyScope,
  since: Date,
  from: Place | null,
): Promise<MadeRow[]> {
  const { askedAt, id } = nudgeDecisions;
  return tx
    .select({
      id,
      learner: nudgeDecisions.learnerId,
      learnerName: learners.name,
      askedAt,
      facts: nudgeDecisions.facts,
    })
    .from(nudgeDecisions)
    .innerJoin(learners, eq(learners.id, nudgeDecisions.learnerId))
    .innerJoin(cohorts, eq(cohorts.id, nudgeDecisions.cohortId))
    .where(
      and(
        eq(nudgeDecisions.tenantId, tenant),
        gte(askedAt, since),
        isNotNull(nudgeDecisions.facts),
        programme === null ? followsTenant(tenant) : eq(cohorts.programmeId, programme),
        from === null
          ? undefined
          : sql`(${askedAt}, ${id}) > (${from.at.toISOString()}::timestamptz, ${from.id}::text)`,
      ),
    )
    .orderBy(asc(askedAt), asc(id))
    .limit(batchSize);
}

/** Programmes whose own policy, if they ever had one, was given up. */
function followsTenant(tenant: string): SQL {
  return sql`(select p.policy from ${nudgePolicies} p where p.tenant_id = ${tenant}
    and p.programme_id = ${cohorts.programmeId} order by p.at desc, p.id desc limit 1) is null`;
}

interface Row {
  decision: typeof nudgeDecisions.$inferSelect;
  learnerName: string;
  cohortName: string;
  nudge: typeof nudges.$inferSelect | null;
}

function viewOf({ decision, learnerName, cohortName, nudge }: Row): DecisionView {
  const { returned24, returned72, did, active14 } = decision;
  return {
    id: decision.id,
    learner: decision.learnerId,
    learnerName,
    cohort: decision.cohortId,
    cohortName,
    rule: decision.rule,
    asked: decision.asked,
    askedAt: decision.askedAt.toISOString(),
    until: decision.until.toISOString(),
    decidedAt: decision.decidedAt?.toISOString() ?? null,
    reason: decision.reason,
    kind: decision.kind,
    arm: decision.arm,
    sendAt: decision.sendAt?.toISOString() ?? null,
    chance: decision.chance,
    candidates: decision.candidates ?? [],
    told: decision.facts === null ? [] : toldOf(decision.facts),
    nudge: nudge && {
      id: nudge.id,
      dueAt: nudge.dueAt.toISOString(),
      deliveredAt: nudge.deliveredAt?.toISOString() ?? null,
      openedAt: nudge.openedAt?.toISOString() ?? null,
      answer: nudge.answer,
      withdrawnAt: nudge.withdrawnAt?.toISOString() ?? null,
      withdrawnFor: nudge.withdrawnFor,
    },
    outcome: { returned24, returned72, did, active14 },
  };
}
