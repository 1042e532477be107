import { rhythmOf, usualWithin } from '#engagement/rhythm.ts';
import { type OutageNews, eventsOf } from '#engagement/source.ts';
import { wallClock } from '#engagement/wall-clock.ts';
import type { TenantTransaction } from './connect.ts';
import { type StoredOutage, hiddenBy, outagesSince } from './outages.ts';
import { hoursOfSources } from './source-hours.ts';

/** Outages as pages are told of them: those that lasted beyond `since`, or one alone. */
export async function outageNews(
  tx: TenantTransaction,
  tenant: string,
  which: { since: number } | { only: string },
): Promise<OutageNews[]> {
  const found = await outagesSince(tx, tenant, { since: 0, ...which });
  const hidden = Map.groupBy(await hiddenBy(tx, tenant, found), (one) => one.outage);
  const news: OutageNews[] = [];
  for (const outage of found) {
    const { id, source, name, from, to } = outage;
    news.push({
      id,
      source,
      name,
      usualPerHour: Math.round(await usualOf(tx, tenant, outage)),
      startedAt: new Date(from).toISOString(),
      endedAt: to === null ? null : new Date(to).toISOString(),
      cohorts: (hidden.get(outage) ?? []).map(({ cohort, parts }) => ({ id: cohort, parts })),
    });
  }
  return news;
}

async function usualOf(
  tx: TenantTransaction,
  tenant: string,
  { source, from, noticedAt, timeZone }: StoredOutage,
): Promise<number> {
  const hours = (await hoursOfSources(tx, tenant, [source], from)).get(source) ?? [];
  const heard = hours.map((hour) => ({ at: hour.at, events: eventsOf(hour) }));
  return usualWithin(rhythmOf(heard, from, wallClock(timeZone)), from, noticedAt);
}
