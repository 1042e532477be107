import type { RedisClient } from '#db/redis/connect.ts';
import { readWindows } from '#db/redis/windows.ts';
import { isCounted, markOf } from '#engagement/mark.ts';
import { type OpenWindow, count, openWindow, packWindow } from '#engagement/window.ts';
import type { Crowd } from './crowd.ts';
import type { Promised } from './ledger.ts';

/** The windows of a crowd as Redis holds them, by enrolment: the one place of the faults that knows how they are read. */
export async function windowsOf(redis: RedisClient, crowd: Crowd): Promise<Map<string, Uint8Array | null>> {
  const places = crowd.learners.flatMap((learner) => learner.places);
  const windows = new Map<string, Uint8Array | null>();
  for (const [cohort, theirs] of Map.groupBy(places, (place) => place.cohort)) {
    const enrolments = theirs.map((place) => place.enrolment);
    const found = await readWindows(redis, crowd.tenant, cohort, enrolments);
    for (const [index, enrolment] of enrolments.entries()) windows.set(enrolment, found[index] ?? null);
  }
  return windows;
}

/** The same windows counted from scratch out of what was promised, whatever the order it came in. */
export function windowsFrom(
  promised: Iterable<Promised>,
  crowd: Crowd,
  now: number,
): Map<string, Uint8Array | null> {
  const open = new Map<string, OpenWindow>();
  for (const { places } of crowd.learners)
    for (const { enrolment } of places) open.set(enrolment, openWindow());
  for (const { learner, at } of promised) {
    // A sender in doubt about the limit stays away from it, so that now is as good as the moment it arrived.
    if (!isCounted({ at }, now)) continue;
    for (const { enrolment } of learner.places) {
      const window = open.get(enrolment);
      if (window) count(window, markOf({ type: 'content_view', at }, 'UTC'));
    }
  }
  return new Map(Array.from(open, ([enrolment, window]) => [enrolment, packWindow(window)]));
}
