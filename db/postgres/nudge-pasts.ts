import { type SQL, and, eq, gt, isNull, sql } from 'drizzle-orm';
import { dayMs } from '#engagement/day.ts';
import type { PastNudge } from '#engagement/nudge.ts';
import type { TenantTransaction } from './connect.ts';
import { isOneOf } from './many.ts';
import { nudgeDecisions, nudges } from './schema.ts';

const pastDays = 60;

/** What learners were given, or will be, in all their cohorts, in the order in which it was due; by learner. */
export async function pastsOf(
  tx: TenantTransaction,
  tenant: string,
  learners: readonly string[],
  now: number,
): Promise<Map<string, { id: string; past: PastNudge }[]>> {
  const since = new Date(now - pastDays * dayMs);
  const { id, learnerId, kind, dueAt, deliveredAt, answer } = nudges;
  const rows = await tx
    .select({
      id,
      learner: learnerId,
      kind,
      dueAt,
      deliveredAt,
      answer,
      returned: nudgeDecisions.returned72,
      isHeard: heardSince(since, now),
    })
    .from(nudges)
    .leftJoin(nudgeDecisions, and(eq(nudgeDecisions.tenantId, tenant), eq(nudgeDecisions.nudgeId, id)))
    .where(
      and(
        eq(nudges.tenantId, tenant),
        isOneOf(learnerId, learners),
        isNull(nudges.withdrawnAt),
        gt(dueAt, since),
      ),
    )
    .orderBy(dueAt, id);
  const made = rows.map(({ returned, isHeard, ...nudge }) => ({
    id: nudge.id,
    learner: nudge.learner,
    past: {
      kind: nudge.kind,
      at: (nudge.deliveredAt ?? nudge.dueAt).getTime(),
      isDelivered: nudge.deliveredAt !== null,
      answer: nudge.answer,
      // Who is back is back: that need not wait until it is measured.
      returned: returned ?? (isHeard ? true : null),
    },
  }));
  return Map.groupBy(made, ({ learner }) => learner);
}

/**
 * Whether the learner did something on the platform within three days of a nudge, as far as these have passed and it was not
 * measured. What is delivered was due: `since` bounds both, so that no older day of the history is planned for.
 */
function heardSince(since: Date, now: number): SQL<boolean> {
  return sql<boolean>`${nudgeDecisions.returned72} is null and ${nudges.deliveredAt} is not null and exists (
    select from events e
    where e.tenant_id = ${nudges.tenantId}
      and e.enrolment_id = any(array(select en.id from enrolments en
        where en.tenant_id = ${nudges.tenantId} and en.learner_id = ${nudges.learnerId}))
      and e.at > ${since.toISOString()}::timestamptz and e.at <= ${new Date(now).toISOString()}::timestamptz
      and e.at > ${nudges.deliveredAt} and e.at <= ${nudges.deliveredAt} + interval '72 hours'
      and e.type not in ('message', 'attendance'))`;
}
