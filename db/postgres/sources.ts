import { type SQL, and, eq, sql } from 'drizzle-orm';
import { newId } from '../id.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';
import { ownSourceOf } from './own-source.ts';
import { type Cursor, type Page, pageOf } from './page.ts';
import { cohorts, sourceCohorts, sources } from './schema.ts';

/** A system that sends events, with the cohorts it may count for. */
export interface Source {
  id: string;
  tenant: string;
  eventsPerSecond: number;
  learnerEventsPerMinute: number;
  /** Where unknown learners are enrolled; null refuses them. */
  homeCohort: string | null;
  cohorts: { id: string; course: string | null; timeZone: string }[];
}

export async function createSource(
  tx: TenantTransaction,
  tenant: string,
  source: {
    name: string;
    cohorts: string[];
    homeCohort: string | null;
    eventsPerSecond: number;
    learnerEventsPerMinute?: number | undefined;
  },
): Promise<string> {
  const id = newId();
  await tx.insert(sources).values({
    id,
    tenantId: tenant,
    name: source.name,
    homeCohortId: source.homeCohort,
    eventsPerSecond: source.eventsPerSecond,
    learnerEventsPerMinute: source.learnerEventsPerMinute,
  });
  if (source.cohorts.length > 0)
    await tx
      .insert(sourceCohorts)
      .values(source.cohorts.map((cohortId) => ({ tenantId: tenant, sourceId: id, cohortId })));
  return id;
}

export async function sourceById(tx: TenantTransaction, tenant: string, id: string): Promise<Source | null> {
  const [source] = await tx
    .select()
    .from(sources)
    .where(and(eq(sources.tenantId, tenant), eq(sources.id, id)));
  if (!source) return null;
  const rows = await tx
    .select({ id: cohorts.id, course: cohorts.course, timeZone: cohorts.timeZone })
    .from(sourceCohorts)
    .innerJoin(cohorts, eq(cohorts.id, sourceCohorts.cohortId))
    .where(and(eq(sourceCohorts.tenantId, tenant), eq(sourceCohorts.sourceId, id)));
  return {
    id,
    tenant,
    eventsPerSecond: source.eventsPerSecond,
    learnerEventsPerMinute: source.learnerEventsPerMinute,
    homeCohort: source.homeCohortId,
    cohorts: rows,
  };
}

/** A source by its name; of several with one name the oldest. */
export async function sourceNamed(
  tx: TenantTransaction,
  tenant: string,
  name: string,
): Promise<Source | null> {
  const [found] = await tx
    .select({ id: sources.id })
    .from(sources)
    .where(and(eq(sources.tenantId, tenant), eq(sources.name, name)))
    .orderBy(sources.id)
    .limit(1);
  return found ? sourceById(tx, tenant, found.id) : null;
}

/** A source as whoever watches it needs to know it. */
export interface WatchedSource {
  id: string;
  /** Of most of its cohorts that go on; null when all have ended, so that nothing is expected of it. */
  timeZone: string | null;
  /** While it is down; `from` in ms. */
  outage: { id: string; from: number } | null;
}

export async function watchedSources(
  tx: TenantTransaction,
  tenant: string,
  now: number,
): Promise<WatchedSource[]> {
  return rowsOf<WatchedSource>(
    tx,
    sql`select s.id, ${watched(now)} from sources s ${openOutage} where s.tenant_id = ${tenant} order by s.id`,
  );
}

/** A source in a list. */
export interface ListedSource extends WatchedSource {
  name: string;
  cohorts: { id: string; name: string }[];
}

/** Sources by name, with their cohorts; not what comes from our own pages, which nobody set up. */
export async function sourcesByName(
  tx: TenantTransaction,
  tenant: string,
  { now, after, size }: { now: number; after?: Cursor | undefined; size: number },
): Promise<Page<ListedSource>> {
  const where = [sql`s.tenant_id = ${tenant}`, sql`s.id <> ${ownSourceOf(tenant)}`];
  if (after) where.push(sql`(s.name, s.id) > (${String(after[0])}::text, ${after[1]}::text)`);
  const rows = await rowsOf<ListedSource>(
    tx,
    sql`select s.id, s.name, ${watched(now)},
          coalesce((select json_agg(json_build_object('id', c.id, 'name', c.name) order by c.name, c.id)
            from source_cohorts k join cohorts c on c.id = k.cohort_id where k.source_id = s.id), '[]') as cohorts
        from sources s ${openOutage}
        where ${sql.join(where, sql` and `)} order by s.name, s.id limit ${size + 1}`,
  );
  return pageOf(rows, size, (row) => [row.name, row.id]);
}

function watched(now: number): SQL {
  return sql`${zoneOf(sql`s.id`, now)} as "timeZone", case when o.id is not null then
    json_build_object('id', o.id, 'from', round(extract(epoch from o.started_at) * 1000)) end as outage`;
}

const openOutage = sql`left join outages o on o.source_id = s.id and o.ended_at is null`;

/** The time zone of most cohorts of a source, in SQL; of those that go on at a moment, if one is named. */
export function zoneOf(source: SQL, now?: number): SQL {
  const goesOn =
    now === undefined
      ? sql`true`
      : sql`(zoned.ends_at is null or zoned.ends_at > ${new Date(now).toISOString()}::timestamptz)`;
  return sql`(select zoned.time_zone from source_cohorts z join cohorts zoned on zoned.id = z.cohort_id
    where z.source_id = ${source} and ${goesOn} group by 1 order by count(*) desc, 1 limit 1)`;
}
