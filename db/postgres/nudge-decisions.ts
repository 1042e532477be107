import { and, eq, isNull, sql } from 'drizzle-orm';
import {
  type NudgeDecision,
  type NudgeFacts,
  type NudgeKind,
  type Occasion,
  nudgeKinds,
  nudgeRules,
} from '#engagement/nudge.ts';
import { newId } from '../id.ts';
import { type TenantTransaction, addJobs } from './connect.ts';
import { insertMany, isOneOf } from './many.ts';
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
  const learners = [...new Set(stored.map(({ learner }) => learner))].toSorted();
  const chunks = Array.from({ length: Math.ceil(learners.length / learnersTogether) }, (_, number) =>
    learners.slice(number * learnersTogether, (number + 1) * learnersTogether),
  );
  // Few wait with others of their tenant, while all hands are busy, to be decided on together with them.
  const jobs = chunks.map((some) => ({
    payload: some.map((learner) => ({ tenant, learner })),
    key: `decide:${some.length < learnersTogether ? `${tenant}:${drawnLane()}` : newId()}`,
  }));
  await addJobs(tx, 'decide_nudges', jobs);
}

/** So many learners are decided on in one transaction, which is over in a moment. */
export const learnersTogether = 50;

/** As many as a worker runs jobs at once: several who ask seldom wait for each other, and no hand is idle. */
const lanes = 4;

function drawnLane(): number {
  return Math.floor(Math.random() * lanes);
}

/** Adds a job for each of these learners. */
export async function decideOneByOne(
  tx: TenantTransaction,
  tenant: string,
  learners: readonly string[],
): Promise<void> {
  const jobs = learners.map((learner) => ({ payload: [{ tenant, learner }], key: `decide:${learner}` }));
  await addJobs(tx, 'decide_nudges', jobs);
}

/** What waits to be decided on learners, of each in the order of its rules; they are held until this transaction ends. */
export async function takeDecisions(
  tx: TenantTransaction,
  tenant: string,
  learners: readonly string[],
): Promise<DecisionRow[]> {
  await holdLearners(tx, tenant, learners);
  const rows = await tx
    .select()
    .from(nudgeDecisions)
    .where(
      and(
        eq(nudgeDecisions.tenantId, tenant),
        isOneOf(nudgeDecisions.learnerId, learners),
        isNull(nudgeDecisions.decidedAt),
      ),
    )
    .orderBy(nudgeDecisions.askedAt, nudgeDecisions.id);
  const order = ({ rule }: DecisionRow): number => nudgeRules.indexOf(rule);
  return rows.toSorted((one, other) => order(one) - order(other));
}

export function holdLearner(tx: TenantTransaction, tenant: string, learner: string): Promise<void> {
  return holdLearners(tx, tenant, [learner]);
}

/**
 * Of two decisions on a learner at once one waits: caps hold over all of them. Whoever holds several takes them in the order of
 * their locks, so that no two wait for each other.
 */
async function holdLearners(
  tx: TenantTransaction,
  tenant: string,
  learners: readonly string[],
): Promise<void> {
  const names = learners.map((learner) => `nudges ${tenant} ${learner}`);
  await tx.execute(
    sql`select pg_advisory_xact_lock(key) from (
          select distinct hashtextextended(name, 0) as key
          from json_array_elements_text(${JSON.stringify(names)}::text::json) as name order by key) as keys`,
  );
}

/** A decision, the facts it was made from, and the nudge that came of it. */
export interface Made {
  row: DecisionRow;
  decision: NudgeDecision;
  facts: NudgeFacts;
  nudge: string | null;
}

/** Stores decisions, and in which arms they put their learners. */
export async function storeDecisions(
  tx: TenantTransaction,
  tenant: string,
  made: readonly Made[],
): Promise<void> {
  if (made.length === 0) return;
  const rows = made.map(({ row, decision, facts, nudge }) => ({
    id: row.id,
    decided_at: new Date(facts.now),
    reason: decision.reason,
    kind: decision.kind,
    arm: decision.arm,
    send_at: decision.sendAt === null ? null : new Date(decision.sendAt),
    chance: decision.candidates.find(({ kind }) => kind === decision.kind)?.chance ?? null,
    candidates: decision.candidates,
    facts,
    band: facts.band,
    treated_chance: decision.kind === null ? null : treatedChanceOf(facts, decision.kind),
    nudge_id: nudge,
  }));
  await tx.execute(
    sql`update nudge_decisions d
        set decided_at = made.decided_at, reason = made.reason, kind = made.kind, arm = made.arm, send_at = made.send_at,
          chance = made.chance, candidates = made.candidates, facts = made.facts,
          band = made.band, treated_chance = made.treated_chance, nudge_id = made.nudge_id
        from jsonb_populate_recordset(null::nudge_decisions, ${JSON.stringify(rows)}::text::jsonb) as made
        where d.tenant_id = ${tenant} and d.id = made.id`,
  );
  const arms = made.flatMap(({ row: { learnerId }, decision: { kind, arm }, facts }) =>
    kind === null ? [] : [{ tenantId: tenant, learnerId, kind, arm, at: new Date(facts.now) }],
  );
  await insertMany(tx, nudgeArms, arms, sql`on conflict do nothing`);
}

/** How likely it was to be treated: by the policy where this kind was drawn now, known before where it was drawn earlier. */
function treatedChanceOf({ arms, policy }: NudgeFacts, kind: NudgeKind): number {
  const before = arms[kind];
  return before === undefined ? (100 - policy.holdOutPercent) / 100 : Number(before === 'treated');
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
