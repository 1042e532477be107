import { countCohortDays } from '#engagement/cohort-days.ts';
import { cohortUsualOf, countLearner, openUsual } from '#engagement/cohort-usual.ts';
import { localMoment } from '#engagement/day.ts';
import { countingDays } from '#engagement/surroundings.ts';
import { daysHeld, readWindow } from '#engagement/window.ts';
import { type Database, asTenant } from './postgres/connect.ts';
import { cohortRules, outagesKnownMs } from './postgres/scorings.ts';
import type { RedisClient } from './redis/connect.ts';
import { markDue } from './redis/due.ts';
import { keepUsual, readUsual, windowsOfCohort } from './redis/usual.ts';

/** Marked due in one step. */
const dueAtOnce = 1_000;

/** Works out what is usual in a cohort from the windows of all its learners, and keeps it. */
export async function makeUsual(
  db: Database,
  redis: RedisClient,
  tenant: string,
  { id, timeZone }: { id: string; timeZone: string },
  now: number,
): Promise<void> {
  const rules = await asTenant(db, tenant, (tx) => cohortRules(tx, tenant, [id], now - outagesKnownMs));
  const own = rules.get(id);
  const moment = localMoment(now, timeZone);
  const open = openUsual(moment, await readUsual(redis, tenant, id));
  const kept = open.kept;
  const enrolments: string[] = [];
  for await (const windows of windowsOfCohort(redis, tenant, id)) {
    for (const { enrolment, packed } of windows) {
      const { days, lms, activeSeconds, hours } = readWindow(packed, now, timeZone);
      countLearner(open, enrolment, { days, seconds: activeSeconds.days, hours });
      countCohortDays(open.came, lms);
      enrolments.push(enrolment);
    }
  }
  const usual = cohortUsualOf(open, own ? countingDays(moment.day, own, daysHeld) : null);
  await keepUsual(redis, tenant, id, usual);
  // Whoever was looked at before their cohort had a rhythm was not measured by it.
  if (usual.came === null || (kept?.came ?? null) !== null) return;
  const due = enrolments.map((enrolment) => ({ tenant, cohort: id, enrolment }));
  for (let start = 0; start < due.length; start += dueAtOnce) {
    await markDue(redis, due.slice(start, start + dueAtOnce), now);
  }
}
