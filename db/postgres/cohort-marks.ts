import { sql } from 'drizzle-orm';
import { type CohortMark, marksMax } from '#engagement/cohort-marks.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';

/** The newest marks of a cohort from a moment on up to another one, and whether these are all. */
export async function cohortMarks(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
  { from, to }: { from: Date; to: Date },
): Promise<{ marks: CohortMark[]; isAll: boolean }> {
  const [since, until] = [from.toISOString(), to.toISOString()];
  // A case may be claimed by one and handed over to another: both are marks, of the step and not of the case.
  const rows = await rowsOf<Omit<CohortMark, 'at'> & { at: string }>(
    tx,
    sql`select m.kind, m.id, m.at, m.enrolment, m.what, m.severity, m.by, l.id as learner, l.name as "learnerName"
        from (
          (select 'nudge' as kind, n.id, n.delivered_at as at, n.enrolment_id as enrolment, n.kind as what,
              null as severity, null as by
            from nudges n
            where n.tenant_id = ${tenant} and n.cohort_id = ${cohort}
              and n.delivered_at >= ${since} and n.delivered_at < ${until}
            order by n.delivered_at desc limit ${marksMax + 1})
          union all
          (select 'claim', s.id, s.at, c.enrolment_id, s.step, null, s.by_name
            from case_steps s join cases c on c.id = s.case_id and c.tenant_id = s.tenant_id
            where s.tenant_id = ${tenant} and c.cohort_id = ${cohort} and s.step in ('claimed', 'handed_over')
              and s.at >= ${since} and s.at < ${until}
            order by s.at desc limit ${marksMax + 1})
          union all
          (select 'alert', a.id, a.raised_at, a.enrolment_id, a.type, a.severity, null
            from alerts a join enrolments e on e.id = a.enrolment_id and e.tenant_id = a.tenant_id
            where a.tenant_id = ${tenant} and e.cohort_id = ${cohort}
              and a.raised_at >= ${since} and a.raised_at < ${until}
            order by a.raised_at desc limit ${marksMax + 1})
        ) m
        join enrolments e on e.id = m.enrolment and e.tenant_id = ${tenant}
        join learners l on l.id = e.learner_id and l.tenant_id = ${tenant}
        order by m.at desc, m.id desc limit ${marksMax + 1}`,
  );
  const marks = rows.slice(0, marksMax).map((row) => ({ ...row, at: new Date(row.at).toISOString() }));
  return { marks: marks as CohortMark[], isAll: rows.length <= marksMax };
}
