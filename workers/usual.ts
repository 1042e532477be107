import { cohortsAt } from '#db/postgres/cohorts-at.ts';
import { type Database, asTenant } from '#db/postgres/connect.ts';
import { allTenants } from '#db/postgres/tenants.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import { takeUsual } from '#db/redis/usual.ts';
import { makeUsual } from '#db/usual.ts';

/** As old as what is said to be usual may be. */
const everyMs = 600_000;

/**
 * Works out what is usual in each cohort that goes on, one after the other; returns how many. Also in
 * one of which nothing is heard: that all are silent is just what has to be known. Workers share them,
 * and a cohort that one of them dies over is taken again ten minutes later.
 */
export async function keepUsuals(db: Database, redis: RedisClient, now: number): Promise<number> {
  let made = 0;
  for (const tenant of await allTenants(db)) {
    for (const cohort of await asTenant(db, tenant, (tx) => cohortsAt(tx, tenant, now))) {
      if (!(await takeUsual(redis, tenant, cohort.id, everyMs))) continue;
      await makeUsual(db, redis, tenant, cohort, now);
      made++;
    }
  }
  return made;
}
