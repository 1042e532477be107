import type { Redis } from 'ioredis';
import { type Database, asTenant } from './postgres/connect.ts';
import { allEnrolments } from './postgres/enrolments.ts';
import { removeTenant } from './postgres/tenants.ts';
import { dueMember } from './redis/due.ts';
import { dueKey, windowKey } from './redis/keys.ts';
import { shardOf } from './redis/shards.ts';

/** Enrolments forgotten in one round trip. */
const enrolmentsAtOnce = 500;

/**
 * Removes a tenant from both stores. Redis first: its keys are found through PostgreSQL, so that a
 * clearing that was cut short can be repeated. Feeds and sets of seen ids go by themselves within
 * two days; nobody asks for them any more.
 */
export async function clearTenant(db: Database, redis: Redis, tenant: string): Promise<void> {
  const places = await asTenant(db, tenant, (tx) => allEnrolments(tx, tenant));
  for (let start = 0; start < places.length; start += enrolmentsAtOnce) {
    const pipeline = redis.pipeline();
    for (const { enrolment, cohort } of places.slice(start, start + enrolmentsAtOnce)) {
      const shard = shardOf(cohort);
      pipeline.del(windowKey(shard, tenant, enrolment));
      pipeline.zrem(dueKey(shard), dueMember({ tenant, cohort, enrolment }));
    }
    for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
  }
  await removeTenant(db, tenant);
}
