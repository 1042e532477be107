import { isCounted, markOf } from '#engagement/mark.ts';
import { type OpenWindow, count, openWindow, packWindow } from '#engagement/window.ts';
import type { RedisClient } from './redis/connect.ts';
import { type Database, asTenant } from './postgres/connect.ts';
import { cohortsAt } from './postgres/cohorts-at.ts';
import { enrolmentsAmong } from './postgres/enrolments.ts';
import { type PastRow, readHistory } from './postgres/events.ts';
import { dayMs } from './postgres/partitions.ts';
import { markDue } from './redis/due.ts';
import { restartFeed } from './redis/feed.ts';
import { allWindows, rememberSeen, removeWindows, writeWindows } from './redis/windows.ts';
import { makeUsual } from './usual.ts';

/** Windows, and ids, that wait to be written together. */
const windowsAtOnce = 2_000;
const idsAtOnce = 5_000;

interface Rebuilt {
  enrolment: string;
  cohort: string;
  packed: Uint8Array | null;
}

/**
 * Makes all of a tenant that is in Redis anew from the history: the windows, the ids seen lately, what is usual in
 * its cohorts; and has every enrolment looked at. Meant for a time when nothing is ingested: events of a log not
 * yet archived would be missing.
 */
export async function rebuildTenant(
  db: Database,
  redis: RedisClient,
  tenant: string,
  now: number,
): Promise<{ enrolments: number; events: number }> {
  // The atomic step asks the sets of today and of yesterday.
  const seenSince = (Math.floor(now / dayMs) - 1) * dayMs;
  const seen = new Map<string, string[]>();
  let at: { enrolment: string; cohort: string; window: OpenWindow } | null = null;
  let rebuilt: Rebuilt[] = [];
  let idsWaiting = 0;
  let enrolments = 0;
  let events = 0;

  async function writeDown(): Promise<void> {
    await writeRebuilt(redis, tenant, rebuilt, now);
    await writeSeen(redis, tenant, seen);
    rebuilt = [];
    seen.clear();
    idsWaiting = 0;
  }
  function finishEnrolment(): void {
    if (at) rebuilt.push({ enrolment: at.enrolment, cohort: at.cohort, packed: packWindow(at.window) });
  }

  await readHistory(db, tenant, seenSince, async (rows) => {
    for (const row of rows) {
      const { enrolment, cohort, timeZone, event } = row;
      if (at?.enrolment !== enrolment) {
        finishEnrolment();
        at = { enrolment, cohort, window: openWindow() };
        enrolments++;
      }
      if (event === null) continue;
      events++;
      if (isCounted(event, event.receivedAt)) count(at.window, markOf(event, timeZone));
      if (row.seen) {
        remember(seen, row, Math.floor(event.receivedAt / dayMs));
        idsWaiting++;
      }
    }
    if (rebuilt.length >= windowsAtOnce || idsWaiting >= idsAtOnce) await writeDown();
  });
  finishEnrolment();
  await writeDown();
  // Without it the first looks would tell everybody's risk as if nothing were known of the cohort, and bands would come and go.
  for (const cohort of await asTenant(db, tenant, (tx) => cohortsAt(tx, tenant, now)))
    await makeUsual(db, redis, tenant, cohort, now);
  return { enrolments, events };
}

/** Takes away the windows of enrolments that are no more; says how many there were. */
export async function removeStrayWindows(db: Database, redis: RedisClient): Promise<number> {
  let removed = 0;
  for await (const { tenant, cohort, enrolments } of allWindows(redis)) {
    const known = await asTenant(db, tenant, (tx) => enrolmentsAmong(tx, tenant, enrolments));
    const strays = enrolments.filter((enrolment) => !known.has(enrolment));
    if (strays.length > 0) removed += await removeWindows(redis, tenant, cohort, strays);
  }
  return removed;
}

async function writeRebuilt(
  redis: RedisClient,
  tenant: string,
  rebuilt: Rebuilt[],
  now: number,
): Promise<void> {
  const byCohort = Map.groupBy(rebuilt, (one) => one.cohort);
  await Promise.all(
    Array.from(byCohort, async ([cohort, own]) => {
      await writeWindows(redis, tenant, cohort, own);
      // Cells only grow; these may be less than what is shown.
      await restartFeed(redis, tenant, cohort);
    }),
  );
  const due = rebuilt.map(({ cohort, enrolment }) => ({ tenant, cohort, enrolment }));
  await markDue(redis, due, now);
}

/** By source, cohort and day of receipt, none of which holds a space. */
function remember(seen: Map<string, string[]>, { seen: one, cohort }: PastRow, day: number): void {
  if (one === null) return;
  const name = `${one.source} ${cohort} ${day}`;
  const ids = seen.get(name);
  if (ids) ids.push(one.id);
  else seen.set(name, [one.id]);
}

async function writeSeen(redis: RedisClient, tenant: string, seen: Map<string, string[]>): Promise<void> {
  await Promise.all(
    Array.from(seen, ([name, ids]) => {
      const [source = '', cohort = '', day] = name.split(' ');
      return rememberSeen(redis, { tenant, source, cohort, day: Number(day) }, ids);
    }),
  );
}
