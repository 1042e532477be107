import { takeCounted, listenForCounted } from '#db/redis/counted.ts';
import type { Listener, RedisClient } from '#db/redis/connect.ts';
import type { DueEnrolment } from '#db/redis/due.ts';
import { announce } from '#db/redis/feed.ts';
import { readWindows } from '#db/redis/windows.ts';
import { cohortTime } from '#engagement/cohort.ts';
import type { Counted } from '#engagement/screen/cohort-change.ts';
import { newestCellsOf } from '#engagement/screen/rings.ts';
import { readWindow } from '#engagement/window.ts';
import { pause } from './loop.ts';
import type { KnownRules, Rules } from './rules.ts';

/** Of one shard at a time: what is more waits for the next round. */
const mostOfShard = 2_000;
/** Frames leave ten times a second; told twice as often, nothing waits for the frame after the next. */
const everyMs = 50;

/** Shards in which somebody was counted whom others watch. */
export interface CountedShards {
  /** Those heard of since; not more often than frames are worth it. */
  next: () => Promise<number[]>;
  onWake: (wake: () => void) => void;
}

export async function watchCountedShards(listener: Listener): Promise<CountedShards> {
  const heard = new Set<number>();
  let wakeUp = () => {};
  let tookAt = -Infinity;
  await listenForCounted(listener, (shard) => {
    heard.add(shard);
    wakeUp();
  });
  return {
    async next() {
      const waitMs = tookAt + everyMs - performance.now();
      if (heard.size > 0 && waitMs > 0) await pause(waitMs, []);
      const shards = [...heard];
      heard.clear();
      if (shards.length > 0) tookAt = performance.now();
      return shards;
    },
    onWake(wake) {
      wakeUp = wake;
    },
  };
}

/**
 * Tells open screens what was counted, before anything is made of it: rules and storing take their time, and cells need neither.
 * Returns of how many learners it told.
 */
export async function tellCounts(redis: RedisClient, rules: Rules, shards: number[]): Promise<number> {
  const counted = await takeCounted(redis, shards, mostOfShard);
  const now = Date.now();
  for (const [tenant, own] of Map.groupBy(counted, (one) => one.tenant)) {
    const byCohort = Map.groupBy(own, (one) => one.cohort);
    const known = await rules.of(tenant, [...byCohort.keys()], now);
    await Promise.all(
      Array.from(byCohort, async ([cohort, learners]) => {
        const its = known.get(cohort);
        if (its) await tellCohort(redis, { tenant, cohort, learners }, its, now);
      }),
    );
  }
  return counted.length;
}

async function tellCohort(
  redis: RedisClient,
  {
    tenant,
    cohort,
    learners,
  }: { tenant: string; cohort: string; learners: (DueEnrolment & { since: number })[] },
  { endsAt, timeZone }: KnownRules,
  now: number,
): Promise<void> {
  const at = cohortTime(endsAt, now);
  const enrolments = learners.map((one) => one.enrolment);
  const windows = await readWindows(redis, tenant, cohort, enrolments);
  const counted = learners.map(({ enrolment, since }, index): Counted => {
    const window = readWindow(windows[index] ?? null, at, timeZone);
    const { lastEventAt } = window;
    const lastSeenAt = lastEventAt === null ? null : new Date(lastEventAt).toISOString();
    return { enrolment, lastSeenAt, ...newestCellsOf(window, at), acceptedAt: since };
  });
  await announce(redis, tenant, `cohort/${cohort}`, { of: 'cohort', rows: [], counted });
}
