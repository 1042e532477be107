import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { createKey } from '#db/postgres/accounts.ts';
import { asTenant, rowsOf } from '#db/postgres/connect.ts';
import { outagesOfCohorts } from '#db/postgres/outages.ts';
import { createSource } from '#db/postgres/sources.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import type { Outage } from '#engagement/source.ts';
import { writeRhythm } from '#test/rhythm.ts';
import { sessionCookieOf } from '#test/session-cookie.ts';
import { watchSources } from '#workers/watch-sources.ts';
import { type Crowd, cohortsOf, gather } from './crowd.ts';
import type { Fault } from './fault.ts';
import { type Promised, keepSending } from './ledger.ts';
import { openOutageScreen } from './outage-screen.ts';
import { judge, withRedis } from './verdict.ts';
import type { World } from './world.ts';

const rounds = { short: 1, long: 10 };
const minuteMs = 60_000;
/** Twenty missed events are twelve minutes of it. */
const perHour = 100;
const silentMs = 12.5 * minuteMs;
const seenWithinMs = 20_000;
const settledMs = 1_000;

/**
 * Of two sources one stops. That it is silent takes minutes, for which nobody waits: its rhythm is written down where the
 * archive would have counted it, and the watch looks by a clock that is ahead.
 */
export const feedCut: Fault = {
  name: 'feed-cut',
  what: 'one of two sources is cut off, and comes back',
  run: (world, size) =>
    withRedis(world, async (redis) => {
      const crowd = await gather(world, { learners: 40 });
      const [cut, steady] = [
        { ...crowd, learners: crowd.learners.slice(0, 30) },
        await anotherSource(world, crowd),
      ];
      await rememberRhythm(world, crowd);
      const screen = await openOutageScreen(world.url, await sessionCookieOf(world.accounts, crowd.by));
      const promised = new Map<string, Promised>();
      const note = (acknowledged: Map<string, Promised>) => {
        for (const [id, one] of acknowledged) promised.set(id, one);
      };
      const other = keepSending({ ...world, crowd: steady, eventsPerSecond: 40, batch: 10, senders: 1 });
      let worstMs = 0;
      for (let round = 0; round < rounds[size]; round++) {
        const before = keepSending({ ...world, crowd: cut, eventsPerSecond: 200, batch: 20, senders: 1 });
        await before.until(100);
        await before.stop();
        // Until what they did last has been looked at: what comes then, comes of the outage.
        await pause(settledMs);
        const stoppedAt = Date.now();
        const down = await watchedUntil(world, redis, crowd, silentMs, (outage) => outage.to === null);
        assert.deepEqual(
          [...down.keys()].toSorted(),
          cohortsOf(crowd).toSorted(),
          'all its cohorts hear of it',
        );
        const told = await screen.until((outage) => outage.endedAt === null);
        assert.deepEqual([told.source, told.usualPerHour], [crowd.source, perHour]);
        await untilLookedAt(world, cut, stoppedAt);

        const backAt = performance.now();
        const again = keepSending({ ...world, crowd: cut, eventsPerSecond: 200, batch: 20, senders: 1 });
        await again.until(100);
        await watchedUntil(world, redis, crowd, 0, (outage) => outage.to !== null);
        await screen.until((outage) => outage.id === told.id && outage.endedAt !== null);
        worstMs = Math.max(worstMs, performance.now() - backAt);
        await again.stop();
        note(before.acknowledged);
        note(again.acknowledged);
      }
      await other.stop();
      note(other.acknowledged);
      screen.close();
      return {
        ...(await judge(world, crowd, promised)),
        recoverS: worstMs / 1_000,
        figures: { outages: rounds[size] },
      };
    }),
};

/** A second source of the same tenant, which goes on, for learners of whom the first says nothing. */
async function anotherSource({ db, accounts }: World, crowd: Crowd): Promise<Crowd> {
  const { tenant, by } = crowd;
  const source = await asTenant(db, tenant, (tx) =>
    createSource(tx, tenant, {
      name: 'Register',
      cohorts: cohortsOf(crowd),
      homeCohort: null,
      eventsPerSecond: 1_000_000,
      learnerEventsPerMinute: 1_000_000,
    }),
  );
  const scopes: Parameters<typeof createKey>[1]['scopes'] = { events: ['write'] };
  const sourceKey = await createKey(accounts, { tenant, by, name: 'Register', scopes, source });
  return { ...crowd, source, sourceKey, learners: crowd.learners.slice(30) };
}

async function rememberRhythm({ db }: World, crowd: Crowd): Promise<void> {
  const { tenant, source } = crowd;
  const cohorts = cohortsOf(crowd);
  // Up to the hour before this one, of which the archive counts what really comes.
  const until = Date.now() - 60 * minuteMs;
  for (const cohort of cohorts) {
    const lms = perHour / cohorts.length;
    await writeRhythm(db, { tenant, source, cohort, perHour: { lms }, until });
  }
}

/** Watches, by a clock that is ahead, until the newest outage of each cohort is as expected. */
async function watchedUntil(
  { db }: World,
  redis: RedisClient,
  crowd: Crowd,
  aheadMs: number,
  isExpected: (outage: Outage) => boolean,
): Promise<Map<string, Outage[]>> {
  const deadline = performance.now() + seenWithinMs;
  for (;;) {
    await watchSources(db, redis, Date.now() + aheadMs);
    const found = await asTenant(db, crowd.tenant, (tx) =>
      outagesOfCohorts(tx, crowd.tenant, cohortsOf(crowd), 0),
    );
    const newest = [...found.values()].map((outages) => outages.at(-1));
    assert.ok(
      newest.every((outage) => outage?.source === crowd.source),
      'who goes on sending is not down',
    );
    if (newest.length > 0 && newest.every((outage) => outage !== undefined && isExpected(outage)))
      return found;
    assert.ok(performance.now() < deadline, 'the watch sees that a source stopped, or that it is back');
    await pause(100);
  }
}

/** Nothing happens to learners of a source that is down: they are looked at since it is. */
async function untilLookedAt({ db }: World, { tenant, learners }: Crowd, since: number): Promise<void> {
  const deadline = performance.now() + seenWithinMs;
  const enrolments = learners.flatMap(({ places }) => places.map((place) => place.enrolment));
  for (;;) {
    const [row] = await asTenant(db, tenant, (tx) =>
      rowsOf<{ seen: number }>(
        tx,
        sql`select count(*)::int as seen from assessments where enrolment_id in ${enrolments}
            and assessed_at > ${new Date(since).toISOString()}::timestamptz`,
      ),
    );
    if (row?.seen === enrolments.length) return;
    assert.ok(performance.now() < deadline, 'learners of a source that is down are looked at');
    await pause(50);
  }
}
