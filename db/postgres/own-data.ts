import { sql } from 'drizzle-orm';
import { type TenantTransaction, rowsOf } from './connect.ts';

/** Everything that is kept of a learner, by what it is: each row as it is stored, without what is only ours. */
export type OwnData = Record<string, Record<string, unknown>[]>;

/** Tables that say who they are about by learner, and by enrolment. */
const byLearner = [
  'nudges',
  'nudge_decisions',
  'nudge_arms',
  'nudge_preferences',
  'contests',
  'checks',
  'challenge_members',
  'cases',
] as const;
const byEnrolment = [
  'assessments',
  'band_changes',
  'risk_hours',
  'alerts',
  'interventions',
  'learner_weeks',
  'events',
] as const;

/** Somebody's own copy of all of it. */
export async function ownData(tx: TenantTransaction, tenant: string, learner: string): Promise<OwnData> {
  const all: OwnData = {
    learner: await rows(
      tx,
      sql`select id, external_id, name, created_at from learners where tenant_id = ${tenant} and id = ${learner}`,
    ),
    enrolments: await rows(
      tx,
      sql`select e.id, c.name as cohort, c.time_zone, e.enrolled_at from enrolments e join cohorts c on c.id = e.cohort_id
          where e.tenant_id = ${tenant} and e.learner_id = ${learner}`,
    ),
  };
  for (const table of byLearner) {
    const name = sql.identifier(table);
    all[table] = await rows(
      tx,
      sql`select * from ${name} where tenant_id = ${tenant} and learner_id = ${learner}`,
    );
  }
  for (const table of byEnrolment) {
    const name = sql.identifier(table);
    all[table] = await rows(
      tx,
      sql`select t.* from ${name} t join enrolments e on e.id = t.enrolment_id
          where t.tenant_id = ${tenant} and e.tenant_id = ${tenant} and e.learner_id = ${learner}`,
    );
  }
  // Whom else somebody picked out with them is not theirs to read.
  all['selections'] = await rows(
    tx,
    sql`select s.id, s.cohort_id, s.starts_at, s.ends_at, s.created_at
        from selections s join enrolments e on s.cohort_id = e.cohort_id and s.enrolments ? e.id
        where s.tenant_id = ${tenant} and e.tenant_id = ${tenant} and e.learner_id = ${learner}`,
  );
  return all;
}

async function rows(
  tx: TenantTransaction,
  statement: ReturnType<typeof sql>,
): Promise<Record<string, unknown>[]> {
  const found = await rowsOf<{ row: Record<string, unknown> }>(
    tx,
    sql`select to_jsonb(found) - 'tenant_id' - 'fence' as row from (${statement}) as found`,
  );
  return found.map(({ row }) => row);
}

/** Who looked at a learner, or at a list in which they stand: one entry for each reader, what they read, and hour. */
export interface OwnLook {
  byId: string;
  role: string;
  what: string;
  times: number;
  lastAt: string;
}

export async function looksAt(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
  before: Date,
  most: number,
): Promise<OwnLook[]> {
  return rowsOf<OwnLook>(
    tx,
    sql`select by_id as "byId", role, what, times,
          to_char(last_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "lastAt"
        from looks
        where tenant_id = ${tenant} and last_at < ${before.toISOString()} and role <> 'learner'
          and (learner_id = ${learner} or (learner_id = '' and cohort_id in
            (select cohort_id from enrolments where tenant_id = ${tenant} and learner_id = ${learner})))
        order by last_at desc limit ${most}`,
  );
}
