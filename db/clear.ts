import type { RedisClient } from './redis/connect.ts';
import { type Database, asTenant } from './postgres/connect.ts';
import { allEnrolments } from './postgres/enrolments.ts';
import { removeTenant } from './postgres/tenants.ts';
import { dueMember } from './redis/due.ts';
import { dueKey, usualDueKey, usualKey, windowsKey } from './redis/keys.ts';
import { askShards } from './redis/pipelines.ts';
import { shardOf } from './redis/shards.ts';

/** Enrolments forgotten in one round trip. */
const enrolmentsAtOnce = 500;

/**
 * Removes a tenant from both stores. Redis first: its keys are found through PostgreSQL, so that a
 * clearing that was cut short can be repeated. Feeds and sets of seen ids go by themselves within
 * two days; nobody asks for them any more.
 */
export async function clearTenant(db: Database, redis: RedisClient, tenant: string): Promise<void> {
  const places = await asTenant(db, tenant, (tx) => allEnrolments(tx, tenant));
  const cohorts = [...new Set(places.map((place) => place.cohort))];
  const windows = await askShards(redis, cohorts, shardOf, (pipeline, cohort) =>
    pipeline.unlink(windowsKey(tenant, cohort), usualKey(tenant, cohort), usualDueKey(tenant, cohort)),
  );
  if (windows.failure) throw windows.failure;
  for (let start = 0; start < places.length; start += enrolmentsAtOnce) {
    const some = places.slice(start, start + enrolmentsAtOnce);
    const shardOfPlace = ({ cohort }: { cohort: string }) => shardOf(cohort);
    const dues = await askShards(redis, some, shardOfPlace, (pipeline, { enrolment, cohort }) =>
      pipeline.zrem(dueKey(shardOf(cohort)), dueMember({ tenant, cohort, enrolment })),
    );
    if (dues.failure) throw dues.failure;
  }
  await removeTenant(db, tenant);
}
