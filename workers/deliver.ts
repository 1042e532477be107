import type { RedisClient } from '#db/redis/connect.ts';
import type { Logger } from 'pino';
import { type Database, asTenant } from '#db/postgres/connect.ts';
import { decisionOfNudge, holdLearner } from '#db/postgres/nudge-decisions.ts';
import { nudgeFactsOf } from '#db/postgres/nudge-facts.ts';
import { storeDeliveries } from '#db/postgres/nudge-deliveries.ts';
import { markDelivered, nudgeById, putOffNudge, withdrawNudge } from '#db/postgres/nudges.ts';
import { type Nudge, recheck } from '#engagement/nudge.ts';
import { showInApp } from './channels/in-app.ts';
import { handToMentor } from './decide-nudges.ts';

/** Sends a stored nudge: shows it, and sends it on its way by what else its learner agreed to. Done twice it changes nothing: the page knows the nudge by its id, and the first time stands. */
export async function deliverNudge(
  db: Database,
  redis: RedisClient,
  { tenant, nudge: id }: { tenant: string; nudge: string },
  log: Logger,
  isMailOn: boolean,
): Promise<void> {
  const now = new Date();
  const due = await asTenant(db, tenant, (tx) => nudgeById(tx, tenant, id));
  if (!due) return log.warn({ nudge: id }, 'a nudge to deliver is gone');
  if (due.withdrawnAt !== null) return;
  if (due.deliveredAt === null && !(await isStillRight(db, tenant, due, now))) return;
  // Written down before it is seen: whoever opens it at once finds it delivered. Killed in between, the job shows it again.
  await asTenant(db, tenant, async (tx) => {
    if (await markDelivered(tx, tenant, id, now)) await storeDeliveries(tx, tenant, due, isMailOn, now);
  });
  await showInApp(redis, tenant, { ...due, deliveredAt: due.deliveredAt ?? now.toISOString() });
}

/** Much may have happened since it was decided: then it is put off, or taken back. */
function isStillRight(
  db: Database,
  tenant: string,
  { id, learner, kind }: Nudge,
  now: Date,
): Promise<boolean> {
  return asTenant(db, tenant, async (tx) => {
    await holdLearner(tx, tenant, learner);
    const row = await decisionOfNudge(tx, tenant, id);
    // What was stored by hand, as demo data are, was decided there.
    const facts = row && (await nudgeFactsOf(tx, row, now.getTime()));
    if (!facts) return true;
    const checked = recheck(facts, kind);
    if (checked.what === 'wait') await putOffNudge(tx, tenant, id, new Date(checked.until));
    if (checked.what === 'withdraw') await withdrawNudge(tx, tenant, id, checked.reason, now);
    if (checked.what === 'withdraw' && checked.reason === 'unanswered')
      await handToMentor(tx, tenant, [{ row, facts }], now);
    return checked.what === 'send';
  });
}
