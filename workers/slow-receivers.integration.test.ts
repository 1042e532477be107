import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openAccounts } from '#db/postgres/accounts.ts';
import { type Postgres, asTenant, openPostgres } from '#db/postgres/connect.ts';
import { placesOfLearner } from '#db/postgres/learners.ts';
import { storeDeliveries } from '#db/postgres/nudge-deliveries.ts';
import { switchChannel } from '#db/postgres/nudge-preferences.ts';
import { markDelivered, storeNudge } from '#db/postgres/nudges.ts';
import { createWebhook } from '#db/postgres/webhooks.ts';
import type { OutsideChannel } from '#engagement/nudging/delivery.ts';
import { openMailServer } from '#test/mail-server.ts';
import { environmentOf, freePort, run, untilReady } from '#test/processes.ts';
import { type School, createSchool } from '#test/school.ts';
import { type OwnStores, ownStores } from '#test/stores.ts';

// Two schools and one worker, as it runs in earnest. What one school sends to does not answer; the other must not wait.

/** Far more than a worker sends at once: looked at one after the other, they kept the next one for 4 s and more. */
const backlog = 500;
/** Half a second on a busy machine; a hanging receiver is waited for ten. */
const promptlyMs = 3_000;
/** As many of one school as a worker sends at once. */
const turnsEach = 6;
let own: OwnStores;
let postgres: Postgres;
let slow: School;
let quick: School;
let nudgesMade = 0;
const open: { close: () => unknown }[] = [];

beforeAll(async () => {
  own = await ownStores();
  postgres = await openPostgres(own.databaseUrl);
});
afterAll(() => postgres?.close());
beforeEach(async () => {
  const accounts = openAccounts(postgres.db, { origins: ['http://127.0.0.1'], secret: 'of this test' });
  nudgesMade++;
  slow = await createSchool(postgres.db, accounts, `slow-${nudgesMade}`);
  quick = await createSchool(postgres.db, accounts, `quick-${nudgesMade}`);
});
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

test(
  'a webhook that hangs, with many nudges for it, holds up no other school',
  { timeout: 60_000 },
  async () => {
    const hanging = await receiver(null);
    const prompt = await receiver(204);
    await hookOf(slow, hanging.url);
    await hookOf(quick, prompt.url);
    await send(slow, 'webhook', backlog);
    await startWorker();
    await vi.waitFor(() => expect(hanging.asked).toBeGreaterThan(0), { timeout: 20_000, interval: 20 });
    const asked = performance.now();
    await send(quick, 'webhook', 1);
    await vi.waitFor(() => expect(prompt.asked).toBe(1), { timeout: 30_000, interval: 10 });
    expect(performance.now() - asked).toBeLessThan(promptlyMs);
    // The last of its turns may have been taken just now; it gets no more than these.
    await vi.waitFor(() => expect(hanging.most).toBe(turnsEach), { timeout: 10_000, interval: 20 });
  },
);

test(
  'many mails of one school to a slow mail server hold up neither the hook nor the mail of another',
  { timeout: 60_000 },
  async () => {
    const mails = await openMailServer(() => 'ok', { thinksMs: 200 });
    open.push(mails);
    const prompt = await receiver(204);
    await hookOf(quick, prompt.url);
    await send(slow, 'email', backlog);
    await startWorker({ SMTP_URL: mails.url, MAIL_FROM: 'Holdfast <holdfast@holdfast.test>' });
    await vi.waitFor(() => expect(mails.mails.length).toBeGreaterThan(0), { timeout: 20_000, interval: 20 });
    const asked = performance.now();
    await send(quick, 'webhook', 1);
    await vi.waitFor(() => expect(prompt.asked).toBe(1), { timeout: 30_000, interval: 10 });
    expect(performance.now() - asked).toBeLessThan(promptlyMs);
    const mailed = performance.now();
    await send(quick, 'email', 1);
    const isOfQuick = (mail: string) => mail.includes(`To: ${quick.people.learner.email}`);
    await vi.waitFor(() => expect(mails.mails.some(isOfQuick)).toBe(true), { timeout: 30_000, interval: 10 });
    expect(performance.now() - mailed).toBeLessThan(promptlyMs);
    expect(mails.mails.length).toBeLessThan(backlog / 2);
  },
);

async function startWorker(more: Record<string, string> = {}): Promise<void> {
  const port = await freePort();
  const settings = { HOLDFAST_LOOPBACK: 'true', WORKERS_PORT: String(port), ...more };
  const worker = run(['node', 'workers/main.ts'], { ...environmentOf(own), ...settings });
  open.push({ close: () => worker.kill('SIGKILL') });
  await untilReady(`http://127.0.0.1:${port}`);
}

function hookOf({ tenant, people }: School, url: string) {
  return asTenant(postgres.db, tenant, (tx) =>
    createWebhook(tx, tenant, { url, by: people.admin }, new Date()),
  );
}

/** So many nudges of its learner on their way, as the worker leaves them that showed them on the page. */
async function send(
  { tenant, learner, cohort }: School,
  channel: OutsideChannel,
  count: number,
): Promise<void> {
  const now = new Date();
  await asTenant(postgres.db, tenant, async (tx) => {
    for (const other of ['email', 'webhook'] as const)
      await switchChannel(tx, tenant, learner, other, other === channel, now);
    const [place] = await placesOfLearner(tx, tenant, learner);
    const about = { learner, enrolment: place?.enrolment ?? '', cohort, kind: 'reminder' } as const;
    for (let made = 0; made < count; made++) {
      const period = `p${nudgesMade++}`;
      const nudge = { ...about, rule: 'quiet_days', period, params: { days: 3 }, dueAt: now } as const;
      const id = (await storeNudge(tx, tenant, nudge, now)) ?? '';
      await markDelivered(tx, tenant, id, now);
      await storeDeliveries(tx, tenant, { id, learner }, true, now);
    }
  });
}

/** A system that answers so, or takes the connection and says nothing. */
async function receiver(status: number | null) {
  let held = 0;
  const made = { url: '', asked: 0, most: 0 };
  const server = createServer((request, response) => {
    made.asked++;
    made.most = Math.max(made.most, ++held);
    response.on('close', () => held--);
    if (status !== null) request.resume().on('end', () => response.writeHead(status).end());
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  made.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  open.push({
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
  return made;
}
