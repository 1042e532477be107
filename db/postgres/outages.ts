import { type SQL, and, eq, isNull, sql } from 'drizzle-orm';
import type { PartName } from '#engagement/scoring.ts';
import { type FedCohort, type Outage, partsHidden } from '#engagement/source.ts';
import { newId } from '../id.ts';
import { type TenantTransaction, addJob, rowsOf } from './connect.ts';
import { outages } from './schema.ts';
import { zoneOf } from './sources.ts';

/** Says that a source is down, unless that is said already, with the job that tells it. */
export async function openOutage(
  tx: TenantTransaction,
  tenant: string,
  source: string,
  startedAt: number,
  now: number,
): Promise<boolean> {
  const [stored] = await tx
    .insert(outages)
    .values({
      id: newId(),
      tenantId: tenant,
      sourceId: source,
      startedAt: new Date(startedAt),
      noticedAt: new Date(now),
    })
    .onConflictDoNothing()
    .returning({ id: outages.id });
  if (!stored) return false;
  await addJob(tx, 'tell_outage', { tenant, outage: stored.id }, `outage:${stored.id}:began`);
  return true;
}

/** Says that a source is back, with the job that tells it. */
export async function closeOutage(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  endedAt: number,
): Promise<boolean> {
  const [stored] = await tx
    .update(outages)
    .set({ endedAt: new Date(endedAt) })
    .where(and(eq(outages.tenantId, tenant), eq(outages.id, id), isNull(outages.endedAt)))
    .returning({ id: outages.id });
  if (!stored) return false;
  await addJob(tx, 'tell_outage', { tenant, outage: id }, `outage:${id}:ended`);
  return true;
}

/** An outage as it is stored. Times are in ms. */
export interface StoredOutage {
  id: string;
  source: string;
  name: string;
  from: number;
  noticedAt: number;
  to: number | null;
  /** Of those the source sends for. */
  timeZone: string;
}

/** Outages that lasted beyond `since` or still do, oldest first; those of some sources, or one alone, if asked. */
export function outagesSince(
  tx: TenantTransaction,
  tenant: string,
  { since, sources, only }: { since: number; sources?: string[]; only?: string },
): Promise<StoredOutage[]> {
  const where: SQL[] = [
    sql`o.tenant_id = ${tenant}`,
    sql`(o.ended_at is null or o.ended_at > ${new Date(since).toISOString()}::timestamptz)`,
  ];
  if (only !== undefined) where.push(sql`o.id = ${only}`);
  if (sources !== undefined) where.push(sources.length === 0 ? sql`false` : sql`o.source_id in ${sources}`);
  return rowsOf<StoredOutage>(
    tx,
    sql`select o.id, o.source_id as source, s.name, ${msOf(sql`o.started_at`)} as from,
          ${msOf(sql`o.noticed_at`)} as "noticedAt", ${msOf(sql`o.ended_at`)} as to,
          coalesce(${zoneOf(sql`s.id`)}, 'UTC') as "timeZone"
        from outages o join sources s on s.id = o.source_id
        where ${sql.join(where, sql` and `)} order by o.started_at, o.id`,
  );
}

/**
 * The outages of a time that hide something of these cohorts, oldest first. Asked for every batch of learners, so that it
 * costs one small question while there are none.
 */
export async function outagesOfCohorts(
  tx: TenantTransaction,
  tenant: string,
  cohorts: string[],
  since: number,
): Promise<Map<string, Outage[]>> {
  const found = cohorts.length === 0 ? [] : await outagesSince(tx, tenant, { since });
  const hidden = await hiddenBy(tx, tenant, found, cohorts);
  return new Map(
    Array.from(
      Map.groupBy(hidden, (one) => one.cohort),
      ([cohort, own]) => [
        cohort,
        own.map(({ outage: { source, name, from, to }, parts }) => ({ source, name, parts, from, to })),
      ],
    ),
  );
}

/** What an outage hides of a cohort. */
interface Hidden {
  outage: StoredOutage;
  cohort: string;
  parts: PartName[];
}

/** What outages hide, in their order; of all cohorts where none are named. */
export async function hiddenBy(
  tx: TenantTransaction,
  tenant: string,
  found: StoredOutage[],
  cohorts?: string[],
): Promise<Hidden[]> {
  if (found.length === 0) return [];
  const ids = found.map((outage) => outage.id);
  const feeds = Map.groupBy(await feedsBefore(tx, tenant, ids, cohorts), (feed) => feed.outage);
  return found.flatMap((outage) =>
    Array.from(
      Map.groupBy(feeds.get(outage.id) ?? [], (feed) => feed.cohort),
      ([cohort, own]) => ({ outage, cohort, parts: partsHidden(outage.source, own) }),
    ).filter(({ parts }) => parts.length > 0),
  );
}

/**
 * What each source fed the cohorts of outages with, in the two weeks before them: each is looked up by its key, since
 * whoever plans the whole at once reads all hours of the tenant for every outage.
 */
function feedsBefore(
  tx: TenantTransaction,
  tenant: string,
  ids: string[],
  cohorts?: string[],
): Promise<(FedCohort & { outage: string; cohort: string })[]> {
  const among = cohorts === undefined ? sql`true` : sql`own.cohort_id in ${cohorts}`;
  return rowsOf(
    tx,
    sql`select o.id as outage, own.cohort_id as cohort, feeder.source_id as source, fed.weeks, fed."lastWeek",
          exists (select from outages p where p.tenant_id = ${tenant} and p.source_id = feeder.source_id
            and (o.ended_at is null or p.started_at < o.ended_at)
            and (p.ended_at is null or p.ended_at > o.started_at)) as "isOut"
        from outages o
        join source_cohorts own on own.source_id = o.source_id
        join cohorts c on c.id = own.cohort_id and (c.ends_at is null or c.ends_at > o.started_at)
        join source_cohorts feeder on feeder.cohort_id = own.cohort_id
        cross join lateral (
          select ${sums(sql`true`)} as weeks, ${sums(sql`h.hour > o.started_at - interval '7 days'`)} as "lastWeek"
          from source_hours h where h.tenant_id = ${tenant} and h.source_id = feeder.source_id
            and h.cohort_id = own.cohort_id
            and h.hour > o.started_at - interval '14 days' and h.hour <= o.started_at
          offset 0
        ) as fed
        where o.tenant_id = ${tenant} and o.id in ${ids} and ${among}`,
  );
}

function sums(when: SQL): SQL {
  const sum = (column: SQL) => sql`coalesce(sum(${column}) filter (where ${when}), 0)`;
  return sql`json_build_object('attendance', ${sum(sql`h.attendance`)}, 'lms', ${sum(sql`h.lms`)},
    'sentiment', ${sum(sql`h.texts`)})`;
}

function msOf(time: SQL): SQL {
  return sql`round(extract(epoch from ${time}) * 1000)::float8`;
}
