import { type Database, type TenantTransaction, asTenant } from '#db/postgres/connect.ts';
import { closeOutage, openOutage } from '#db/postgres/outages.ts';
import { heardAfter } from '#db/postgres/source-hours.ts';
import { type WatchedSource, watchedSources } from '#db/postgres/sources.ts';
import { allTenants, ifAlone } from '#db/postgres/tenants.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import { lastHeard } from '#db/redis/heard.ts';
import { logLagMs } from '#db/redis/log.ts';
import { isDown, rhythmKeptMs, silenceMinMs } from '#engagement/source.ts';
import { silencesOf } from './known-rhythms.ts';

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
    changed += await asTenant(db, tenant, (tx) => watchTenant(db, tx, tenant, { heard, isBehind, now }));
  }
  return changed;
}

async function watchTenant(
  db: Database,
  tx: TenantTransaction,
  tenant: string,
  { heard, isBehind, now }: { heard: Map<string, number>; isBehind: boolean; now: number },
): Promise<number> {
  const sources = await watchedSources(tx, tenant, now);
  const isQuiet = ({ id }: WatchedSource) => now - (heard.get(id) ?? 0) >= silenceMinMs;
  // Those who send all the time need no look at their hours, nor does one of whom nothing is expected any more.
  const asked = sources.filter(
    (source) => source.outage === null && source.timeZone !== null && isQuiet(source),
  );
  const silences = await silencesOf(db, tx, tenant, isBehind ? [] : asked, heard, now);
  let changed = 0;
  for (const [source, { rhythm, lastEventAt }] of silences) {
    if (!isDown(rhythm, lastEventAt, now)) continue;
    changed += Number(await openOutage(tx, tenant, source, lastEventAt, now));
  }
  for (const { id, outage, timeZone } of sources) {
    if (outage === null) continue;
    const backAt = heard.get(id) ?? (await heardAfter(tx, tenant, id, outage.from));
    const isOver = backAt !== null && backAt > outage.from;
    const isGone = timeZone === null || now - outage.from > rhythmKeptMs;
    if (isOver || isGone) changed += Number(await closeOutage(tx, tenant, outage.id, isOver ? backAt : now));
  }
  return changed;
}
