import { sql } from 'drizzle-orm';
import type { Told } from '#engagement/screen/told.ts';
import { liveDays } from '#engagement/screen/cohort-view.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';

/**
 * What was told of the learners of a cohort before anything was recorded: their risk by the hour, and the scores of their weeks,
 * each from the minute on in which it became known.
 */
export async function toldBefore(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
  minute: number,
): Promise<Map<string, readonly Told[]>> {
  const [from, until] = [minute - liveDays * 1_440, minute].map((one) =>
    new Date(one * 60_000).toISOString(),
  );
  const rows = await rowsOf<{ enrolment: string; minute: number; score: number | null; risk: number | null }>(
    tx,
    sql`select enrolment, floor(date_part('epoch', at) / 60)::int as minute, round(score)::int as score, round(risk)::int as risk from (
          select n.id as enrolment, h.at, null::real as score, 100 * h.risk as risk
          from enrolments n join risk_hours h on h.tenant_id = ${tenant} and h.enrolment_id = n.id
          where n.tenant_id = ${tenant} and n.cohort_id = ${cohort}
            and h.hour >= ${from}::timestamptz and h.hour <= ${until}::timestamptz
          union all
          select n.id, ((w.ends_on + 1)::timestamp at time zone c.time_zone), w.score, null
          from enrolments n join cohorts c on c.id = n.cohort_id
          join learner_weeks w on w.tenant_id = ${tenant} and w.enrolment_id = n.id
          where n.tenant_id = ${tenant} and n.cohort_id = ${cohort}
            and w.ends_on + 1 >= ${from}::timestamptz and w.ends_on + 1 <= ${until}::timestamptz
        ) as known order by enrolment, at`,
  );
  const told = new Map<string, Told[]>();
  for (const row of rows) {
    const own = told.get(row.enrolment) ?? [];
    const last = own.at(-1);
    // One of the two is news; the other goes on.
    const one: Told = [row.minute, row.score ?? last?.[1] ?? null, row.risk ?? last?.[2] ?? null];
    if (last?.[0] === one[0]) own.pop();
    own.push(one);
    told.set(row.enrolment, own);
  }
  return told;
}
