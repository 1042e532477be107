import type { Logger } from 'pino';
import { openCases } from '#db/postgres/cases.ts';
import { type Database, type TenantTransaction, asTenant } from '#db/postgres/connect.ts';
import { type DecisionRow, storeDecision, takeDecisions } from '#db/postgres/nudge-decisions.ts';
import { nudgeFactsOf } from '#db/postgres/nudge-facts.ts';
import { storeNudge } from '#db/postgres/nudges.ts';
import { type NudgeFacts, decideNudge } from '#engagement/nudge.ts';

/**
 * Decides on all nudges that rules asked for on a learner, and stores them with what they were decided by: in one
 * transaction, in which nobody else decides on this learner.
 */
export async function decideNudges(
  db: Database,
  { tenant, learner }: { tenant: string; learner: string },
  log: Logger,
  now: number,
): Promise<void> {
  await asTenant(db, tenant, async (tx) => {
    for (const row of await takeDecisions(tx, tenant, learner)) await decide(tx, row, log, now);
  });
}

async function decide(tx: TenantTransaction, row: DecisionRow, log: Logger, now: number): Promise<void> {
  const facts = await nudgeFactsOf(tx, row, now);
  if (facts === null) return log.warn({ decision: row.id }, 'a learner to decide about is gone');
  const {
    tenantId: tenant,
    learnerId: learner,
    enrolmentId: enrolment,
    cohortId: cohort,
    rule,
    period,
  } = row;
  const decision = decideNudge(facts);
  const at = new Date(now);
  const who = { learner, enrolment, cohort };
  const { params } = decision;
  const nudge = decision.isSent
    ? await storeNudge(
        tx,
        tenant,
        { ...who, kind: decision.kind, rule, period, params, dueAt: new Date(decision.sendAt) },
        at,
      )
    : null;
  await storeDecision(tx, row, decision, facts, nudge);
  if (decision.reason === 'unanswered') await handToMentor(tx, row, facts, at);
}

/** Who never answers needs a person, not more messages. */
export async function handToMentor(
  tx: TenantTransaction,
  { tenantId: tenant, learnerId: learner, enrolmentId: enrolment, cohortId: cohort }: DecisionRow,
  { band }: NudgeFacts,
  now: Date,
): Promise<void> {
  const who = { learner, enrolment, cohort };
  await openCases(tx, tenant, [{ ...who, band: band ?? 'low', reasons: [], cause: 'unanswered' }], now);
}
