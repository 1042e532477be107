import { and, eq } from 'drizzle-orm';
import { newId } from '../id.ts';
import type { TenantTransaction } from './connect.ts';
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
