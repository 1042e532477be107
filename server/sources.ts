import { createRoute, z } from '@hono/zod-openapi';
import { asTenant } from '#db/postgres/connect.ts';
import { type StoredOutage, outagesSince } from '#db/postgres/outages.ts';
import { hoursOfSources } from '#db/postgres/source-hours.ts';
import { type ListedSource, sourcesByName } from '#db/postgres/sources.ts';
import { lastHeard } from '#db/redis/heard.ts';
import { rhythmOf, usualAt, usualRangeAt } from '#engagement/rhythm.ts';
import { partNames } from '#engagement/scoring.ts';
import {
  type SourceHour,
  type SourceSummary,
  eventsOf,
  lastEventOf,
  sourceState,
  sourceStates,
} from '#engagement/source.ts';
import { wallClock } from '#engagement/wall-clock.ts';
import { answers, listOf, newApi, pageQuery } from './api.ts';
import { identified, requireStaff } from './identity.ts';
import type { Stores } from './stores.ts';

const hourMs = 3_600_000;
const hoursShown = 48;
const outagesShownMs = 30 * 24 * hourMs;

const sourceShape = z
  .object({
    id: z.string(),
    name: z.string(),
    cohorts: z.array(z.object({ id: z.string(), name: z.string() })),
    parts: z.array(z.enum(partNames)).describe('the parts of a score that it feeds'),
    state: z.enum(sourceStates).describe('silent is a silence that its own rhythm allows'),
    lastEventAt: z.string().nullable(),
    downSince: z.string().nullable(),
    eventsLastHour: z.number(),
    usualPerHour: z.number().describe('in an hour of the week like this one'),
    hours: z
      .object({
        from: z.string(),
        events: z.array(z.number()),
        usual: z.array(z.object({ low: z.number(), high: z.number() }).nullable()),
      })
      .describe(
        'hour by hour up to the running one; usual is what came in the same hour of the weeks before',
      ),
    outages: z
      .array(z.object({ startedAt: z.string(), endedAt: z.string().nullable() }))
      .describe('of the last thirty days, newest first'),
  })
  .openapi('Source') satisfies z.ZodType<SourceSummary>;

export function sourceRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));

  return api.openapi(
    createRoute({
      method: 'get',
      path: '/',
      summary: 'Sources by name: whether they are heard, what they feed, when they were down',
      request: { query: z.object(pageQuery) },
      responses: answers('A page of sources', listOf(sourceShape)),
    }),
    async (c) => {
      const caller = c.get('caller');
      requireStaff(caller);
      const tenant = caller.tenant.id;
      const { cursor, limit } = c.req.valid('query');
      const now = Date.now();
      const heard = await lastHeard(stores.redis, tenant);
      const page = await asTenant(stores.db, tenant, async (tx) => {
        const listed = await sourcesByName(tx, tenant, { now, after: cursor, size: limit });
        const sources = listed.items.map((source) => source.id);
        const hours = await hoursOfSources(tx, tenant, sources, now);
        const outages = await outagesSince(tx, tenant, { since: now - outagesShownMs, sources });
        const items = listed.items.map((source) =>
          summaryOf(
            source,
            hours.get(source.id) ?? [],
            heard.get(source.id) ?? null,
            outages.filter((outage) => outage.source === source.id),
            now,
          ),
        );
        return { items, next: listed.next };
      });
      return c.json(page, 200);
    },
  );
}

function summaryOf(
  { id, name, cohorts, timeZone, outage }: ListedSource,
  hours: SourceHour[],
  noted: number | null,
  outages: StoredOutage[],
  now: number,
): SourceSummary {
  const last = lastEventOf(hours, noted, now);
  const heard = hours.map((hour) => ({ at: hour.at, events: eventsOf(hour) }));
  const rhythm = rhythmOf(heard, last ?? now, wallClock(timeZone ?? 'UTC'));
  const events = new Map(heard.map((hour) => [hour.at, hour.events]));
  const running = Math.floor(now / hourMs) * hourMs;
  const shown = Array.from({ length: hoursShown }, (_, index) => running - (hoursShown - 1 - index) * hourMs);
  // The running hour, and of the one before as much as makes the two of them one.
  const share = 1 - (now - running) / hourMs;
  const lastHour = (events.get(running) ?? 0) + share * (events.get(running - hourMs) ?? 0);
  return {
    id,
    name,
    cohorts,
    parts: partNames.filter((part) => hours.some((hour) => hour[part] > 0)),
    state: sourceState(last, outage !== null, now),
    lastEventAt: timeOf(last),
    downSince: timeOf(outage?.from ?? null),
    eventsLastHour: Math.round(lastHour),
    usualPerHour: Math.round(usualAt(rhythm, now)),
    hours: {
      from: new Date(running - (hoursShown - 1) * hourMs).toISOString(),
      events: shown.map((at) => events.get(at) ?? 0),
      usual: shown.map((at) => usualRangeAt(rhythm, at)),
    },
    outages: outages
      .toReversed()
      .map(({ from, to }) => ({ startedAt: new Date(from).toISOString(), endedAt: timeOf(to) })),
  };
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
