import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openAccounts } from '#db/postgres/accounts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { placesOf } from '#db/postgres/enrolments.ts';
import { deliveriesBefore, resendDelivery } from '#db/postgres/nudge-deliveries.ts';
import { askForNudges, decisionOfNudge } from '#db/postgres/nudge-decisions.ts';
import { nudgeFactsOf } from '#db/postgres/nudge-facts.ts';
import { changePolicy } from '#db/postgres/nudge-policies.ts';
import { switchChannel } from '#db/postgres/nudge-preferences.ts';
import { openNudge, storeNudge } from '#db/postgres/nudges.ts';
import { addPushSubscription, pushSubscriptionsOf } from '#db/postgres/push-subscriptions.ts';
import { nudgeDecisions, nudgeDeliveries, nudges, pushSubscriptions, webhooks } from '#db/postgres/schema.ts';
import { createWebhook } from '#db/postgres/webhooks.ts';
import { unsubscribeOf, unsubscribeSecret } from '#db/unsubscribe.ts';
import { sharedSecret } from '#db/postgres/secrets.ts';
import { vapidKeys } from '#db/vapid.ts';
import type { NudgeParams } from '#engagement/nudge.ts';
import { sendingMostMs } from '#engagement/nudging/delivery.ts';
import { usualPolicy } from '#engagement/nudging/policy.ts';
import { type Taken, openMailServer } from '#test/mail-server.ts';
import { type Pushed, openPushService, openReader, pushServicePem } from '#test/push-service.ts';
import { type School, createSchool } from '#test/school.ts';
import { openStores } from '#test/stores.ts';
import { nudge as words } from '#web/messages/en-nudge.ts';
import { type Channels, openChannels } from './channels/channels.ts';
import { deliverNudge } from './deliver.ts';
import { openMail } from './mail.ts';
import { sendDelivery } from './send-delivery.ts';
import { Turns } from './turns.ts';

const from = 'Holdfast <holdfast@holdfast.test>';
const origin = 'https://holdfast.test';
const log = pino({ level: 'silent' });
const open: { close: () => void }[] = [];
let stores: Awaited<ReturnType<typeof openStores>>;
let school: School;
let nudgesMade = 0;

beforeAll(async () => {
  stores = await openStores();
  const accounts = openAccounts(stores.postgres.db, {
    origins: ['http://127.0.0.1'],
    secret: 'of this test',
  });
  school = await createSchool(stores.postgres.db, accounts, 'delivered');
});
beforeEach(async () => {
  await inTenant(async (tx) => {
    for (const table of [nudgeDeliveries, nudgeDecisions, nudges, webhooks, pushSubscriptions])
      await tx.delete(table);
    for (const channel of ['email', 'push'] as const)
      await switchChannel(tx, school.tenant, school.learner, channel, false, new Date());
  });
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
afterAll(() => stores?.postgres.close());

describe('a nudge by mail', () => {
  beforeEach(() => agree('email'));

  test('goes to nobody who did not agree, nor where there is no mail server', async () => {
    await inTenant((tx) => switchChannel(tx, school.tenant, school.learner, 'email', false, new Date()));
    await deliver(await nudge());
    expect(await standings()).toEqual([]);
    await agree('email');
    await deliver(await nudge(), false);
    expect(await standings()).toEqual([]);
  });

  test('is taken once, says nothing of the learner, and can be turned off by whoever has it', async () => {
    const { url, mails } = await mailServer();
    await deliver(await nudge());
    await send(await channelsTo(url));
    await send(await channelsTo(url));
    expect(await standings()).toMatchObject([{ channel: 'email', status: 'sent', tries: 1, trouble: null }]);
    expect(mails).toHaveLength(1);
    const mail = (mails[0] ?? '').replaceAll(/\r\n[ \t]+/g, ' ').replaceAll('=\r\n', '');
    expect(mail).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    expect(mail).not.toMatch(/Maya/);
    const token = /List-Unsubscribe: <[^>]*token=([^>]*)>/.exec(mail)?.[1] ?? '';
    const secret = await sharedSecret(stores.postgres.db, unsubscribeSecret);
    expect(unsubscribeOf(secret, 'nudges', token)).toEqual({ tenant: school.tenant, person: school.learner });
  });

  test('says what the page says, in both its parts, and in the subject nothing of it', async () => {
    const { url, mails } = await mailServer();
    const params = { days: 3, title: 'Sets & <relations>', dueOn: '2026-11-30' };
    await deliver(await nudge(params));
    await send(await channelsTo(url));
    const mail = unfolded(mails[0] ?? '');
    const { title, text, why } = words.step({ kind: 'reminder', rule: 'quiet_days', params });
    const [head = '', plain = '', html = ''] = mail.split(/^Content-Type: text\/(?:plain|html).*$/m);
    expect(plain).toContain(`${title}\n\n${text}\n\nSee it on your page: ${origin}/me\n`);
    expect(html).toContain(`<p>${text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</p>`);
    expect(html).not.toContain('<relations>');
    expect(html.match(/href="[^"]*"/g)).toEqual([
      `href="${origin}/me"`,
      expect.stringContaining('/v1/nudge-mails/unsubscribe?token='),
    ]);
    expect(head).toContain('Subject: A small next step');
    for (const secret of [why, 'risk', 'Maya']) expect(mail).not.toContain(secret);
  });

  test('waits while the server is away or says "later", and is dead when it says "never"', async () => {
    const away = await mailServer();
    away.close();
    await deliver(await nudge());
    await send(await channelsTo(away.url));
    const [waiting] = await standings();
    expect(waiting).toMatchObject({ status: 'waiting', tries: 1, trouble: 'esocket' });
    expect(Date.parse(waiting?.nextAt ?? '')).toBeGreaterThan(Date.now() + 25_000);
    const later = await mailServer({ refusal: 451 });
    await send(await channelsTo(later.url));
    expect(await standings()).toMatchObject([{ status: 'waiting', tries: 2, trouble: 'smtp_451' }]);
    const never = await mailServer({ refusal: 550 });
    await send(await channelsTo(never.url));
    expect(await standings()).toMatchObject([{ status: 'dead', tries: 3, trouble: 'smtp_550' }]);
    const { url, mails } = await mailServer();
    await send(await channelsTo(url));
    expect(mails).toEqual([]);
    await resend();
    await send(await channelsTo(url));
    expect(await standings()).toMatchObject([{ status: 'sent', tries: 4 }]);
    expect(mails).toHaveLength(1);
  });

  test('that a slow server took and did not answer for is unknown, and only a person sends it again', async () => {
    const slow = await mailServer('silent');
    await deliver(await nudge());
    await send(await channelsTo(slow.url));
    expect(slow.mails).toHaveLength(1);
    expect(await standings()).toMatchObject([{ status: 'unknown', trouble: 'etimedout' }]);
    await send(await channelsTo(slow.url));
    expect(slow.mails).toHaveLength(1);
  });

  test('that never was greeted is tried again', async () => {
    const mute = createServer().on('connection', () => {});
    await listening(mute);
    await deliver(await nudge());
    await send(await channelsTo(`smtp://127.0.0.1:${portOf(mute)}`));
    expect(await standings()).toMatchObject([{ status: 'waiting', trouble: 'etimedout' }]);
  });

  test('of which a dead worker left no word is unknown; one that is still at it is left alone', async () => {
    const { url, mails } = await mailServer();
    await deliver(await nudge());
    await leaveSending(new Date());
    await send(await channelsTo(url));
    expect(await standings()).toMatchObject([{ status: 'sending' }]);
    await leaveSending(new Date(Date.now() - sendingMostMs - 1));
    await send(await channelsTo(url));
    expect(await standings()).toMatchObject([{ status: 'unknown', trouble: 'worker_gone' }]);
    expect(mails).toEqual([]);
    await resend();
    await send(await channelsTo(url));
    expect(mails).toHaveLength(1);
  });

  test('that comes to its next try when it is quiet, was seen or is no longer wanted, does not go out', async () => {
    const { url, mails } = await mailServer();
    const decided = await decidedNudge();
    await deliver(decided);
    // Their clock is Berlin's, an hour or two ahead: it is quiet from before now for at least three hours more.
    const hour = new Date().getUTCHours();
    await policy({ from: ((hour + 23) % 24) * 60, to: ((hour + 5) % 24) * 60 });
    await send(await channelsTo(url));
    const [waiting] = await standings();
    expect(waiting).toMatchObject({ status: 'waiting', tries: 0, trouble: 'not_now' });
    expect(Date.parse(waiting?.nextAt ?? '')).toBeGreaterThan(Date.now() + 3_600_000);
    await policy({ from: 0, to: 0 });
    await inTenant((tx) => openNudge(tx, school.tenant, decided, new Date()));
    await send(await channelsTo(url));
    expect(await standings()).toMatchObject([{ status: 'skipped', trouble: 'seen' }]);
    expect(mails).toEqual([]);
  });
});

describe('a nudge by push', () => {
  test('says nothing but which nudge it is, can be read by its browser alone, and replaces itself', async () => {
    const pushed: Pushed[] = [];
    const { reader, id } = await subscribed((one) => {
      pushed.push(one);
      return 201;
    });
    await send(await channelsTo(null));
    await leaveSending(new Date(Date.now() - sendingMostMs - 1));
    await send(await channelsTo(null));
    expect(await standings()).toMatchObject([{ channel: 'push', status: 'sent', tries: 2 }]);
    expect(pushed.map(({ headers }) => headers['topic'])).toEqual([id, id]);
    expect(pushed.map(({ body }) => reader.read(body))).toEqual(Array(2).fill(JSON.stringify({ nudge: id })));
    const { privateKey, ...keys } = await vapidKeys(stores.postgres.db, null);
    expect(privateKey).toHaveLength(43);
    expect(pushed[0]?.headers).toMatchObject({
      ttl: '86400',
      urgency: 'normal',
      'content-encoding': 'aes128gcm',
    });
    expect(pushed[0]?.headers['authorization']).toContain(`k=${keys.publicKey}`);
  });

  test('to a browser that took its subscription back forgets the browser', async () => {
    await subscribed(() => 410);
    await send(await channelsTo(null));
    expect(await standings()).toMatchObject([{ status: 'dead', trouble: 'http_410' }]);
    expect(await inTenant((tx) => pushSubscriptionsOf(tx, school.tenant, school.learner))).toEqual([]);
  });

  async function subscribed(answer: (pushed: Pushed) => number) {
    setDefaultCACertificates([...getCACertificates(), readFileSync(pushServicePem, 'utf8')]);
    const service = await openPushService(answer);
    open.push(service);
    const reader = openReader();
    await inTenant((tx) =>
      addPushSubscription(
        tx,
        school.tenant,
        school.learner,
        { endpoint: `${service.url}/of-maya`, p256dh: reader.p256dh, auth: reader.auth },
        new Date(),
      ),
    );
    await agree('push');
    const id = await nudge();
    await deliver(id);
    return { reader, id };
  }
});

describe('a nudge by webhook', () => {
  test('goes to the systems of its tenant, whatever its learner chose, and is one nudge to its caps', async () => {
    await policy({ from: 0, to: 0 });
    const [one, other] = [await receiver(200), await receiver(200)];
    for (const hook of [one, other]) await addHook(hook.url);
    const id = await decidedNudge();
    await deliver(id);
    await send(await channelsTo(null));
    expect(await standings()).toMatchObject([
      { channel: 'webhook', status: 'sent' },
      { channel: 'webhook', status: 'sent' },
    ]);
    expect([one.got.length, other.got.length]).toEqual([1, 1]);
    const facts = await inTenant(async (tx) => {
      const row = await decisionOfNudge(tx, school.tenant, id);
      return row && nudgeFactsOf(tx, { ...row, nudgeId: null }, Date.now());
    });
    expect(facts?.past).toMatchObject([{ kind: 'reminder', isDelivered: true }]);
  });

  test('is signed, names nobody, and comes under the same id again after a worker died', async () => {
    const hook = await receiver(200);
    const secret = await addHook(hook.url);
    const id = await nudge();
    await deliver(id);
    await send(await channelsTo(null));
    await leaveSending(new Date(Date.now() - sendingMostMs - 1));
    await send(await channelsTo(null));
    expect(hook.got).toHaveLength(2);
    const told = hook.got.map(({ headers, body }) => {
      const message = new Webhook(secret).verify(body, headers);
      expect(body).not.toMatch(/Maya/);
      return { id: headers['webhook-id'], message };
    });
    expect(told[0]).toEqual(told[1]);
    expect(told[0]?.message).toMatchObject({
      type: 'nudge.delivered',
      data: { id, learnerExternalId: 'maya', kind: 'reminder' },
    });
  });

  test('comes back when the other side asks, is given up after eight tries, and turns off a hook that is gone', async () => {
    const busy = await receiver(429, { 'retry-after': '7200' });
    await addHook(busy.url);
    await deliver(await nudge());
    await send(await channelsTo(null));
    const [waiting] = await standings();
    expect(waiting).toMatchObject({ status: 'waiting', trouble: 'http_429' });
    expect(Date.parse(waiting?.nextAt ?? '')).toBeGreaterThan(Date.now() + 7_100_000);
    for (let tries = 2; tries <= 8; tries++) await send(await channelsTo(null));
    expect(await standings()).toMatchObject([{ status: 'dead', tries: 8, trouble: 'http_429' }]);
    busy.answer = 410;
    await resend();
    await send(await channelsTo(null));
    expect(await standings()).toMatchObject([{ status: 'dead', trouble: 'http_410' }]);
    await deliver(await nudge());
    expect(await standings()).toHaveLength(1);
  });

  test('goes nowhere but to the open Internet, and follows no redirect', async () => {
    const inside = await receiver(200);
    const moved = await receiver(302, { location: inside.url });
    for (const url of ['https://169.254.169.254/latest', 'https://localhost/', 'https://[::ffff:10.0.0.1]/'])
      await addHook(url);
    await addHook(moved.url);
    await deliver(await nudge());
    await send(await channelsTo(null, false));
    expect((await standings()).map(({ trouble }) => trouble)).toEqual(Array(4).fill('address_refused'));
    await resend();
    await send(await channelsTo(null));
    expect((await standings()).filter(({ trouble }) => trouble === 'http_302')).toHaveLength(1);
    expect(inside.got).toEqual([]);
  });

  test('to a server that hangs takes its tenant’s turns and nobody else’s', async () => {
    const hanging = await receiver(null);
    await addHook(hanging.url);
    await deliver(await nudge());
    const channels = await channelsTo(null);
    const turns = { mail: new Turns(1, 1), own: new Turns(4, 1) };
    const [first] = await standings();
    const sender = { db: stores.postgres.db, channels, turns, log };
    const hung = sendDelivery(sender, { tenant: school.tenant, delivery: first?.id ?? '' });
    await vi.waitFor(() => expect(hanging.got).toHaveLength(1), { timeout: 10_000, interval: 20 });
    await deliver(await nudge());
    const [second] = (await standings()).filter(({ status }) => status === 'waiting');
    await sendDelivery(sender, { tenant: school.tenant, delivery: second?.id ?? '' });
    expect(hanging.got).toHaveLength(1);
    expect((await standings()).find(({ id }) => id === second?.id)).toMatchObject({
      status: 'waiting',
      tries: 0,
    });
    expect(turns.own.take('another tenant')).not.toBeNull();
    hanging.close();
    await hung;
    expect((await standings()).find(({ id }) => id === first?.id)).toMatchObject({ trouble: 'econnreset' });
  });
});

function inTenant<T>(work: Parameters<typeof asTenant<T>>[2]): Promise<T> {
  return asTenant(stores.postgres.db, school.tenant, work);
}

function agree(channel: 'email' | 'push'): Promise<void> {
  return inTenant((tx) => switchChannel(tx, school.tenant, school.learner, channel, true, new Date()));
}

async function enrolmentOf(learner: string): Promise<string> {
  const places = await inTenant((tx) => placesOf(tx, school.tenant, [school.cohort], [learner]));
  return places.get(learner)?.[0]?.enrolment ?? '';
}

async function nudge(params: NudgeParams = { days: 3 }): Promise<string> {
  const about = { learner: school.learner, enrolment: await enrolmentOf('maya'), cohort: school.cohort };
  const now = new Date();
  const stored = await inTenant((tx) =>
    storeNudge(
      tx,
      school.tenant,
      {
        ...about,
        kind: 'reminder',
        rule: 'quiet_days',
        period: `p${nudgesMade++}`,
        params,
        dueAt: now,
      },
      now,
    ),
  );
  return stored ?? '';
}

/** One that came of a decision, so that all it went by is asked again. */
async function decidedNudge(): Promise<string> {
  const id = await nudge();
  const now = new Date();
  await inTenant(async (tx) => {
    const enrolment = await enrolmentOf('maya');
    const occasion = {
      rule: 'quiet_days',
      period: `p${nudgesMade++}`,
      params: {},
      until: Date.now() + 5 * 86_400_000,
    } as const;
    await askForNudges(
      tx,
      school.tenant,
      [{ learner: school.learner, enrolment, cohort: school.cohort, ...occasion }],
      now,
    );
    await tx.update(nudgeDecisions).set({ nudgeId: id, decidedAt: now });
    expect(await decisionOfNudge(tx, school.tenant, id)).not.toBeNull();
  });
  return id;
}

function policy(quietHours: { from: number; to: number }): Promise<unknown> {
  const changed = {
    ...usualPolicy,
    quietHours,
    waitsForHabit: false,
    sparesDaysOff: false,
    holdOutPercent: 0,
  };
  return inTenant((tx) =>
    changePolicy(
      tx,
      school.tenant,
      { programme: null, policy: changed, by: school.people.admin },
      new Date(),
    ),
  );
}

async function deliver(id: string, isMailOn = true): Promise<void> {
  await deliverNudge(stores.postgres.db, stores.redis, { tenant: school.tenant, nudge: id }, log, isMailOn);
}

/** As the jobs of all deliveries do. */
async function send(channels: Channels): Promise<void> {
  const turns = { mail: new Turns(10, 10), own: new Turns(10, 10) };
  const sender = { db: stores.postgres.db, channels, turns, log };
  for (const { id } of await standings()) await sendDelivery(sender, { tenant: school.tenant, delivery: id });
}

async function standings() {
  const page = await inTenant((tx) => deliveriesBefore(tx, school.tenant, { statuses: [], size: 50 }));
  return page.items;
}

async function resend(): Promise<void> {
  const all = await standings();
  await inTenant(async (tx) => {
    for (const { id } of all) await resendDelivery(tx, school.tenant, id, new Date());
  });
}

/** As a worker leaves it that was killed at this moment. */
async function leaveSending(updatedAt: Date): Promise<void> {
  await inTenant((tx) => tx.update(nudgeDeliveries).set({ status: 'sending', updatedAt }));
}

async function addHook(url: string): Promise<string> {
  const made = await inTenant((tx) =>
    createWebhook(tx, school.tenant, { url, by: school.people.admin }, new Date()),
  );
  return made?.secret ?? '';
}

async function channelsTo(smtp: string | null, allowsLoopback = true): Promise<Channels> {
  // Of two that end at once, a busy machine hears either first: the greeting is to be what ran out.
  const patience = { greetingMs: 300, answerMs: 800, allMs: 3_000 };
  const mail = smtp === null ? null : openMail({ url: smtp, from, dkim: null }, patience);
  const channels = await openChannels(stores.postgres.db, {
    mail: mail && { send: mail.send, from },
    origin,
    vapidPrivateKey: null,
    allowsLoopback,
  });
  open.push(channels, ...(mail ? [mail] : []));
  return channels;
}

/** A mail as it was before it was made fit for the wire. */
function unfolded(mail: string): string {
  return Buffer.from(
    mail
      .replaceAll(/=\r\n/g, '')
      .replaceAll('\r\n', '\n')
      .replaceAll(/((?:=[0-9A-F]{2})+)/g, (bytes) =>
        Buffer.from(bytes.replaceAll('=', ''), 'hex').toString(),
      ),
  ).toString();
}

async function mailServer(taken: Taken = 'ok') {
  const server = await openMailServer(() => taken);
  open.push(server);
  return server;
}

interface Received {
  headers: Record<string, string>;
  body: string;
}

/** A system of the tenant; null answers nothing at all. */
async function receiver(status: number | null, headers: Record<string, string> = {}) {
  const got: Received[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      got.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(parts).toString() });
      if (made.answer !== null) response.writeHead(made.answer, headers).end('x'.repeat(100_000));
    });
  });
  await listening(server);
  const made = {
    url: `http://127.0.0.1:${portOf(server)}/`,
    got,
    answer: status,
    close: () => server.closeAllConnections(),
  };
  return made;
}

async function listening(server: ReturnType<typeof createServer>): Promise<void> {
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  open.push({
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
}

function portOf(server: ReturnType<typeof createServer>): number {
  return (server.address() as AddressInfo).port;
}
