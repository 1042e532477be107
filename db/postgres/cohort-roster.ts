import { sql } from 'drizzle-orm';
import { type CohortRoster, rosterMax } from '#engagement/cohort-roster.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';

/** Since when each learner of a cohort has been in it, and which other courses they are in at a moment. */
export async function cohortRoster(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
  at: Date,
): Promise<CohortRoster['learners']> {
  const rows = await rowsOf<{ enrolment: string; enrolledAt: string; courses: string[] }>(
    tx,
    sql`select e.id as enrolment, e.enrolled_at as "enrolledAt",
          coalesce(array_agg(distinct coalesce(c.course, c.name)) filter (where c.id is not null), '{}') as courses
        from enrolments e
        join cohorts own on own.id = e.cohort_id and own.tenant_id = e.tenant_id
        left join enrolments o on o.tenant_id = e.tenant_id and o.learner_id = e.learner_id and o.cohort_id <> e.cohort_id
        left join cohorts c on c.id = o.cohort_id and c.tenant_id = e.tenant_id
          and (c.ends_at is null or c.ends_at > ${at.toISOString()})
          and coalesce(c.course, c.name) <> coalesce(own.course, own.name)
        where e.tenant_id = ${tenant} and e.cohort_id = ${cohort}
        group by e.id
        order by e.id limit ${rosterMax}`,
  );
  return rows.map((row) => ({ ...row, enrolledAt: new Date(row.enrolledAt).toISOString() }));
}
