import { setTimeout as pause } from 'node:timers/promises';
import { cohortViewNow } from '#db/cohort-view.ts';
import { announce } from '#db/redis/feed.ts';
import { ByteWriter } from '#engagement/screen/bytes.ts';
import type { CohortView } from '#engagement/screen/cohort-view.ts';
import type { Stand } from '../stand.ts';
import { oneEventEach, placesFrom } from './changes.ts';
import type { Lesson } from './lesson.ts';

/** Changes of a cohort announced as workers do, ten times a second, until it is stopped. */
export interface Telling {
  /** Bytes a second that the same cells alone would take, each as its distance from the one before and its count. */
  leastBytesPerSecond: () => number;
  stop: () => Promise<void>;
}

const everyMs = 100;
/** In front of a frame below 64 kB. */
const headBytes = 4;

export async function startTelling(
  { db, redis }: Stand,
  { tenant, cohort, topic }: Lesson,
  learnersPerSecond: number,
): Promise<Telling> {
  let view = await cohortViewNow(db, redis, tenant, cohort, Date.now());
  if (view === null) throw new Error('a cohort that was made is there');
  const each = Math.max(1, Math.round((learnersPerSecond * everyMs) / 1_000));
  const began = performance.now();
  let [isStopped, told, bytes] = [false, 0, 0];
  const telling = tell(view);
  // Whoever stops it hears of it.
  telling.catch(() => {});
  return {
    leastBytesPerSecond: () => (1_000 * bytes) / (performance.now() - began),
    async stop() {
      isStopped = true;
      await telling;
    },
  };

  async function tell(from: CohortView): Promise<void> {
    for (view = from; !isStopped; told += 1) {
      await pause(Math.max(0, began + told * everyMs - performance.now()));
      const places = placesFrom(told * each, each, view.rows.length);
      const made = oneEventEach(view, places, Date.now());
      view = made.view;
      bytes += headBytes + leastBytes(view, places);
      await announce(redis, tenant, topic, { of: 'cohort', rows: made.changes });
    }
  }
}

function leastBytes(view: CohortView, places: readonly number[]): number {
  const to = new ByteWriter();
  let before = -1;
  for (const place of places.toSorted((one, other) => one - other)) {
    to.count(place - before - 1);
    to.count(view.rows[place]?.cells.at(-1) ?? 0);
    before = place;
  }
  return to.done().length;
}
