import { sql } from 'drizzle-orm';
import type { Remarked, Remarks } from '#engagement/remarks.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';

export async function remarksByDate(
  tx: TenantTransaction,
  tenant: string,
  enrolment: string,
  timeZone: string,
): Promise<Remarks> {
  const rows = await rowsOf<Remarked & { date: string }>(
    tx,
    sql`select to_char(at at time zone ${timeZone}, 'YYYY-MM-DD') as date,
          (count(*) filter (where is_alert))::int as alerts,
          (count(*) filter (where not is_alert))::int as interventions
        from (
          select raised_at as at, true as is_alert from alerts
          where tenant_id = ${tenant} and enrolment_id = ${enrolment}
          union all
          select at, false from interventions where tenant_id = ${tenant} and enrolment_id = ${enrolment}
        ) as remarks
        group by 1`,
  );
  return new Map(rows.map(({ date, ...counts }) => [date, counts]));
}
