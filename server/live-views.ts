import { alertsBefore } from '#db/postgres/alert-list.ts';
import { openStatuses } from '#db/postgres/alerts.ts';
import { casesWaiting } from '#db/postgres/cases.ts';
import { cohortViewNow } from '#db/cohort-view.ts';
import { challengesOf } from '#db/challenges.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { requestOf } from '#db/postgres/mentor-requests.ts';
import { nudgesBefore } from '#db/postgres/nudges.ts';
import { outageNews } from '#db/postgres/outage-news.ts';
import type { FeedTopic } from '#db/redis/feed.ts';
import { type View, liveAlertsMax } from '#engagement/live.ts';
import { liveMinutes } from '#engagement/screen/cohort-view.ts';
import type { Stores } from './stores.ts';

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
  return cohortViewNow(stores.db, stores.redis, tenant, id, Date.now());
}
