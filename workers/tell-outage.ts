import { asTenant, type Database } from '#db/postgres/connect.ts';
import { enrolmentsOf } from '#db/postgres/enrolments.ts';
import { hiddenBy, outagesSince } from '#db/postgres/outages.ts';
import { outageNews } from '#db/postgres/outage-news.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import { markDue } from '#db/redis/due.ts';
import { announce } from '#db/redis/feed.ts';
import { rescoredAfterMs } from '#engagement/scoring.ts';

/** A school of a hundred thousand is looked at over a minute and a half rather than at once. */
const dueAtOnce = 1_000;
const dueEveryMs = 1_000;

interface About {
  tenant: string;
  outage: string;
}

/**
 * Tells open pages that a source is down, or back, and has everybody of whom it says something looked at `later`, when
 * no worker goes by what it knew before. Whoever is due until then anyway is looked at too early, and once more.
 */
export async function tellOutage(
  db: Database,
  redis: RedisClient,
  { tenant, outage }: About,
  later: (runAt: Date) => Promise<unknown>,
): Promise<void> {
  const news = await asTenant(db, tenant, (tx) => outageNews(tx, tenant, { only: outage }));
  if (news.length === 0) return;
  await announce(redis, tenant, 'sources', { of: 'sources', outages: news });
  await later(new Date(Date.now() + rescoredAfterMs));
}

export async function lookAfterOutage(
  db: Database,
  redis: RedisClient,
  { tenant, outage }: About,
  now: number,
): Promise<void> {
  const enrolments = await asTenant(db, tenant, async (tx) => {
    const hidden = await hiddenBy(tx, tenant, await outagesSince(tx, tenant, { since: 0, only: outage }));
    const cohorts = hidden.map(({ cohort }) => cohort);
    return enrolmentsOf(tx, tenant, cohorts);
  });
  for (let start = 0; start < enrolments.length; start += dueAtOnce) {
    const some = enrolments.slice(start, start + dueAtOnce);
    const due = some.map((place) => ({ tenant, ...place }));
    await markDue(redis, due, now + (start / dueAtOnce) * dueEveryMs);
  }
}
