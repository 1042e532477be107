import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { asTenant, rowsOf } from '#db/postgres/connect.ts';
import { switchChannel } from '#db/postgres/nudge-preferences.ts';
import { addPushSubscription } from '#db/postgres/push-subscriptions.ts';
import { createWebhook } from '#db/postgres/webhooks.ts';
import { openMailServer } from '#test/mail-server.ts';
import { openPushService, openReader, pushServicePem } from '#test/push-service.ts';
import { type School, createSchool } from '#test/school.ts';
import type { Fault } from './fault.ts';
import { nudgeOf, storedNudge } from './stored-nudge.ts';
import type { World } from './world.ts';

const kills = { short: 1, long: 200 };
const withinMs = 30_000;
const channels = ['email', 'push', 'webhook'] as const;

/**
 * The worker is killed when mail server, push service and webhook have each taken a nudge and it has not written that
 * down. Another one goes on. What a person sees of each nudge is counted at the receivers: each mail, one push for each
 * topic, one webhook for each id.
 */
export const senderKilled: Fault = {
  name: 'sender-killed',
  what: 'the sender is killed with -9 between provider and commit',
  async run(world, size) {
    const school = await createSchool(world.db, world.accounts, `killed-${Date.now()}`);
    const seen = new Map<string, { mails: number; topics: Set<string>; hooks: Set<string>; asked: number }>();
    const round = { nudge: '', left: new Set<string>(), kill: async (): Promise<void> => {} };
    const take = (channel: (typeof channels)[number], nudge: string, name: string): void => {
      const one = seen.get(nudge) ?? { mails: 0, topics: new Set(), hooks: new Set(), asked: 0 };
      seen.set(nudge, one);
      one.asked++;
      if (channel === 'email') one.mails++;
      if (channel === 'push') one.topics.add(name);
      if (channel === 'webhook') one.hooks.add(name);
      // Nobody is answered until all three have it, and then nobody is left to be answered.
      if (isHeld(nudge) && round.left.delete(channel) && round.left.size === 0) void round.kill();
    };
    const isHeld = (nudge: string): boolean => nudge === round.nudge && isArmed;
    let isArmed = false;

    const providers = await openProviders(take, isHeld);
    await agreeToAll(world, school, providers);
    const { service } = await world.start('workers', {
      SMTP_URL: providers.smtp,
      MAIL_FROM: 'Holdfast <holdfast@holdfast.test>',
      HOLDFAST_LOOPBACK: 'true',
      NODE_EXTRA_CA_CERTS: pushServicePem,
    });
    // The others have no mail server: they would leave the mails out.
    await world.workers.stop();
    const owner = postgres(world.stores.databaseUrl, { max: 1, onnotice: () => {} });
    try {
      for (let time = 0; time < kills[size]; time++) {
        const killed = Promise.withResolvers<void>();
        round.left = new Set(channels);
        round.kill = async () => {
          await service.kill();
          isArmed = false;
          killed.resolve();
        };
        isArmed = true;
        round.nudge = await storedNudge(world, school, `k${time}`);
        await killed.promise;
        await turnForward(world, school, owner);
        await service.start();
        await untilSettled(world, school, round.nudge);
      }
    } finally {
      await owner.end();
      providers.close();
      await service.stop();
      await world.workers.start();
    }
    const visible = [...seen.values()].flatMap(({ mails, topics, hooks }) => [
      mails,
      topics.size,
      hooks.size,
    ]);
    const acknowledged = kills[size] * channels.length;
    const asked = [...seen.values()].reduce((sum, one) => sum + one.asked, 0);
    return {
      acknowledged,
      counted: visible.filter((times) => times === 1).length,
      lost: acknowledged - visible.filter((times) => times > 0).length,
      doubled: visible.filter((times) => times > 1).length,
      recoverS: null,
      figures: { kills: kills[size], askedAgain: asked - acknowledged },
    };
  },
};

interface Providers {
  smtp: string;
  push: string;
  hook: string;
  close: () => void;
}

async function openProviders(
  take: (channel: (typeof channels)[number], nudge: string, name: string) => void,
  isHeld: (nudge: string) => boolean,
): Promise<Providers> {
  const mail = await openMailServer((text) => {
    const nudge = nudgeOf(text);
    const held = isHeld(nudge);
    take('email', nudge, nudge);
    return held ? 'silent' : 'ok';
  });
  const push = await openPushService(({ headers }) => {
    const topic = String(headers['topic']);
    const held = isHeld(topic);
    take('push', topic, topic);
    return held ? null : 201;
  });
  const hook = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { data } = JSON.parse(Buffer.concat(parts).toString()) as { data: { id: string } };
      const held = isHeld(data.id);
      take('webhook', data.id, String(request.headers['webhook-id']));
      if (!held) response.writeHead(204).end();
    });
  });
  hook.listen(0, '127.0.0.1');
  await new Promise((resolve) => hook.once('listening', resolve));
  return {
    smtp: mail.url,
    push: push.url,
    hook: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`,
    close() {
      mail.close();
      push.close();
      hook.closeAllConnections();
      hook.close();
    },
  };
}

function agreeToAll({ db }: World, { tenant, learner, people }: School, { push, hook }: Providers) {
  const now = new Date();
  const { p256dh, auth } = openReader();
  return asTenant(db, tenant, async (tx) => {
    for (const channel of channels) await switchChannel(tx, tenant, learner, channel, true, now);
    await addPushSubscription(tx, tenant, learner, { endpoint: `${push}/browser`, p256dh, auth }, now);
    await createWebhook(tx, tenant, { url: hook, by: people.admin }, now);
  });
}

/** As if two minutes had passed: jobs of the dead worker are given back, and what it was sending is over. */
async function turnForward({ db }: World, { tenant }: School, owner: postgres.Sql): Promise<void> {
  await asTenant(db, tenant, (tx) =>
    tx.execute(
      sql`update nudge_deliveries set updated_at = updated_at - interval '2 minutes' where status = 'sending'`,
    ),
  );
  const workers = await owner<{ id: string }[]>`
    select distinct locked_by as id from graphile_worker.jobs where locked_by is not null`;
  await owner`select graphile_worker.force_unlock_workers(${workers.map(({ id }) => id)})`;
}

async function untilSettled({ db }: World, { tenant }: School, nudge: string): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const open = await asTenant(db, tenant, (tx) =>
      rowsOf<{ channel: string; status: string }>(
        tx,
        sql`select channel, status from nudge_deliveries where nudge_id = ${nudge} and status in ('waiting', 'sending')`,
      ),
    );
    if (open.length === 0) return;
    assert.ok(performance.now() < deadline, `what was being sent is settled: ${JSON.stringify(open)}`);
    await pause(50);
  }
}
