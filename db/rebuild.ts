import type { RedisClient } from './redis/connect.ts';
import { count, emptyWindow, isCounted } from '#engagement/window.ts';
import { type Database, asTenant } from './postgres/connect.ts';
import { allEnrolments } from './postgres/enrolments.ts';
import { eventTimes } from './postgres/events.ts';
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
    const times = await asTenant(db, tenant, (tx) => eventTimes(tx, tenant, ids));
    const windows = new Map(ids.map((id) => [id, emptyWindow()]));
    for (const { enrolment, at, receivedAt, attendance } of times) {
      const window = windows.get(enrolment);
      const event = attendance === null ? { at } : { at, attendance };
      if (window && isCounted(event, receivedAt)) count(window, at);
      events++;
    }
    for (const { enrolment, cohort } of some) {
      const window = windows.get(enrolment);
      if (window) await writeWindow(redis, shardOf(cohort), tenant, enrolment, window);
      await markDue(redis, { tenant, cohort, enrolment }, now);
    }
  }
  return { enrolments: places.length, events };
}
