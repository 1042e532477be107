import { type SQL, and, count, desc, eq, gte, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import {
  type NudgeAnswer,
  type NudgeKind,
  type NudgeReason,
  type NudgeRule,
  nudgeAnswers,
} from '#engagement/nudge.ts';
import {
  type DecisionCounts,
  type DecisionView,
  type Fate,
  fates,
  toldOf,
} from '#engagement/nudging/decision.ts';
import { dayMs } from '#engagement/day.ts';
import type { TenantTransaction } from './connect.ts';
import { courseOf } from './nudges.ts';
import { type Cursor, type Page, pageOf } from './page.ts';
import { cohorts, learners, nudgeDecisions, nudges } from './schema.ts';

export interface DecisionFilter {
  learner?: string | undefined;
  cohort?: string | undefined;
  programme?: string | undefined;
  rule?: NudgeRule | undefined;
  kind?: NudgeKind | undefined;
  reason?: NudgeReason | undefined;
  answer?: NudgeAnswer | 'none' | undefined;
  fate?: Fate | undefined;
  /** Only what was asked in so many days up to now. */
  lately?: { days: number; now: number } | undefined;
}

const fate = sql<Fate | null>`case
  when ${nudgeDecisions.decidedAt} is null then null
  when ${nudges.withdrawnAt} is not null then 'taken_back'
  when ${nudges.deliveredAt} is not null then 'sent'
  when ${nudgeDecisions.nudgeId} is not null then 'planned'
  when ${nudgeDecisions.arm} = 'held_out' then 'held_out'
  else 'not_sent' end`;

/** Why there was no nudge, be it from the start or when it was due. */
const whyNot = sql<NudgeReason>`coalesce(${nudges.withdrawnFor}, ${nudgeDecisions.reason})`;

/** Whether learners were nudged, and why or why not, newest first. */
export async function decisionsBefore(
  tx: TenantTransaction,
  tenant: string,
  { after, size, ...filter }: DecisionFilter & { after?: Cursor | undefined; size: number },
): Promise<Page<DecisionView>> {
  const { askedAt, id } = nudgeDecisions;
  const at = after && new Date(after[0]);
  const rows = await tx
    .select({
      decision: nudgeDecisions,
      learnerName: learners.name,
      cohortName: cohorts.name,
      nudge: nudges,
      fate,
    })
    .from(nudgeDecisions)
    .innerJoin(learners, eq(learners.id, nudgeDecisions.learnerId))
    .innerJoin(cohorts, eq(cohorts.id, nudgeDecisions.cohortId))
    .leftJoin(nudges, itsNudge(tenant))
    .where(and(...meets(tenant, filter), at && or(lt(askedAt, at), and(eq(askedAt, at), lt(id, after[1])))))
    .orderBy(desc(askedAt), desc(id))
    .limit(size + 1);
  return pageOf(rows.map(viewOf), size, (one) => [one.askedAt, one.id]);
}

/** How what was asked in the last days came out. */
export async function decisionCounts(
  tx: TenantTransaction,
  tenant: string,
  filter: DecisionFilter,
): Promise<DecisionCounts> {
  const answer = sql<NudgeAnswer | 'none'>`coalesce(${nudges.answer}, 'none')`;
  const returned = nudgeDecisions.returned72;
  const rows = await tx
    .select({ fate, whyNot, answer, returned, count: count() })
    .from(nudgeDecisions)
    .innerJoin(cohorts, eq(cohorts.id, nudgeDecisions.cohortId))
    .leftJoin(nudges, itsNudge(tenant))
    .where(and(...meets(tenant, filter), isNotNull(fate)))
    // By place: an expression with parameters of its own would not be taken for the same.
    .groupBy(sql`1, 2, 3, 4`);
  const sum = (some: typeof rows): number => some.reduce((total, row) => total + row.count, 0);
  const byFate = Map.groupBy(rows, (row) => row.fate);
  const sent = byFate.get('sent') ?? [];
  const known = sent.filter((row) => row.returned !== null);
  const reasonsOf = (of: Fate): { reason: NudgeReason; count: number }[] =>
    Array.from(
      Map.groupBy(byFate.get(of) ?? [], (row) => row.whyNot),
      ([reason, some]) => ({ reason, count: sum(some) }),
    ).toSorted((one, other) => other.count - one.count);
  return {
    fates: recordOf(fates, (one) => sum(byFate.get(one) ?? [])),
    answers: recordOf([...nudgeAnswers, 'none'] as const, (one) =>
      sum(sent.filter((row) => row.answer === one)),
    ),
    returned: { known: sum(known), within72: sum(known.filter((row) => row.returned === true)) },
    reasons: { not_sent: reasonsOf('not_sent'), taken_back: reasonsOf('taken_back') },
  };
}

function recordOf<K extends string>(keys: readonly K[], valueOf: (key: K) => number): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, valueOf(key)])) as Record<K, number>;
}

function itsNudge(tenant: string): SQL | undefined {
  return and(eq(nudges.tenantId, tenant), eq(nudges.id, nudgeDecisions.nudgeId));
}

function meets(tenant: string, filter: DecisionFilter): (SQL | undefined)[] {
  const { learner, cohort, programme, rule, kind, reason, answer } = filter;
  const given = <T>(value: T | undefined, of: (value: T) => SQL | undefined): SQL | undefined =>
    value === undefined ? undefined : of(value);
  return [
    eq(nudgeDecisions.tenantId, tenant),
    given(learner, (value) => eq(nudgeDecisions.learnerId, value)),
    given(cohort, (value) => eq(nudgeDecisions.cohortId, value)),
    given(programme, (value) => eq(cohorts.programmeId, value)),
    given(rule, (value) => eq(nudgeDecisions.rule, value)),
    given(kind, (value) => eq(nudgeDecisions.kind, value)),
    given(reason, (value) => eq(whyNot, value)),
    given(filter.lately, ({ days, now }) => gte(nudgeDecisions.askedAt, new Date(now - days * dayMs))),
    given(filter.fate, (value) => eq(fate, value)),
    given(answer, (value) =>
      value === 'none' ? and(isNull(nudges.answer), isNotNull(nudges.deliveredAt)) : eq(nudges.answer, value),
    ),
  ];
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

interface Row {
  decision: typeof nudgeDecisions.$inferSelect;
  learnerName: string;
  cohortName: string;
  nudge: typeof nudges.$inferSelect | null;
  fate: Fate | null;
}

function viewOf({ decision, learnerName, cohortName, nudge, fate: came }: Row): DecisionView {
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
    fate: came,
    reason: decision.reason,
    kind: decision.kind,
    arm: decision.arm,
    sendAt: decision.sendAt?.toISOString() ?? null,
    chance: decision.chance,
    candidates: decision.candidates ?? [],
    told: decision.facts === null ? [] : toldOf(decision.facts),
    nudge: nudge && courseOf(nudge),
    outcome: { returned24, returned72, did, active14 },
  };
}
