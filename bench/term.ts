import { asTenant } from '#db/postgres/connect.ts';
import { allEnrolments } from '#db/postgres/enrolments.ts';
import type { DueEnrolment } from '#db/redis/due.ts';
import { writeWindows } from '#db/redis/windows.ts';
import { markOf } from '#engagement/mark.ts';
import { withSentiment } from '#engagement/sentiment.ts';
import { count, openWindow, packWindow } from '#engagement/window.ts';
import { northfieldLearners } from '#seed/northfield.ts';
import { simulate } from '#seed/simulate.ts';
import type { School } from './school.ts';
import type { Stand } from './stand.ts';

const dayMs = 86_400_000;
const termMs = 84 * dayMs;
const windowsAtOnce = 2_000;

/** Gives every learner of a school twelve weeks behind them, as lively as the learners of the demo; says who they are. */
export async function writeTerm({ db, redis }: Stand, { tenant }: School): Promise<DueEnrolment[]> {
  const windows = termWindows();
  const places = await asTenant(db, tenant, (tx) => allEnrolments(tx, tenant));
  for (const [cohort, own] of Map.groupBy(places, (place) => place.cohort)) {
    for (let start = 0; start < own.length; start += windowsAtOnce) {
      const some = own.slice(start, start + windowsAtOnce);
      const written = some.map(({ enrolment }, index) => ({
        enrolment,
        packed: windows[(start + index) % windows.length] ?? null,
      }));
      await writeWindows(redis, tenant, cohort, written);
    }
  }
  return places.map((place) => ({ tenant, ...place }));
}

function termWindows(): (Uint8Array | null)[] {
  // Up to midnight: what is measured next are mostly first events of a day, which cost most.
  const to = Math.floor(Date.now() / dayMs) * dayMs;
  const events = simulate({ learners: northfieldLearners, seed: 7, from: to - termMs, to, timeZone: 'UTC' });
  const byLearner = Map.groupBy(events, (event) => event.learner);
  return [...byLearner.values()].map((own) => {
    const window = openWindow();
    for (const event of own) count(window, markOf(withSentiment(event), 'UTC'));
    return packWindow(window);
  });
}
