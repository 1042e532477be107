import { sql } from 'drizzle-orm';
import type postgres from 'postgres';
import { type SourceHour, rhythmKeptMs, typesOfPart } from '#engagement/source.ts';
import { type Database, type TenantTransaction, asTenant, rowsOf } from './connect.ts';

/**
 * Stores events, and with them how many of which part each source sent for each cohort in each hour of their receipt.
 * Only what `insert` did store counts, so that a copy made twice changes nothing. What belongs to no enrolment, or to no
 * source, that there is counts nowhere.
 */
export function countInHours(
  tx: postgres.TransactionSql,
  tenant: string,
  insert: postgres.PendingQuery<postgres.Row[]>,
) {
  const { attendance, lms, sentiment } = typesOfPart;
  return tx`
    with stored as (${insert} returning enrolment_id, source_id, received_at, type),
    counted as (
      select source_id, enrolment_id, date_trunc('hour', received_at, 'UTC') as hour,
        count(*) filter (where type = any(${[...attendance]}))::int as attendance,
        count(*) filter (where type = any(${[...lms]}))::int as lms,
        count(*) filter (where type = any(${[...sentiment]}))::int as texts
      from stored group by 1, 2, 3)
    insert into source_hours (tenant_id, source_id, cohort_id, hour, attendance, lms, texts)
    select ${tenant}, s.id, n.cohort_id, c.hour, sum(c.attendance), sum(c.lms), sum(c.texts)
    from counted c join enrolments n on n.id = c.enrolment_id join sources s on s.id = c.source_id
    where c.attendance + c.lms + c.texts > 0
    group by 2, 3, 4 order by 2, 3, 4
    on conflict (tenant_id, source_id, cohort_id, hour) do update set
      attendance = source_hours.attendance + excluded.attendance,
      lms = source_hours.lms + excluded.lms,
      texts = source_hours.texts + excluded.texts`;
}

/** What came from sources in the hours whose rhythm is kept, for cohorts that go on, oldest first. */
export async function hoursOfSources(
  tx: TenantTransaction,
  tenant: string,
  sources: string[],
  now: number,
): Promise<Map<string, SourceHour[]>> {
  const found = new Map<string, SourceHour[]>(sources.map((source) => [source, []]));
  if (sources.length === 0) return found;
  const rows = await rowsOf<SourceHour & { source: string }>(
    tx,
    sql`select h.source_id as source, (extract(epoch from h.hour) * 1000)::float8 as at,
          sum(h.attendance)::float8 as attendance, sum(h.lms)::float8 as lms, sum(h.texts)::float8 as sentiment
        from source_hours h join cohorts c on c.id = h.cohort_id
        where h.tenant_id = ${tenant} and h.source_id in ${sources}
          and h.hour > ${timeOf(now - rhythmKeptMs)} and h.hour <= ${timeOf(now)}
          and (c.ends_at is null or c.ends_at > ${timeOf(now)})
        group by h.source_id, h.hour order by h.hour`,
  );
  for (const { source, ...hour } of rows) found.get(source)?.push(hour);
  return found;
}

/** When the first hour began in which a source was heard after a moment; null if there is none. */
export async function heardAfter(
  tx: TenantTransaction,
  tenant: string,
  source: string,
  after: number,
): Promise<number | null> {
  const [row] = await rowsOf<{ at: number | null }>(
    tx,
    sql`select (extract(epoch from min(hour)) * 1000)::float8 as at from source_hours
        where tenant_id = ${tenant} and source_id = ${source} and hour > ${timeOf(after)}`,
  );
  return row?.at ?? null;
}

/** Forgets at most `most` hours whose rhythm is kept no longer; says how many it did. */
export async function forgetHours(db: Database, tenant: string, now: number, most: number): Promise<number> {
  const old = sql`tenant_id = ${tenant} and hour < ${timeOf(now - rhythmKeptMs)}`;
  return asTenant(db, tenant, async (tx) => {
    const { count } = await tx.execute(sql`
      delete from source_hours where ${old}
        and ctid = any(array(select ctid from source_hours where ${old} limit ${most}))`);
    return count;
  });
}

function timeOf(ms: number) {
  return sql`${new Date(ms).toISOString()}::timestamptz`;
}
