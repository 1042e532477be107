import type { RedisClient } from '#db/redis/connect.ts';
import type { Database } from '#db/postgres/connect.ts';
import { type HistoryRow, historyRows, refusalOf, storeEvents } from '#db/postgres/events.ts';
import { ifAlone } from '#db/postgres/tenants.ts';
import { type Aside, type LogEntry, lineOf, logLengths, readLog, trimLog } from '#db/redis/log.ts';

/** What one transaction takes, give or take a few entries: some 300 ms of PostgreSQL. */
const rowsAtOnce = 20_000;
const charsAtOnce = 16_000_000;
/** Shards asked at the same time; at first for one entry each, since one may hold a thousand events. */
const shardsAtOnce = 16;
const entriesPerQuestionMax = 2_000;
/** As many workers can archive at the same time, each another group of shards. */
const groupCount = 4;
/** After so many rounds a worker that is to stop may do so: some ten seconds when there is no end to it. */
const roundsMax = 20;

/** An event that was put aside, by ids. */
export interface AsideEvent {
  shard: number;
  entry: string;
  tenant: string;
  event: string | null;
  /** What PostgreSQL said, or that the log itself could not be read. */
  code: string;
}

/**
 * Copies the log to PostgreSQL and trims only what is there, until the log is (nearly) empty.
 * Returns how many events it stored. What PostgreSQL refuses is put aside and told to `onAside`.
 *
 * Killed anywhere, it has not trimmed what it did not store, and storing it again changes nothing.
 */
export async function archiveLog(
  db: Database,
  redis: RedisClient,
  onAside: (event: AsideEvent) => void = () => {},
): Promise<number> {
  let stored = 0;
  for (let round = 0; round < roundsMax; round++) {
    // The fullest first: it is the one that will refuse events.
    const lengths = [...(await logLengths(redis))].toSorted(([, one], [, other]) => other - one);
    const shards = lengths.map(([shard]) => shard);
    let isMore = false;
    for (const [group, own] of Map.groupBy(shards, (shard) => shard % groupCount)) {
      // Held until the log is trimmed, so that no other worker copies the same once more.
      const done = await ifAlone(db, `archive ${group}`, () => archiveShards(db, redis, own, onAside));
      stored += done?.stored ?? 0;
      isMore ||= done?.isMore ?? false;
    }
    if (!isMore) break;
  }
  return stored;
}

/** One event on its way, with the entry it came in. */
type Row = HistoryRow & { entry: LogEntry };

async function archiveShards(
  db: Database,
  redis: RedisClient,
  shards: number[],
  onAside: (event: AsideEvent) => void,
): Promise<{ stored: number; isMore: boolean }> {
  const { entries, isMore } = await readShards(redis, shards);
  const rows = entries.flatMap((entry) => historyRows(entry).map((row): Row => ({ ...row, entry })));
  const refused = await store(db, rows);
  const aside = asideOf(entries, refused);
  const byShard = Map.groupBy(entries, (entry) => entry.shard);
  await Promise.all(
    Array.from(byShard, ([shard, own]) => {
      const last = own.at(-1)?.id ?? '0-0';
      const kept = aside.filter(({ entry }) => entry.shard === shard);
      return trimLog(redis, shard, last, kept);
    }),
  );
  tell(entries, refused, onAside);
  return { stored: rows.length - refused.length, isMore };
}

/** The oldest entries of these shards, as many as one transaction takes. */
async function readShards(
  redis: RedisClient,
  shards: number[],
): Promise<{ entries: LogEntry[]; isMore: boolean }> {
  const entries: LogEntry[] = [];
  let rows = 0;
  let chars = 0;
  for (let start = 0; start < shards.length; start += shardsAtOnce) {
    const after = new Map(shards.slice(start, start + shardsAtOnce).map((shard) => [shard, '0-0']));
    while (after.size > 0) {
      // As many as would fill what is left, if they are like those before.
      const left = Math.min((rowsAtOnce - rows) / rows, (charsAtOnce - chars) / chars) * entries.length;
      if (left < 1) return { entries, isMore: true };
      const most = entries.length === 0 ? 1 : Math.ceil(Math.min(left, entriesPerQuestionMax) / after.size);
      const answers = [...after].map(async ([shard, id]) => ({
        shard,
        found: await readLog(redis, shard, id, most),
      }));
      for (const { shard, found } of await Promise.all(answers)) {
        const last = found.at(-1);
        if (last === undefined || found.length < most) after.delete(shard);
        else after.set(shard, last.id);
        for (const entry of found) {
          entries.push(entry);
          rows += entry.rows.length;
          chars += entry.size;
        }
      }
    }
  }
  return { entries, isMore: false };
}

interface Refused {
  row: Row;
  code: string;
}

/** Stores all but what PostgreSQL refuses, which it finds by halving: each refused event was tried alone. */
async function store(db: Database, rows: Row[]): Promise<Refused[]> {
  try {
    await storeEvents(db, rows, Date.now());
    return [];
  } catch (error) {
    const code = refusalOf(error);
    const [row] = rows;
    if (code === null || row === undefined) throw error;
    if (rows.length === 1) return [{ row, code }];
    const half = Math.ceil(rows.length / 2);
    return [...(await store(db, rows.slice(0, half))), ...(await store(db, rows.slice(half)))];
  }
}

function asideOf(entries: LogEntry[], refused: Refused[]): Aside[] {
  const byEntry = Map.groupBy(refused, ({ row }) => row.entry);
  return entries.flatMap((entry) => {
    const lines = [...entry.unreadable, ...(byEntry.get(entry) ?? []).map(({ row }) => lineOf(row))];
    return lines.length > 0 ? [{ entry, lines }] : [];
  });
}

function tell(entries: LogEntry[], refused: Refused[], onAside: (event: AsideEvent) => void): void {
  for (const { id, shard, tenant, unreadable } of entries) {
    unreadable.forEach(() => onAside({ shard, entry: id, tenant, event: null, code: 'unreadable' }));
  }
  for (const { row, code } of refused) {
    const { shard, id } = row.entry;
    onAside({ shard, entry: id, tenant: row.tenant, event: row.event.id, code });
  }
}
