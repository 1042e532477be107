import { sql } from 'drizzle-orm';
import { type TenantTransaction, rowsOf } from './connect.ts';

/** An enrolment with weeks to score. Dates are Mondays, by the cohort's calendar. */
export interface DueWeeks {
  enrolment: string;
  enrolledAt: Date;
  cohort: string;
  /** Where to go on: the newest week that is scored, of which some may have come late. Null: no week is. */
  from: string | null;
  to: string;
}

/** What was still on its way when a week ended has arrived by then. */
const overForMs = 3_600_000;
/** Events may come seven days late (the door refuses older ones), and the clocks of their senders be off. */
const lateDays = 8;

/**
 * Enrolments whose cohort's last full week, or the one in which it ended, is over and not scored, or was scored
 * before the last of it can have come. A week whose events are no longer kept is past scoring.
 */
export async function dueWeeks(
  tx: TenantTransaction,
  tenant: string,
  { now, eventDays, most }: { now: number; eventDays: number; most: number },
): Promise<DueWeeks[]> {
  const at = sql`${new Date(now - overForMs).toISOString()}::timestamptz`;
  const rows = await rowsOf<Omit<DueWeeks, 'enrolledAt'> & { enrolledAt: string | Date }>(
    tx,
    sql`with over as (
          select id as cohort, time_zone as zone,
            case when ends_at <= ${at} then date_trunc('week', (ends_at - interval '1 ms') at time zone time_zone)::date
              else date_trunc('week', ${at} at time zone time_zone)::date - 7 end as monday
          from cohorts where tenant_id = ${tenant}
        )
        select n.id as enrolment, n.enrolled_at as "enrolledAt", over.cohort, to_char(over.monday, 'YYYY-MM-DD') as to,
          (select to_char(max(case when scored_at is null then starts_on + 7 else starts_on end), 'YYYY-MM-DD')
            from learner_weeks w where w.tenant_id = ${tenant} and w.enrolment_id = n.id) as from
        from over
        join enrolments n on n.tenant_id = ${tenant} and n.cohort_id = over.cohort
        left join learner_weeks last
          on last.tenant_id = ${tenant} and last.enrolment_id = n.id and last.starts_on = over.monday
        where over.monday > (${at} at time zone over.zone)::date + 1 - ${eventDays}::int
          and (n.enrolled_at at time zone over.zone)::date < over.monday + 7
          and (last.enrolment_id is null
            or last.scored_at < (over.monday + 7 + ${lateDays}::int)::timestamp at time zone over.zone
              and (over.monday + 7 + ${lateDays}::int)::timestamp at time zone over.zone <= ${at})
        order by over.cohort, n.id
        limit ${most}`,
  );
  return rows.map((row) => ({ ...row, enrolledAt: new Date(row.enrolledAt) }));
}
