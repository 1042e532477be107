import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { asTenant, rowsOf } from '#db/postgres/connect.ts';
import { resendDelivery } from '#db/postgres/nudge-deliveries.ts';
import { switchChannel } from '#db/postgres/nudge-preferences.ts';
import type { DeliveryStatus } from '#engagement/nudging/delivery.ts';
import { type Taken, openMailServer } from '#test/mail-server.ts';
import { type School, createSchool } from '#test/school.ts';
import type { Fault } from './fault.ts';
import { nudgeOf, storedNudge } from './stored-nudge.ts';
import type { World } from './world.ts';

const each = { short: 2, long: 40 };
/** One that says nothing is waited for 30 s: as many as a tenant may have on the way, once. */
const silentEach = { short: 0, long: 6 };
const withinMs = 60_000;

interface Trouble {
  name: string;
  /** Null: nobody listens. */
  taken: Taken | null;
  thinksMs: number;
  /** Where a mail stands after its first try. */
  standing: DeliveryStatus;
}

const troubles: Trouble[] = [
  { name: 'away', taken: null, thinksMs: 0, standing: 'waiting' },
  { name: 'slow', taken: 'ok', thinksMs: 500, standing: 'sent' },
  { name: 'later', taken: { refusal: 451 }, thinksMs: 0, standing: 'waiting' },
  { name: 'never', taken: { refusal: 550 }, thinksMs: 0, standing: 'dead' },
  { name: 'silent', taken: 'silent', thinksMs: 0, standing: 'unknown' },
];

/**
 * Mails are sent while their server is in trouble, then it is well. What waits is tried again, what was refused for good
 * somebody sends once more. Counted is what lies in the mailbox.
 */
export const mailTrouble: Fault = {
  name: 'mail-trouble',
  what: 'the mail server is away, slow, says 4xx or 5xx, or takes a mail and says nothing',
  async run(world, size) {
    const school = await createSchool(world.db, world.accounts, `mailed-${Date.now()}`);
    await asTenant(world.db, school.tenant, (tx) =>
      switchChannel(tx, school.tenant, school.learner, 'email', true, new Date()),
    );
    const seen = new Map<string, number>();
    const take = (taken: Taken) => (mail: string) => {
      if (typeof taken !== 'object') seen.set(nudgeOf(mail), (seen.get(nudgeOf(mail)) ?? 0) + 1);
      return taken;
    };
    let server = await openMailServer(take('ok'));
    const { url, port } = server;
    const settings = { SMTP_URL: url, MAIL_FROM: 'Holdfast <holdfast@holdfast.test>' };
    const { service } = await world.start('workers', settings);
    // The others have no mail server: they would leave the mails out.
    await world.workers.stop();
    const owner = postgres(world.stores.databaseUrl, { max: 1, onnotice: () => {} });
    const told: string[] = [];
    const figures: Record<string, number> = {};
    try {
      for (const { name, taken, thinksMs, standing } of troubles) {
        server.close();
        if (taken !== null) server = await openMailServer(take(taken), { port, thinksMs });
        const nudges: string[] = [];
        const count = taken === 'silent' ? silentEach[size] : each[size];
        while (nudges.length < count)
          nudges.push(await storedNudge(world, school, `${name}${nudges.length}`));
        told.push(...nudges);
        figures[name] = nudges.length;
        await until(world, school, nudges, [standing], true);

        server.close();
        server = await openMailServer(take('ok'), { port });
        if (standing === 'dead') await sendOnceMore(world, school, nudges);
        await owner`update graphile_worker._private_jobs set run_at = now() where run_at > now() and locked_at is null`;
        await until(world, school, nudges, ['sent', 'unknown'], false);
      }
    } finally {
      await owner.end();
      server.close();
      await service.stop();
      await world.workers.start();
    }
    const times = told.map((nudge) => seen.get(nudge) ?? 0);
    return {
      acknowledged: told.length,
      counted: times.filter((one) => one === 1).length,
      lost: times.filter((one) => one === 0).length,
      doubled: times.filter((one) => one > 1).length,
      recoverS: null,
      figures,
    };
  },
};

/** Waits until all of these stand so; `isTried`, and have been with the mail server once. */
async function until(
  { db }: World,
  { tenant }: School,
  nudges: string[],
  standings: DeliveryStatus[],
  isTried: boolean,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const all = await asTenant(db, tenant, (tx) =>
      rowsOf<{ nudge: string; status: DeliveryStatus; attempts: number }>(
        tx,
        sql`select nudge_id as nudge, status, attempts from nudge_deliveries`,
      ),
    );
    const own = all.filter(({ nudge }) => nudges.includes(nudge));
    const others = own.filter(
      ({ status, attempts }) => !standings.includes(status) || (isTried && attempts === 0),
    );
    if (own.length === nudges.length && others.length === 0) return;
    const missing = nudges.length - own.length;
    assert.ok(
      performance.now() < deadline,
      `mails are ${standings.join(' or ')}: ${JSON.stringify({ missing, others })}`,
    );
    await pause(50);
  }
}

function sendOnceMore({ db }: World, { tenant }: School, nudges: string[]): Promise<void> {
  return asTenant(db, tenant, async (tx) => {
    const all = await rowsOf<{ id: string; nudge: string }>(
      tx,
      sql`select id, nudge_id as nudge from nudge_deliveries where status = 'dead'`,
    );
    for (const { id, nudge } of all)
      if (nudges.includes(nudge)) await resendDelivery(tx, tenant, id, new Date());
  });
}
