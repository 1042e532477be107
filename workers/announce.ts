import type { RedisClient } from '#db/redis/connect.ts';
import { challengesOf } from '#db/challenges.ts';
import { alertsById } from '#db/postgres/alert-list.ts';
import { caseById } from '#db/postgres/cases.ts';
import { learnersOfChallenge } from '#db/postgres/challenges.ts';
import { learnerRows } from '#db/postgres/cohorts.ts';
import { type Database, asTenant } from '#db/postgres/connect.ts';
import { requestOf } from '#db/postgres/mentor-requests.ts';
import { nudgeById } from '#db/postgres/nudges.ts';
import { announce } from '#db/redis/feed.ts';
import { noCells } from '#engagement/screen/cohort-change.ts';
import { showInApp } from './channels/in-app.ts';

/**
 * Shows a case as it now stands: in every queue, in its learner's row of every open cohort screen, and to the learner what
 * became of their asking.
 */
export async function announceCase(
  db: Database,
  redis: RedisClient,
  { tenant, case: id }: { tenant: string; case: string },
): Promise<void> {
  const found = await asTenant(db, tenant, async (tx) => {
    const one = await caseById(tx, tenant, id);
    if (!one) return null;
    const page = await learnerRows(tx, tenant, { cohort: one.cohort, enrolments: [one.enrolment], size: 1 });
    return { one, rows: page.items, request: await requestOf(tx, tenant, one.learner, Date.now()) };
  });
  if (!found) return;
  await announce(redis, tenant, 'cases', { of: 'cases', cases: [found.one] });
  await announce(redis, tenant, `me/${found.one.learner}`, { of: 'me', request: found.request });
  const rows = found.rows.map((row) => ({ ...row, ...noCells, acceptedAt: null }));
  await announce(redis, tenant, `cohort/${found.one.cohort}`, { of: 'cohort', rows });
}

/** Shows alerts as they now stand in every open inbox. */
export async function announceAlerts(
  db: Database,
  redis: RedisClient,
  { tenant, alerts: ids }: { tenant: string; alerts: string[] },
): Promise<void> {
  const alerts = await asTenant(db, tenant, (tx) => alertsById(tx, tenant, ids));
  if (alerts.length > 0) await announce(redis, tenant, 'alerts', { of: 'alerts', alerts });
}

/** Shows a learner's answer on their other open pages. */
export async function announceNudge(
  db: Database,
  redis: RedisClient,
  { tenant, nudge: id }: { tenant: string; nudge: string },
): Promise<void> {
  const nudge = await asTenant(db, tenant, (tx) => nudgeById(tx, tenant, id));
  if (nudge) await showInApp(redis, tenant, nudge);
}

/** Shows to everybody of a week together how far all of them are; who left is shown that it is gone. */
export async function announceChallenge(
  db: Database,
  redis: RedisClient,
  { tenant, challenge }: { tenant: string; challenge: string },
): Promise<void> {
  const members = await asTenant(db, tenant, (tx) => learnersOfChallenge(tx, tenant, challenge));
  for (const learner of members) {
    const challenges = await challengesOf(db, redis, tenant, learner, Date.now());
    await announce(redis, tenant, `me/${learner}`, { of: 'me', challenges });
  }
}
