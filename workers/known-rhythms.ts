import type { Database, TenantTransaction } from '#db/postgres/connect.ts';
import { hoursOfSources } from '#db/postgres/source-hours.ts';
import type { WatchedSource } from '#db/postgres/sources.ts';
import { type Rhythm, rhythmOf } from '#engagement/rhythm.ts';
import { eventsOf, lastEventOf } from '#engagement/source.ts';
import { wallClock } from '#engagement/wall-clock.ts';

/** A source that is silent, as its hours show it. */
export interface Silence {
  lastEventAt: number;
  rhythm: Rhythm;
}

/** Cohorts end meanwhile, and nobody is expected in them any more. */
const keptMs = 3_600_000;
/** A hundred kilobytes each at most, of sources that are silent at this moment. */
const keptMax = 1_000;

type Kept = Silence & { notedAt: number; readAt: number };

const keptOf = new WeakMap<Database, Map<string, Kept>>();

/**
 * What the hours of silent sources say; nothing for one that never sent anything. While a source is silent its hours do
 * not change: those of a large one, read again every quarter of a minute through every night, would cost more than all else.
 */
export async function silencesOf(
  db: Database,
  tx: TenantTransaction,
  tenant: string,
  sources: WatchedSource[],
  heard: Map<string, number>,
  now: number,
): Promise<Map<string, Silence>> {
  const kept = keptOf.get(db) ?? new Map<string, Kept>();
  keptOf.set(db, kept);
  const found = new Map<string, Silence>();
  for (const { id } of sources) {
    const known = kept.get(id);
    const isCurrent = known?.notedAt === heard.get(id) && Math.abs(now - (known?.readAt ?? 0)) < keptMs;
    if (known && isCurrent) found.set(id, known);
    else kept.delete(id);
  }
  const unknown = sources.filter(({ id }) => !found.has(id));
  const hours = await hoursOfSources(
    tx,
    tenant,
    unknown.map(({ id }) => id),
    now,
  );
  for (const { id, timeZone } of unknown) {
    const own = hours.get(id) ?? [];
    const notedAt = heard.get(id);
    const lastEventAt = lastEventOf(own, notedAt ?? null, now);
    if (own.length === 0 || lastEventAt === null) continue;
    const events = own.map((hour) => ({ at: hour.at, events: eventsOf(hour) }));
    const silence = { lastEventAt, rhythm: rhythmOf(events, lastEventAt, wallClock(timeZone ?? 'UTC')) };
    found.set(id, silence);
    if (kept.size >= keptMax) kept.clear();
    if (notedAt !== undefined) kept.set(id, { ...silence, notedAt, readAt: now });
  }
  return found;
}
