import { cohortsAt } from '#db/postgres/cohorts-at.ts';
import { type Database, asTenant } from '#db/postgres/connect.ts';
import { cohortRules, outagesKnownMs } from '#db/postgres/scorings.ts';
import { allTenants } from '#db/postgres/tenants.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import { markDue } from '#db/redis/due.ts';
import { keepUsual, readUsual, takeUsual, windowsOfCohort } from '#db/redis/usual.ts';
import { countCohortDays } from '#engagement/cohort-days.ts';
import { cohortUsualOf, countLearner, openUsual } from '#engagement/cohort-usual.ts';
import { localMoment } from '#engagement/day.ts';
import { countingDays } from '#engagement/surroundings.ts';
import { daysHeld, readWindow } from '#engagement/window.ts';

/** As old as what is said to be usual may be. */
const everyMs = 600_000;
/** Marked due in one step. */
const dueAtOnce = 1_000;

/**
 * Works out what is usual in each cohort that goes on, one after the other; returns how many. Also in
 * one of which nothing is heard: that all are silent is just what has to be known. Workers share them,
 * and a cohort that one of them dies over is taken again ten minutes later.
 */
export async function keepUsuals(db: Database, redis: RedisClient, now: number): Promise<number> {
  let made = 0;
  for (const tenant of await allTenants(db)) {
    for (const cohort of await asTenant(db, tenant, (tx) => cohortsAt(tx, tenant, now))) {
      if (!(await takeUsual(redis, tenant, cohort.id, everyMs))) continue;
      await makeUsual(db, redis, tenant, cohort, now);
      made++;
    }
  }
  return made;
}

async function makeUsual(
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
