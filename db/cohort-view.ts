import { cohortTime, endOf } from '#engagement/cohort.ts';
import { applyCohort } from '#engagement/screen/cohort-change.ts';
import { type CohortView, type LiveRow, emptyRings, inOrder } from '#engagement/screen/cohort-view.ts';
import { rebuilt } from '#engagement/screen/recording.ts';
import { ringsOf } from '#engagement/screen/rings.ts';
import { type Told, thinned, toldOf, withTold } from '#engagement/screen/told.ts';
import { readWindow } from '#engagement/window.ts';
import { cohortById, learnerRows } from './postgres/cohorts.ts';
import { type Database, asTenant } from './postgres/connect.ts';
import { recordingsUntil } from './postgres/recordings.ts';
import { toldBefore } from './postgres/told-before.ts';
import { changesSince } from './redis/feed.ts';
import type { RedisClient } from './redis/connect.ts';
import { readWindows } from './redis/windows.ts';

/** A screen shows one cohort whole. */
const rowsMax = 10_000;

/** A cohort as its screen shows it at this moment, or null when there is no such cohort. */
export async function cohortViewNow(
  db: Database,
  redis: RedisClient,
  tenant: string,
  cohort: string,
  now: number,
): Promise<CohortView | null> {
  const found = await asTenant(db, tenant, async (tx) => {
    const head = await cohortById(tx, tenant, cohort);
    return head && { head, rows: (await learnerRows(tx, tenant, { cohort, size: rowsMax })).items };
  });
  if (!found) return null;
  const { head, rows } = found;
  const at = cohortTime(endOf(head), now);
  const minute = Math.floor(at / 60_000);
  const [windows, told] = await Promise.all([
    readWindows(
      redis,
      tenant,
      cohort,
      rows.map((row) => row.enrolment),
    ),
    toldUntil(db, redis, tenant, cohort, minute),
  ]);
  return {
    of: 'cohort',
    cohort: head,
    minute,
    rows: inOrder(
      rows.map((row, index): LiveRow => {
        const rings = ringsOf(readWindow(windows[index] ?? null, at, head.timeZone));
        return {
          ...row,
          ...rings,
          told: thinned(toldWith(told.get(row.enrolment), row, at), minute, head.timeZone),
        };
      }),
    ),
  };
}

/**
 * What was told of each learner up to now: as it was recorded last, and as announced since. Without a recording, what is known of
 * their risk and weeks.
 */
async function toldUntil(
  db: Database,
  redis: RedisClient,
  tenant: string,
  cohort: string,
  minute: number,
): Promise<Map<string, readonly Told[]>> {
  const recorded = await asTenant(db, tenant, (tx) => recordingsUntil(tx, tenant, cohort, minute));
  const last = recorded.at(-1);
  const view = rebuilt(recorded);
  if (last === undefined || view === null)
    return asTenant(db, tenant, (tx) => toldBefore(tx, tenant, cohort, minute));
  const since = await changesSince(redis, tenant, `cohort/${cohort}`, last);
  const after = (since ?? []).reduce(
    (shown, { change }) => (change.of === 'cohort' ? applyCohort(shown, change) : shown),
    view,
  );
  return new Map(after.rows.map((row) => [row.enrolment, row.told]));
}

/** What a row says now is told from now on, unless it was told already. */
function toldWith(
  told: readonly Told[] = emptyRings.told,
  row: Pick<LiveRow, 'score' | 'risk'>,
  at: number,
): readonly Told[] {
  const now = toldOf(row, Math.floor(at / 60_000));
  const last = told.at(-1);
  const isNothing = now[1] === null && now[2] === null;
  if (last === undefined ? isNothing : last[1] === now[1] && last[2] === now[2]) return told;
  return withTold(told, now);
}
