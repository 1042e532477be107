import { isCounted, markOf } from '#engagement/mark.ts';
import { count, openWindow, packWindow } from '#engagement/window.ts';
import type { RedisClient } from './redis/connect.ts';
import { type Database, asTenant } from './postgres/connect.ts';
import { allEnrolments } from './postgres/enrolments.ts';
import { eventsOf } from './postgres/events.ts';
import { markDue } from './redis/due.ts';
import { shardOf } from './redis/shards.ts';
import { writeWindow } from './redis/windows.ts';

/** Enrolments read at once: their events fit in memory whatever their number. */
const enrolmentsAtOnce = 200;

/**
 * Makes a tenant's windows anew from the history and has every enrolment looked at. Meant for a
 * time when nothing is ingested: events of a log not yet archived would be missing.
 */
export async function rebuildTenant(
  db: Database,
  redis: RedisClient,
  tenant: string,
  now: number,
): Promise<{ enrolments: number; events: number }> {
  const places = await asTenant(db, tenant, (tx) => allEnrolments(tx, tenant));
  let events = 0;
  for (let start = 0; start < places.length; start += enrolmentsAtOnce) {
    const some = places.slice(start, start + enrolmentsAtOnce);
    const ids = some.map((place) => place.enrolment);
    const times = await asTenant(db, tenant, (tx) => eventsOf(tx, tenant, ids));
    const windows = new Map(ids.map((id) => [id, openWindow()]));
    for (const event of times) {
      const window = windows.get(event.enrolment);
      if (window && isCounted(event, event.receivedAt)) count(window, markOf(event));
      events++;
    }
    for (const { enrolment, cohort } of some) {
      const packed = packWindow(windows.get(enrolment) ?? openWindow());
      if (packed) await writeWindow(redis, shardOf(cohort), tenant, enrolment, packed);
      await markDue(redis, { tenant, cohort, enrolment }, now);
    }
  }
  return { enrolments: places.length, events };
}
