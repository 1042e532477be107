import { allTenants } from '#db/postgres/tenants.ts';
import { openPostgres } from '#db/postgres/connect.ts';
import { rebuildTenant } from '#db/rebuild.ts';
import { openRedis, untilReady } from '#db/redis/connect.ts';
import { readSettings, storeSettings } from '#db/settings.ts';
import { storesFromHere } from './environment.ts';

/** `npm run rebuild`: makes every window in Redis anew from PostgreSQL. Stop the server first: what it takes meanwhile would be counted twice or not at all. */
const { DATABASE_URL, REDIS_URL } = readSettings(storeSettings, await storesFromHere());
const postgres = await openPostgres(DATABASE_URL);
const redis = openRedis(REDIS_URL);
await untilReady(redis, 5_000);

const began = performance.now();
let enrolments = 0;
let events = 0;
for (const tenant of await allTenants(postgres.db)) {
  const done = await rebuildTenant(postgres.db, redis, tenant, Date.now());
  enrolments += done.enrolments;
  events += done.events;
  process.stderr.write(`\r${enrolments} enrolments, ${events} events`);
}
const seconds = (performance.now() - began) / 1000;
process.stderr.write('\n');
console.log(`Rebuilt ${enrolments} windows from ${events} events in ${seconds.toFixed(1)} s.`);
redis.disconnect();
await postgres.close();
