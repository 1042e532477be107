import { sql } from 'drizzle-orm';
import type { RiskBandChange, RiskPoint } from '#engagement/risk-history.ts';
import { type Database, type TenantTransaction, asTenant, rowsOf } from './connect.ts';

/** Whose risk, and when. */
export interface RiskPeriod {
  enrolment: string;
  from: Date;
  to: Date;
}

/** Of each stretch of so many hours the last point, oldest first; before them the one that held when the period began. */
export async function riskPoints(
  tx: TenantTransaction,
  tenant: string,
  { enrolment, from, to }: RiskPeriod,
  everyHours: number,
): Promise<RiskPoint[]> {
  const own = sql`tenant_id = ${tenant} and enrolment_id = ${enrolment}`;
  const rows = await rowsOf<RiskPoint>(
    tx,
    sql`select at, risk, band, ${heaviest} as reasons from (
          (select at, risk, band, reasons from risk_hours where ${own} and hour < ${timeOf(from)}
           order by hour desc limit 1)
          union all
          (select distinct on (stretch) at, risk, band, reasons from (
             select *, date_bin(make_interval(hours => ${everyHours}), hour, ${timeOf(from)}) as stretch
             from risk_hours where ${own} and hour >= ${timeOf(from)} and hour <= ${timeOf(to)}
           ) as moved order by stretch, hour desc)
        ) as told order by at`,
  );
  return rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() }));
}

/** The newest of a period, oldest first. */
export async function riskBandChanges(
  tx: TenantTransaction,
  tenant: string,
  { enrolment, from, to }: RiskPeriod,
  most: number,
): Promise<RiskBandChange[]> {
  const rows = await rowsOf<RiskBandChange>(
    tx,
    sql`select at, from_band as "from", to_band as "to", risk, ${heaviest} as reasons from band_changes
        where tenant_id = ${tenant} and enrolment_id = ${enrolment}
          and at >= ${timeOf(from)} and at <= ${timeOf(to)}
        order by at desc limit ${most}`,
  );
  return rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() })).toReversed();
}

/** Deletes at most `most` points of a tenant from before `until`; says how many it did. */
export async function forgetRisks(
  db: Database,
  tenant: string,
  until: number,
  most: number,
): Promise<number> {
  return asTenant(db, tenant, async (tx) => {
    // Enrolment by enrolment, as the table is sorted: it has no order by time alone, and is far too long to be read through.
    const { count } = await tx.execute(sql`
      delete from risk_hours where tenant_id = ${tenant} and ctid = any(array(
        select old.ctid from enrolments
        cross join lateral (
          select risk_hours.ctid from risk_hours
          where tenant_id = ${tenant} and enrolment_id = enrolments.id and hour < ${timeOf(new Date(until))}
        ) as old
        where enrolments.tenant_id = ${tenant} limit ${most}))`);
    return count;
  });
}

/** Where everyone starts is no reason to tell; of the others, which stand heaviest first, as many as a small note can hold. */
const heaviest = sql`jsonb_path_query_array(
  jsonb_path_query_array(reasons, '$[*] ? (@.code != "base")'), '$[0 to 3]')`;

function timeOf(at: Date) {
  return sql`${at.toISOString()}::timestamptz`;
}
