import { type Database, type TenantTransaction, asTenant } from '#db/postgres/connect.ts';
import { closeOutage, openOutage } from '#db/postgres/outages.ts';
import { hoursOfSources } from '#db/postgres/source-hours.ts';
import { type WatchedSource, watchedSources } from '#db/postgres/sources.ts';
import { allTenants, ifAlone } from '#db/postgres/tenants.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import { lastHeard } from '#db/redis/heard.ts';
import { logLagMs } from '#db/redis/log.ts';
import { rhythmOf } from '#engagement/rhythm.ts';
import {
  type SourceHour,
  eventsOf,
  isDown,
  lastEventOf,
  rhythmKeptMs,
  silenceMinMs,
} from '#engagement/source.ts';
import { wallClock } from '#engagement/wall-clock.ts';

/** With entries older than this in the log the hours say less than there was: whom we have not heard out is not down. */
const lagMaxMs = 60_000;

/**
 * Finds out which sources are silent for longer than their own rhythm allows, and which are back. Returns how many went
 * down or came back; 0 when another worker is at it.
 */
export async function watchSources(db: Database, redis: RedisClient, now: number): Promise<number> {
  return (await ifAlone(db, 'watch sources', () => watchAll(db, redis, now))) ?? 0;
}

async function watchAll(db: Database, redis: RedisClient, now: number): Promise<number> {
  const isBehind = (await logLagMs(redis)) > lagMaxMs;
  let changed = 0;
  for (const tenant of await allTenants(db)) {
    const heard = await lastHeard(redis, tenant);
    changed += await asTenant(db, tenant, (tx) => watchTenant(tx, tenant, heard, isBehind, now));
  }
  return changed;
}

async function watchTenant(
  tx: TenantTransaction,
  tenant: string,
  heard: Map<string, number>,
  isBehind: boolean,
  now: number,
): Promise<number> {
  const sources = await watchedSources(tx, tenant, now);
  const quiet = sources.filter(({ id }) => now - (heard.get(id) ?? 0) >= silenceMinMs);
  // Those who send all the time, and those known to be down, need no look at their hours.
  const asked = quiet.filter(({ id, outage, timeZone }) =>
    outage === null ? timeZone !== null && !isBehind : !heard.has(id),
  );
  const ids = asked.map((source) => source.id);
  const hours = await hoursOfSources(tx, tenant, ids, now);
  let changed = 0;
  for (const source of sources) {
    const own = hours.get(source.id) ?? [];
    const noted = heard.get(source.id) ?? null;
    const { outage, id } = source;
    const endedAt = outage === null ? null : endOf({ ...source, outage }, own, noted, now);
    const startedAt = outage === null ? startOf(source, own, noted, now) : null;
    if (outage !== null && endedAt !== null)
      changed += Number(await closeOutage(tx, tenant, outage.id, endedAt));
    if (startedAt !== null) changed += Number(await openOutage(tx, tenant, id, startedAt, now));
  }
  return changed;
}

/** Since when a source is down; null while it is not. */
function startOf(
  { timeZone }: WatchedSource,
  hours: SourceHour[],
  noted: number | null,
  now: number,
): number | null {
  const last = lastEventOf(hours, noted, now);
  if (timeZone === null || last === null || hours.length === 0) return null;
  const heard = hours.map((hour) => ({ at: hour.at, events: eventsOf(hour) }));
  return isDown(rhythmOf(heard, last, wallClock(timeZone)), last, now) ? last : null;
}

/** When an outage was over: at an event after it began, or once nobody waits for the source any more; null while it lasts. */
function endOf(
  { outage, timeZone }: WatchedSource & { outage: { from: number } },
  hours: SourceHour[],
  noted: number | null,
  now: number,
): number | null {
  if (noted !== null && noted > outage.from) return noted;
  const later = hours.find(({ at }) => at > outage.from);
  if (later) return later.at;
  return timeZone === null || now - outage.from > rhythmKeptMs ? now : null;
}
