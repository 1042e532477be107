import { alertsBefore } from '#db/postgres/alert-list.ts';
import { openStatuses } from '#db/postgres/alerts.ts';
import { casesWaiting } from '#db/postgres/cases.ts';
import { challengesOf } from '#db/challenges.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { cohortById, learnerRows } from '#db/postgres/cohorts.ts';
import { requestOf } from '#db/postgres/mentor-requests.ts';
import { nudgesBefore } from '#db/postgres/nudges.ts';
import { outageNews } from '#db/postgres/outage-news.ts';
import type { FeedTopic } from '#db/redis/feed.ts';
import { readWindows } from '#db/redis/windows.ts';
import { cohortTime, endOf } from '#engagement/cohort.ts';
import { type View, liveAlertsMax } from '#engagement/live.ts';
import { type CohortView, inOrder, liveMinutes } from '#engagement/screen/cohort-view.ts';
import { ringsOf, toldOf } from '#engagement/screen/rings.ts';
import { readWindow } from '#engagement/window.ts';
import type { Stores } from './stores.ts';

/** A screen shows one cohort whole. */
const rowsMax = 10_000;
const casesMax = 500;
const nudgesMax = 20;

/** What a page is shown to begin with, or null when the tenant has no such thing. */
export async function snapshotOf(stores: Stores, tenant: string, feed: FeedTopic): Promise<View | null> {
  if (feed === 'cases') {
    const page = await asTenant(stores.db, tenant, (tx) => casesWaiting(tx, tenant, { size: casesMax }));
    return { of: 'cases', cases: page.items };
  }
  if (feed === 'alerts') {
    const wanted = { status: [...openStatuses], size: liveAlertsMax };
    const page = await asTenant(stores.db, tenant, (tx) => alertsBefore(tx, tenant, wanted));
    return { of: 'alerts', alerts: page.items };
  }
  if (feed === 'sources') {
    const since = Date.now() - liveMinutes * 60_000;
    return {
      of: 'sources',
      outages: await asTenant(stores.db, tenant, (tx) => outageNews(tx, tenant, { since })),
    };
  }
  const [kind, id = ''] = feed.split('/');
  if (kind === 'me') {
    const now = Date.now();
    const own = await asTenant(stores.db, tenant, async (tx) => {
      const page = await nudgesBefore(tx, tenant, { learner: id, size: nudgesMax, isDelivered: true });
      return { nudges: page.items, request: await requestOf(tx, tenant, id, now) };
    });
    return { of: 'me', ...own, challenges: await challengesOf(stores.db, stores.redis, tenant, id, now) };
  }
  return cohortView(stores, tenant, id);
}

async function cohortView(stores: Stores, tenant: string, id: string): Promise<CohortView | null> {
  const found = await asTenant(stores.db, tenant, async (tx) => {
    const cohort = await cohortById(tx, tenant, id);
    return cohort && { cohort, rows: (await learnerRows(tx, tenant, { cohort: id, size: rowsMax })).items };
  });
  if (!found) return null;
  const ids = found.rows.map((row) => row.enrolment);
  const windows = await readWindows(stores.redis, tenant, id, ids);
  const now = cohortTime(endOf(found.cohort), Date.now());
  return {
    of: 'cohort',
    cohort: found.cohort,
    minute: Math.floor(now / 60_000),
    rows: inOrder(
      found.rows.map((row, index) => ({
        ...row,
        ...ringsOf(readWindow(windows[index] ?? null, now, found.cohort.timeZone)),
        told: [toldOf(row, now)],
      })),
    ),
  };
}
