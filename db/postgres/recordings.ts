import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import type { RecordedMinute } from '#engagement/screen/recording.ts';
import { type Database, type TenantTransaction, asTenant, rowsOf } from './connect.ts';
import { recordings } from './schema.ts';

/** A recorded minute, and up to which announcement it goes. */
export interface Recording extends RecordedMinute {
  cohort: string;
  epoch: string;
  seq: number;
  /** What was announced between the recording before and this one was lost. */
  hasGap: boolean;
}

export async function storeRecordings(
  tx: TenantTransaction,
  tenant: string,
  made: Recording[],
): Promise<void> {
  if (made.length === 0) return;
  const rows = made.map(({ cohort, bytes, ...one }) => ({
    ...one,
    tenantId: tenant,
    cohortId: cohort,
    body: deflateRawSync(bytes, { level: 4 }),
  }));
  // Two workers may have recorded the same minute, one of them after a pause: what is there was shown.
  await tx.insert(recordings).values(rows).onConflictDoNothing();
}

/** The last recording at or before a minute, with all that is needed to make it again: a whole, and the steps after it. */
export async function recordingsUntil(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
  minute: number,
): Promise<Recording[]> {
  const own = sql`tenant_id = ${tenant} and cohort_id = ${cohort}`;
  const rows = await rowsOf<Omit<Recording, 'bytes' | 'seq'> & { body: Uint8Array; seq: string }>(
    tx,
    sql`select cohort_id as cohort, minute, is_whole as "isWhole", has_gap as "hasGap", hash, epoch, seq, body from recordings
        where ${own} and minute <= ${minute} and minute >= (
          select max(minute) from recordings where ${own} and minute <= ${minute} and is_whole)
        order by minute`,
  );
  return rows.map(({ body, seq, ...row }) => ({ ...row, seq: Number(seq), bytes: inflateRawSync(body) }));
}

/** From when to when there are recordings, and where what was announced between two of them was lost; null without any. */
export async function recordedSpan(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
): Promise<{ from: number; to: number; gaps: { from: number; to: number }[] } | null> {
  const own = sql`tenant_id = ${tenant} and cohort_id = ${cohort}`;
  const [span] = await rowsOf<{ from: number | null; to: number | null }>(
    tx,
    sql`select min(minute) filter (where is_whole) as "from", max(minute) as "to" from recordings where ${own}`,
  );
  if (span?.from === null || span?.to === null || span === undefined) return null;
  const gaps = await rowsOf<{ from: number; to: number }>(
    tx,
    sql`select (select max(minute) from recordings as before where ${own} and before.minute < gap.minute) as "from",
          gap.minute as "to"
        from recordings as gap where ${own} and has_gap and minute > ${span.from} order by minute`,
  );
  return { from: span.from, to: span.to, gaps };
}

/** The minute of the first recording after `minute` before which something was lost; null without one. */
export async function gapAfter(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
  minute: number,
): Promise<number | null> {
  const [row] = await rowsOf<{ minute: number; hasGap: boolean }>(
    tx,
    sql`select minute, has_gap as "hasGap" from recordings
        where tenant_id = ${tenant} and cohort_id = ${cohort} and minute > ${minute} order by minute limit 1`,
  );
  return row?.hasGap ? row.minute : null;
}

/** Deletes at most `most` recordings of a tenant from before `until`, never a whole that later steps begin with. */
export async function forgetRecordings(
  db: Database,
  tenant: string,
  until: number,
  most: number,
): Promise<number> {
  const minute = Math.floor(until / 60_000);
  return asTenant(db, tenant, async (tx) => {
    const { count } = await tx.execute(sql`
      delete from recordings where ctid = any(array(
        select old.ctid from cohorts
        cross join lateral (
          select recordings.ctid from recordings
          where tenant_id = ${tenant} and cohort_id = cohorts.id and minute < coalesce((
            select max(first.minute) from recordings as first
            where first.tenant_id = ${tenant} and first.cohort_id = cohorts.id and first.minute <= ${minute} and first.is_whole), 0)
        ) as old
        where cohorts.tenant_id = ${tenant} limit ${most}))`);
    return count;
  });
}
