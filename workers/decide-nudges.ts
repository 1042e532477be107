import type { Logger } from 'pino';
import { openCases } from '#db/postgres/cases.ts';
import { type Database, type TenantTransaction, asTenant } from '#db/postgres/connect.ts';
import {
  type DecisionRow,
  type Made,
  decideOneByOne,
  learnersTogether,
  storeDecisions,
  takeDecisions,
} from '#db/postgres/nudge-decisions.ts';
import { nudgeFactsFor } from '#db/postgres/nudge-facts.ts';
import { storeNudges } from '#db/postgres/nudges.ts';
import { type NudgeDecision, type NudgeFacts, decideNudge } from '#engagement/nudge.ts';

/** Decides on all nudges that rules asked for on some learners: some at a time, of whom nobody is decided on elsewhere meanwhile. */
export async function decideNudges(
  db: Database,
  { tenant, learners }: { tenant: string; learners: readonly string[] },
  log: Logger,
  now: number,
): Promise<void> {
  for (let start = 0; start < learners.length; start += learnersTogether)
    await decideSome(db, tenant, learners.slice(start, start + learnersTogether), log, now);
}

/**
 * In one transaction, with what they were decided by, the nudges and their jobs. Where that fails for several, each is tried
 * alone: one who cannot be decided on holds up nobody else.
 */
async function decideSome(
  db: Database,
  tenant: string,
  learners: readonly string[],
  log: Logger,
  now: number,
): Promise<void> {
  try {
    await asTenant(db, tenant, (tx) => decideTogether(tx, tenant, learners, log, now));
  } catch (error) {
    if (learners.length <= 1) throw error;
    log.warn({ err: error, tenant, learners: learners.length }, 'learners are decided on one by one');
    await asTenant(db, tenant, (tx) => decideOneByOne(tx, tenant, learners));
  }
}

async function decideTogether(
  tx: TenantTransaction,
  tenant: string,
  learners: readonly string[],
  log: Logger,
  now: number,
): Promise<void> {
  const rows = await takeDecisions(tx, tenant, learners);
  if (rows.length === 0) return;
  const known = await nudgeFactsFor(tx, tenant, rows, now);
  const waiting = rows.flatMap((row, number) => {
    const facts = known[number] ?? null;
    if (facts === null) log.warn({ decision: row.id }, 'a learner to decide about is gone');
    return facts === null ? [] : [{ row, facts }];
  });
  const made: Made[] = [];
  // Caps hold over all rules: the first of each learner's together, then the second with what came of the first.
  const queues = [...Map.groupBy(waiting, ({ row }) => row.learnerId).values()];
  for (let turn = 0; made.length < waiting.length; turn++) {
    const together = queues.flatMap((queue) => queue[turn] ?? []);
    made.push(...(await decideTurn(tx, tenant, together, made, now)));
  }
  await storeDecisions(tx, tenant, made);
  const unanswered = made.filter(({ decision }) => decision.reason === 'unanswered');
  await handToMentor(tx, tenant, unanswered, new Date(now));
}

/** One decision on each of some learners, by what is known and what was decided on them before. */
async function decideTurn(
  tx: TenantTransaction,
  tenant: string,
  waiting: readonly { row: DecisionRow; facts: NudgeFacts }[],
  before: readonly Made[],
  now: number,
): Promise<Made[]> {
  const decided = waiting.map(({ row, facts: known }) => {
    const facts = before
      .filter((one) => one.row.learnerId === row.learnerId)
      .reduce((all, one) => factsAfter(all, one), known);
    return { row, facts, decision: decideNudge(facts) };
  });
  const wanted = decided.map(({ row, decision }) => (decision.isSent ? newNudge(row, decision) : null));
  const ids = await storeNudges(
    tx,
    tenant,
    wanted.filter((one) => one !== null),
    new Date(now),
  );
  return decided.map((one, number) => ({ ...one, nudge: wanted[number] ? (ids.shift() ?? null) : null }));
}

/** What holds for a learner's next decision once this one is made: a nudge is planned, and they are in an arm. */
function factsAfter(facts: NudgeFacts, { decision, nudge }: Made): NudgeFacts {
  if (decision.kind === null) return facts;
  const { kind, arm, sendAt } = decision;
  const planned = { kind, at: sendAt, isDelivered: false, answer: null, returned: null };
  return {
    ...facts,
    past: nudge === null ? facts.past : [...facts.past, planned].toSorted((one, other) => one.at - other.at),
    arms: { [kind]: arm, ...facts.arms },
  };
}

function newNudge(row: DecisionRow, { kind, params, sendAt }: NudgeDecision & { isSent: true }) {
  const { learnerId: learner, enrolmentId: enrolment, cohortId: cohort, rule, period } = row;
  return { learner, enrolment, cohort, kind, rule, period, params, dueAt: new Date(sendAt) };
}

/** Who never answers needs a person, not more messages. */
export async function handToMentor(
  tx: TenantTransaction,
  tenant: string,
  unanswered: readonly { row: DecisionRow; facts: NudgeFacts }[],
  now: Date,
): Promise<void> {
  const cases = unanswered.map(({ row, facts: { band } }) => ({
    learner: row.learnerId,
    enrolment: row.enrolmentId,
    cohort: row.cohortId,
    band: band ?? 'low',
    reasons: [],
    cause: 'unanswered' as const,
  }));
  await openCases(tx, tenant, cases, now);
}
