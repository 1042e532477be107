import { allTenants } from '#db/postgres/tenants.ts';
import { openPostgres } from '#db/postgres/connect.ts';
import { rebuildTenant, removeStrayWindows } from '#db/rebuild.ts';
import { openRedis, untilReady } from '#db/redis/connect.ts';
import { logLengths } from '#db/redis/log.ts';
import { BadSetting, readSettings, storeSettings } from '#db/settings.ts';
import { archiveLog } from '#workers/archive.ts';
import { storesFromHere } from './environment.ts';

/**
 * `npm run rebuild`: makes everything in Redis anew from PostgreSQL. Stop the server and the workers
 * first: what is taken meanwhile would be counted twice or not at all.
 */
const { DATABASE_URL, REDIS_URL } = readSettings(storeSettings, await storesFromHere());
const postgres = await openPostgres(DATABASE_URL);
const redis = openRedis(REDIS_URL);
await untilReady(redis, 5_000);
const { db } = postgres;

const began = performance.now();
// The log is the one thing in Redis that PostgreSQL may not have yet.
while ((await logLengths(redis)).size > 0) {
  const archived = await archiveLog(db, redis);
  if (archived === 0) throw new BadSetting('Another process is archiving the log: stop the workers first.');
  console.log(`Archived ${archived} events of the log.`);
}

let enrolments = 0;
let events = 0;
for (const tenant of await allTenants(db)) {
  const done = await rebuildTenant(db, redis, tenant, Date.now());
  enrolments += done.enrolments;
  events += done.events;
  process.stderr.write(`\r${enrolments} enrolments, ${events} events`);
}
await removeStrayWindows(db, redis);
const seconds = (performance.now() - began) / 1000;
process.stderr.write('\n');
console.log(`Rebuilt ${enrolments} windows from ${events} events in ${seconds.toFixed(1)} s.`);
redis.disconnect();
await postgres.close();
