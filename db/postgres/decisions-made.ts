import { type SQL, and, asc, eq, gte, isNotNull, sql } from 'drizzle-orm';
import type { NudgeFacts } from '#engagement/nudge.ts';
import type { MadeDecision } from '#engagement/nudging/dry-run.ts';
import type { TenantTransaction } from './connect.ts';
import type { PolicyScope } from './nudge-policies.ts';
import { cohorts, learners, nudgeDecisions, nudgePolicies } from './schema.ts';

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
