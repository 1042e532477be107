import type { RedisClient } from '#db/redis/connect.ts';
import type { Database } from '#db/postgres/connect.ts';
import { archive, archivedUpTo } from '#db/postgres/events.ts';
import { logLengths, readLog, trimLog } from '#db/redis/log.ts';

/** Log entries of one shard copied in one transaction. */
const entriesAtOnce = 200;

/**
 * Copies the log to PostgreSQL and trims only what is there; returns how many entries it copied.
 * Several workers may do this at once: they copy the same rows, and the second copy changes nothing.
 */
export async function archiveLog(db: Database, redis: RedisClient): Promise<number> {
  const [lengths, positions] = await Promise.all([logLengths(redis), archivedUpTo(db)]);
  let copied = 0;
  for (const shard of lengths.keys()) {
    const entries = await readLog(redis, shard, '0-0', entriesAtOnce);
    const last = entries.at(-1);
    if (last === undefined) continue;
    if (positions.get(shard) !== last.id) await archive(db, shard, entries, Date.now());
    await trimLog(redis, shard, last.id);
    copied += entries.length;
  }
  return copied;
}
