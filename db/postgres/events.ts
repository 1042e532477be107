import { sql } from 'drizzle-orm';
import type { LearnerEvent } from '#engagement/event.ts';
import type { LogEntry } from '../redis/log.ts';
import type { Batch } from '../redis/windows.ts';
import { type Database, type TenantTransaction, actFor, rowsOf } from './connect.ts';
import { archivePositions } from './schema.ts';

/** Older days share one partition; see migrations/0001_tenants.sql. */
const partitionsReachBackDays = 400;
const dayMs = 86_400_000;

/**
 * Copies a stretch of one shard's log into the history and remembers how far it came, in one
 * transaction: an archive killed anywhere in here repeats the stretch or has finished it.
 */
export async function archive(db: Database, shard: number, entries: LogEntry[], now: number): Promise<void> {
  const last = entries.at(-1);
  if (last === undefined) return;
  await ensurePartitions(db, entries, now);
  await db.transaction(async (tx) => {
    const byTenant = Map.groupBy(entries, (entry) => entry.tenant);
    for (const [tenant, own] of byTenant) {
      await actFor(tx, tenant);
      await insertEvents(tx, tenant, own);
    }
    await tx
      .insert(archivePositions)
      .values({ shard, lastId: last.id })
      .onConflictDoUpdate({ target: archivePositions.shard, set: { lastId: last.id } });
  });
}

export async function archivedUpTo(db: Database): Promise<Map<number, string>> {
  const rows = await db.select().from(archivePositions);
  return new Map(rows.map((row) => [row.shard, row.lastId]));
}

/** Writes events of one tenant into the history; a repeated one is already there and stays as it is. */
export async function insertEvents(tx: TenantTransaction, tenant: string, batches: Batch[]): Promise<void> {
  const json = JSON.stringify(
    batches.flatMap(({ source, receivedAt, rows }) =>
      rows.map(({ enrolment, event: { id, type, at, learner: _, ...body } }) => ({
        enrolment,
        source,
        id,
        type,
        at: new Date(at).toISOString(),
        received: new Date(receivedAt).toISOString(),
        body,
      })),
    ),
  );
  await tx.execute(sql`
    insert into events (tenant_id, enrolment_id, at, source_id, id, type, received_at, body)
    select ${tenant}, enrolment, at, source, id, type, received, body
    from jsonb_to_recordset(${json}::text::jsonb) as row(
      enrolment text, source text, id text, type text, at timestamptz, received timestamptz, body jsonb)
    on conflict do nothing`);
}

export async function ensurePartitions(db: Database, batches: Batch[], now: number): Promise<void> {
  const today = Math.floor(now / dayMs);
  const days = new Set(batches.flatMap(({ rows }) => rows.map(({ event }) => Math.floor(event.at / dayMs))));
  for (const day of days) {
    if (day < today - partitionsReachBackDays) continue;
    const date = new Date(day * dayMs).toISOString().slice(0, 10);
    await db.execute(sql`select ensure_event_partition(${date}::date)`);
  }
}

export interface PastEvent {
  id: string;
  type: string;
  at: string;
  body: Record<string, unknown>;
}

/** A learner's events, newest first, before a moment. */
export async function eventsBefore(
  tx: TenantTransaction,
  tenant: string,
  enrolments: string[],
  before: Date,
  most: number,
): Promise<PastEvent[]> {
  if (enrolments.length === 0) return [];
  return rowsOf<PastEvent>(
    tx,
    sql`select id, type, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, body
        from events
        where tenant_id = ${tenant} and enrolment_id in ${enrolments} and at < ${before.toISOString()}::timestamptz
        order by at desc limit ${most}`,
  );
}

/** Events per enrolment and time cell, for the heatmap of a past moment. Cell 0 begins at `from`. */
export async function countsByCell(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
  from: Date,
  until: Date,
  stepMs: number,
): Promise<{ enrolment: string; cell: number; events: number }[]> {
  return rowsOf(
    tx,
    sql`select e.enrolment_id as enrolment,
          floor(extract(epoch from e.at - ${from.toISOString()}::timestamptz) * 1000 / ${stepMs}::float8)::int as cell,
          count(*)::int as events
        from events e
        join enrolments n on n.id = e.enrolment_id and n.tenant_id = ${tenant}
        where e.tenant_id = ${tenant} and n.cohort_id = ${cohort}
          and e.at >= ${from.toISOString()}::timestamptz and e.at < ${until.toISOString()}::timestamptz
        group by 1, 2`,
  );
}

/** An event as far as windows are made of it. */
export type CountedEvent = Omit<LearnerEvent, 'id' | 'learner'> & { enrolment: string; receivedAt: number };

/** What windows are made anew from. */
export async function eventsOf(
  tx: TenantTransaction,
  tenant: string,
  enrolments: string[],
): Promise<CountedEvent[]> {
  if (enrolments.length === 0) return [];
  const rows = await rowsOf<
    Pick<CountedEvent, 'enrolment' | 'at' | 'receivedAt' | 'type'> & { body: object }
  >(
    tx,
    sql`select enrolment_id as enrolment, type, body, (extract(epoch from at) * 1000)::float8 as at,
          (extract(epoch from received_at) * 1000)::float8 as "receivedAt"
        from events where tenant_id = ${tenant} and enrolment_id in ${enrolments}`,
  );
  return rows.map(({ body, ...row }) => ({ ...body, ...row }));
}
