import { type SQL, sql } from 'drizzle-orm';
import type postgres from 'postgres';
import { type Database, type TenantTransaction, asTenant, rowsOf } from './connect.ts';
import { dayMs, partitionDays } from './partitions.ts';
import { tenantSettings } from './schema.ts';

// How long a tenant keeps its history, and the statements that end it. None of them runs long: each
// takes a bounded number of rows, and is asked again until there is nothing left.

export interface Retention {
  /** Days after which an event goes. */
  eventDays: number;
  /** Days after which what a learner wrote goes, while what it sounded like stays; 0 keeps no text at all. */
  textDays: number;
  /** Days after which what was shown of cohorts, minute by minute, goes. */
  recordingDays: number;
}

/** For a tenant that never said; the same as the columns' defaults. */
export const defaultRetention: Retention = { eventDays: 400, textDays: 90, recordingDays: 30 };

export async function retentionOf(tx: TenantTransaction, tenant: string): Promise<Retention> {
  const [row] = await rowsOf<Retention>(
    tx,
    sql`select event_days as "eventDays", text_days as "textDays", recording_days as "recordingDays" from tenant_settings where tenant_id = ${tenant}`,
  );
  return row ?? defaultRetention;
}

/** What is not given stays as it is. */
export async function setRetention(
  tx: TenantTransaction,
  tenant: string,
  retention: Partial<Retention>,
): Promise<void> {
  await tx
    .insert(tenantSettings)
    .values({ tenantId: tenant, ...retention })
    .onConflictDoUpdate({ target: tenantSettings.tenantId, set: { tenantId: tenant, ...retention } });
}

/** The body of an event without what quotes its writer: the text, and the words found in it. How it sounded stays. */
export function withoutText(body: string): string {
  return `${body} - 'text' #- '{sentiment,negative}' #- '{sentiment,help}'`;
}

/** For a statement that stores events: the moment since which a tenant's texts are kept. */
export function textsSince(tx: postgres.TransactionSql, tenant: string) {
  return tx`
    select case days when 0 then 'infinity' else now() - make_interval(days => days) end as texts_since
    from (select coalesce((select text_days from tenant_settings where tenant_id = ${tenant}),
      ${defaultRetention.textDays}::int) as days) as kept`;
}

/** A stretch of time, in ISO 8601 or as PostgreSQL writes infinity. */
export interface Stretch {
  from: string;
  until: string;
}

/** The time before `until` in stretches that lie in one partition each, the newest first. */
export async function stretchesBefore(db: Database, until: number): Promise<Stretch[]> {
  const stretches: Stretch[] = [];
  let from = '-infinity';
  const end = new Date(until).toISOString();
  for (const day of await partitionDays(db)) {
    if (day * dayMs >= until) break;
    const [begins, ends] = [day, day + 1].map((one) => new Date(Math.min(one * dayMs, until)).toISOString());
    if (begins === undefined || ends === undefined) continue;
    if (from !== begins) stretches.push({ from, until: begins });
    stretches.push({ from: begins, until: ends });
    from = ends;
  }
  if (from !== end) stretches.push({ from, until: end });
  return stretches.toReversed();
}

export async function hasEventsBefore(db: Database, tenant: string, until: number): Promise<boolean> {
  const before = new Date(until).toISOString();
  const rows = await asTenant(db, tenant, (tx) =>
    rowsOf(tx, sql`select from events where tenant_id = ${tenant} and at < ${before}::timestamptz limit 1`),
  );
  return rows.length > 0;
}

/** Deletes at most `most` events of a tenant out of a stretch of one partition; says how many it did. */
export async function forgetEvents(
  db: Database,
  tenant: string,
  { from, until }: Stretch,
  most: number,
): Promise<number> {
  const within = sql`tenant_id = ${tenant} and at >= ${from}::timestamptz and at < ${until}::timestamptz`;
  // By their place in the table, which is found at once; should a place mean another row by now, that one is due as well.
  return rowsChanged(
    db,
    tenant,
    sql`
      delete from events where ${within}
        and ctid = any(array(select ctid from events where ${within} limit ${most}))`,
  );
}

/** Removes the texts of about `most` of a tenant's oldest events that have one; says how many it did. */
export async function forgetTexts(
  db: Database,
  tenant: string,
  until: number,
  most: number,
): Promise<number> {
  const before = new Date(until).toISOString();
  const written = sql`tenant_id = ${tenant} and body ? 'text'`;
  return asTenant(db, tenant, async (tx) => {
    const [oldest] = await rowsOf<{ until: string | null }>(
      tx,
      sql`select max(at)::text as until from (
            select at from events where ${written} and at < ${before}::timestamptz order by at limit ${most}
          ) as oldest`,
    );
    if (oldest === undefined || oldest.until === null) return 0;
    const { count } = await tx.execute(
      sql`update events set body = ${sql.raw(withoutText('body'))} where ${written} and at <= ${oldest.until}::timestamptz`,
    );
    return count;
  });
}

/** Deletes at most `most` of a tenant's checks from before a moment, with what was answered; says how many it did. */
export function forgetChecks(db: Database, tenant: string, until: number, most: number): Promise<number> {
  return changeSome(db, tenant, most, {
    change: sql`delete from checks`,
    of: sql`checks`,
    where: sql`created_at < ${timeOf(until)}`,
  });
}

/** Removes what at most `most` of a tenant's learners wrote when they asked for a mentor before a moment; that they asked stays. */
export function forgetAskingNotes(
  db: Database,
  tenant: string,
  until: number,
  most: number,
): Promise<number> {
  return changeSome(db, tenant, most, {
    change: sql`update case_steps set notes = null`,
    of: sql`case_steps`,
    where: sql`step = 'asked' and notes is not null and at < ${timeOf(until)}`,
  });
}

/** Removes what at most `most` of a tenant's learners wrote to what they called wrong before a moment, once it is settled. */
export function forgetContestNotes(
  db: Database,
  tenant: string,
  until: number,
  most: number,
): Promise<number> {
  return changeSome(db, tenant, most, {
    change: sql`update contests set note = null`,
    of: sql`contests`,
    where: sql`status <> 'open' and note is not null and at < ${timeOf(until)}`,
  });
}

/** Deletes at most `most` of a tenant's walls that were revoked before a moment; says how many it did. */
export function forgetWalls(db: Database, tenant: string, until: number, most: number): Promise<number> {
  return changeSome(db, tenant, most, {
    change: sql`delete from walls`,
    of: sql`walls`,
    where: sql`revoked_at < ${timeOf(until)}`,
  });
}

function changeSome(
  db: Database,
  tenant: string,
  most: number,
  { change, of, where }: { change: SQL; of: SQL; where: SQL },
): Promise<number> {
  return rowsChanged(
    db,
    tenant,
    sql`${change} where tenant_id = ${tenant}
        and id in (select id from ${of} where tenant_id = ${tenant} and ${where} limit ${most})`,
  );
}

function timeOf(at: number): SQL {
  return sql`${new Date(at).toISOString()}::timestamptz`;
}

function rowsChanged(db: Database, tenant: string, statement: SQL): Promise<number> {
  return asTenant(db, tenant, async (tx) => (await tx.execute(statement)).count);
}
