import { and, eq, isNull, sql } from 'drizzle-orm';
import {
  type NudgeDecision,
  type NudgeFacts,
  type Occasion,
  nudgeKinds,
  nudgeRules,
} from '#engagement/nudge.ts';
import { newId } from '../id.ts';
import { type TenantTransaction, addJobs } from './connect.ts';
import { insertMany } from './many.ts';
import { nudgeArms, nudgeDecisions } from './schema.ts';

/** Somebody about whom something asks for a nudge. */
export interface Asked extends Occasion {
  learner: string;
  enrolment: string;
  cohort: string;
}

export type DecisionRow = typeof nudgeDecisions.$inferSelect;

/** Writes down what asks for nudges, with the jobs that decide; what already asked in its period is left out. */
export async function askForNudges(
  tx: TenantTransaction,
  tenant: string,
  asked: readonly Asked[],
  now: Date,
): Promise<void> {
  const stored = await insertMany<typeof nudgeDecisions, { learner: string }>(
    tx,
    nudgeDecisions,
    asked.map(({ learner, enrolment, cohort, rule, period, params, until }) => ({
      id: newId(),
      tenantId: tenant,
      learnerId: learner,
      enrolmentId: enrolment,
      cohortId: cohort,
      rule,
      period,
      askedAt: now,
      asked: params,
      until: new Date(until),
    })),
    sql`on conflict (tenant_id, learner_id, rule, period) do nothing returning learner_id as learner`,
  );
  // One job for all that asks about a learner, so that it is decided in one order.
  const jobs = [...new Set(stored.map(({ learner }) => learner))].map((learner) => ({
    payload: { tenant, learner },
    key: `decide:${learner}`,
  }));
  await addJobs(tx, 'decide_nudges', jobs);
}

/** What waits to be decided on a learner, in the order of its rules; they are held until this transaction ends. */
export async function takeDecisions(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
): Promise<DecisionRow[]> {
  await holdLearner(tx, tenant, learner);
  const rows = await tx
    .select()
    .from(nudgeDecisions)
    .where(
      and(
        eq(nudgeDecisions.tenantId, tenant),
        eq(nudgeDecisions.learnerId, learner),
        isNull(nudgeDecisions.decidedAt),
      ),
    )
    .orderBy(nudgeDecisions.askedAt, nudgeDecisions.id);
  const order = ({ rule }: DecisionRow): number => nudgeRules.indexOf(rule);
  return rows.toSorted((one, other) => order(one) - order(other));
}

/** Of two decisions on a learner at once one waits: caps hold over all of them. */
export async function holdLearner(tx: TenantTransaction, tenant: string, learner: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`nudges ${tenant} ${learner}`}, 0))`);
}

export async function storeDecision(
  tx: TenantTransaction,
  { tenantId: tenant, id, learnerId }: DecisionRow,
  decision: NudgeDecision,
  facts: NudgeFacts,
  nudge: string | null,
): Promise<void> {
  const { reason, kind, arm, sendAt, candidates } = decision;
  const at = new Date(facts.now);
  const chosen = candidates.find((one) => one.kind === kind);
  await tx
    .update(nudgeDecisions)
    .set({
      decidedAt: at,
      reason,
      kind,
      arm,
      sendAt: sendAt === null ? null : new Date(sendAt),
      chance: chosen?.chance ?? null,
      candidates,
      facts,
      nudgeId: nudge,
    })
    .where(and(eq(nudgeDecisions.tenantId, tenant), eq(nudgeDecisions.id, id)));
  if (kind === null) return;
  await tx.insert(nudgeArms).values({ tenantId: tenant, learnerId, kind, arm, at }).onConflictDoNothing();
}

/** What a nudge follows from. */
export async function decisionOfNudge(
  tx: TenantTransaction,
  tenant: string,
  nudge: string,
): Promise<DecisionRow | null> {
  const [row] = await tx
    .select()
    .from(nudgeDecisions)
    .where(and(eq(nudgeDecisions.tenantId, tenant), eq(nudgeDecisions.nudgeId, nudge)));
  return row ?? null;
}

/** Somebody who is to get nudges of each kind, whatever is drawn. */
export async function keepTreated(
  tx: TenantTransaction,
  tenant: string,
  learnerId: string,
  at: Date,
): Promise<void> {
  await tx
    .insert(nudgeArms)
    .values(nudgeKinds.map((kind) => ({ tenantId: tenant, learnerId, kind, arm: 'treated' as const, at })))
    .onConflictDoNothing();
}
