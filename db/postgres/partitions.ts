import { sql } from 'drizzle-orm';
import { type Database, rowsOf } from './connect.ts';

// The history has a partition for each day, so that a day past its time is dropped, not deleted.

/** Days further away share the default partition: a sender cannot make us create one for every day since 1970. */
const reachBackDays = 400;
const reachAheadDays = 7;
export const dayMs = 86_400_000;

/** Of each database the days known to have a partition, so that it is not asked again for every batch. */
const known = new WeakMap<Database, Set<number>>();

/** Makes the partitions of these days, counted since 1970, unless they are there. */
export async function ensurePartitions(db: Database, days: Iterable<number>, now: number): Promise<void> {
  const had = known.get(db) ?? new Set();
  known.set(db, had);
  const today = Math.floor(now / dayMs);
  for (const day of new Set(days)) {
    if (day < today - reachBackDays || day > today + reachAheadDays || had.has(day)) continue;
    await db.execute(sql`select ensure_event_partition(${dateOf(day)}::date)`);
    had.add(day);
  }
}

/** The days that have a partition, oldest first. */
export async function partitionDays(db: Database): Promise<number[]> {
  const rows = await rowsOf<{ day: number }>(
    db,
    sql`select day - date '1970-01-01' as day from event_partition_days() as day`,
  );
  return rows.map((row) => row.day);
}

/**
 * Drops a day with all that is in it, for all tenants; false if somebody is reading the history for
 * longer than we would make others wait. An event of that day that comes later finds the default partition.
 */
export async function dropPartition(db: Database, day: number): Promise<boolean> {
  const [row] = await rowsOf<{ gone: boolean }>(
    db,
    sql`select drop_event_partition(${dateOf(day)}::date) as gone`,
  );
  known.get(db)?.delete(day);
  return row?.gone ?? false;
}

/** As PostgreSQL reads it. */
function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
