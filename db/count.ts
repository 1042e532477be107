import type { LearnerEvent } from '#engagement/event.ts';
import { markOf } from '#engagement/mark.ts';
import { count, openWindow, packWindow } from '#engagement/window.ts';
import { dayMs } from './postgres/partitions.ts';
import type { RedisClient } from './redis/connect.ts';
import { rememberSeen, writeWindows } from './redis/windows.ts';

/** What one enrolment did, each event received when it happened. */
export interface Past {
  enrolment: string;
  /** In order of time, and with the sentiment of their texts. */
  events: readonly LearnerEvent[];
}

/**
 * Puts into Redis what a rebuild would find for enrolments whose history somebody has at hand: windows
 * and the ids seen lately. Nobody becomes due by it.
 */
export async function countPasts(
  redis: RedisClient,
  { tenant, cohort, source, timeZone }: { tenant: string; cohort: string; source: string; timeZone: string },
  pasts: readonly Past[],
  now: number,
): Promise<void> {
  // The atomic step asks the sets of today and of yesterday.
  const today = Math.floor(now / dayMs);
  const lately = new Map<number, string[]>([today - 1, today].map((day) => [day, []]));
  const windows = pasts.map(({ enrolment, events }) => {
    const window = openWindow();
    for (const event of events) {
      count(window, markOf(event, timeZone));
      lately.get(Math.floor(event.at / dayMs))?.push(event.id);
    }
    return { enrolment, packed: packWindow(window) };
  });
  await writeWindows(redis, tenant, cohort, windows);
  for (const [day, ids] of lately) {
    for (let start = 0; start < ids.length; start += idsAtOnce)
      await rememberSeen(redis, { tenant, source, cohort, day }, ids.slice(start, start + idsAtOnce));
  }
}

const idsAtOnce = 5_000;
