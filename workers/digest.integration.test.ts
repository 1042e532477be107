import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openAccounts } from '#db/postgres/accounts.ts';
import { raiseAlerts } from '#db/postgres/alerts.ts';
import { type Postgres, asTenant, openPostgres } from '#db/postgres/connect.ts';
import { digestOf } from '#db/postgres/digests.ts';
import { placesOf } from '#db/postgres/enrolments.ts';
import { alertSteps, alerts, digests } from '#db/postgres/schema.ts';
import { type Taken, openMailServer } from '#test/mail-server.ts';
import { type Product, openProduct } from '#test/product.ts';
import { environmentOf, run } from '#test/processes.ts';
import { type School, createSchool } from '#test/school.ts';
import { type OwnStores, ownStores } from '#test/stores.ts';
import { sendDigests } from './digest.ts';
import { openMail } from './mail.ts';

const from = 'Holdfast <holdfast@holdfast.test>';
const origin = 'https://holdfast.test';
/** A Tuesday, a minute past seven in Berlin. */
const tuesday = Date.parse('2026-03-03T06:01:00Z');
const dayMs = 86_400_000;

let own: OwnStores;
let postgres: Postgres;
let school: School;
let logged: string[] = [];
const log = pino({ level: 'info' }, { write: (line: string) => logged.push(line) });
const open: { close: () => void }[] = [];

beforeAll(async () => {
  own = await ownStores();
  postgres = await openPostgres(own.databaseUrl);
  const accounts = openAccounts(postgres.db, { origins: ['http://127.0.0.1'], secret: 'of this test' });
  school = await createSchool(postgres.db, accounts, 'mailed');
});
beforeEach(async () => {
  logged = [];
  await asTenant(postgres.db, school.tenant, async (tx) => {
    for (const table of [digests, alertSteps, alerts]) await tx.delete(table);
  });
  await raise(new Date(tuesday - dayMs / 2), 'high');
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
afterAll(() => postgres.close());

describe('the digest of alerts', () => {
  test('reaches managers at seven, in text and HTML, without the name of any learner', async () => {
    const { url, mails } = await mailServer();
    expect(await send(url, tuesday - 5 * 60_000)).toBe(0);
    expect(await send(url, tuesday)).toBe(1);
    const [mail = ''] = mails;
    expect(headersOf(mail)).toMatchObject({
      from,
      to: school.people.manager.email,
      subject: '1 alert open, 1 new',
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
    });
    const text = decoded(mail);
    expect(text).toContain('1 alert open at School mailed');
    expect(text).toContain(`${origin}/alerts?severity=high&cohort=${school.cohort}`);
    expect(text).toContain('<h2');
    expect(text).toContain('High, inactivity, Cohort of mailed: open for less than a day');
    expect(text).not.toMatch(/Maya|Jonas/);
    expect(logged.join('')).not.toContain('@');
  });

  test('is sent once, though several workers are at it', async () => {
    const { url, mails } = await mailServer();
    const rounds = await Promise.all([send(url, tuesday), send(url, tuesday), send(url, tuesday)]);
    expect(rounds.toSorted((one, other) => one - other)).toEqual([0, 0, 1]);
    expect(await send(url, tuesday + 60_000)).toBe(0);
    expect(mails).toHaveLength(1);
    await raise(new Date(tuesday + 60_000), 'critical');
    expect(await send(url, tuesday + dayMs)).toBe(1);
    expect(headersOf(mails[1] ?? '')['subject']).toBe('1 alert open, 0 new');
  });

  test('is tried again while the mail server is away, and logs nobody by address', async () => {
    const { url, mails, close } = await mailServer();
    close();
    const mailer = mailerTo(url);
    expect(await sendDigests(postgres.db, mailer, log, tuesday)).toBe(0);
    expect(logged.join('')).toContain('"code":"ESOCKET"');
    expect(logged.join('')).not.toContain('@');
    const back = await mailServer();
    const again = { ...mailerTo(back.url), refused: mailer.refused };
    expect(await sendDigests(postgres.db, again, log, tuesday + 30_000)).toBe(0);
    expect(await sendDigests(postgres.db, again, log, tuesday + 61_000)).toBe(1);
    expect([mails.length, back.mails.length]).toEqual([0, 1]);
  });

  test('that a server refuses says so by its code alone', async () => {
    const { url } = await mailServer({ refusal: 550 });
    expect(await send(url, tuesday)).toBe(0);
    expect(logged.join('')).toContain('"response":550');
    expect(logged.join('')).not.toMatch(/@|mailbox/);
  });

  test('of a morning on which all is quiet is not sent, and the next one is', async () => {
    await asTenant(postgres.db, school.tenant, async (tx) => {
      await tx.delete(alertSteps);
      await tx.delete(alerts);
    });
    const { url, mails } = await mailServer();
    expect(await send(url, tuesday)).toBe(0);
    await raise(new Date(tuesday + 60_000), 'critical');
    expect(await send(url, tuesday + dayMs)).toBe(1);
    expect(mails).toHaveLength(1);
  });

  test('that a killed worker had handed over and not noted is sent once more, and none is lost', async () => {
    // The mail is taken; the answer never comes, so that the worker dies between the two.
    const held = await mailServer('silent');
    const worker = run(['node', 'workers/main.ts'], {
      ...environmentOf(own),
      SMTP_URL: held.url,
      MAIL_FROM: from,
    });
    await raise(new Date(), 'critical');
    // Told long ago, so that it is due at any hour of the day.
    await asTenant(postgres.db, school.tenant, (tx) =>
      tx.insert(digests).values({
        tenantId: school.tenant,
        userId: school.people.manager.id,
        every: 'day',
        toldUntil: new Date(tuesday - 30 * dayMs),
      }),
    );
    await vi.waitFor(() => expect(held.mails).toHaveLength(1), { timeout: 15_000, interval: 20 });
    worker.kill('SIGKILL');
    held.close();
    const { url, mails } = await mailServer();
    await vi.waitFor(async () => expect(await send(url, Date.now())).toBe(1), {
      timeout: 8_000,
      interval: 50,
    });
    expect(headersOf(mails[0] ?? '')['message-id']).toBe(headersOf(held.mails[0] ?? '')['message-id']);
    expect(await send(url, Date.now())).toBe(0);
  });
});

describe('who gets it', () => {
  let product: Product;
  beforeAll(async () => {
    product = await openProduct(own, { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: from });
  });
  afterAll(() => product?.close());

  test('chooses how often, and learners and programs are not asked', async () => {
    const mentor = { cookie: await product.signIn(school.people.mentor) };
    expect((await product.ask('/v1/me/digest', mentor)).body).toEqual({ every: 'off', isMailOn: true });
    const chosen = await product.ask('/v1/me/digest', mentor, put({ every: 'week' }));
    expect(chosen).toMatchObject({ status: 200, body: { every: 'week' } });
    expect((await product.ask('/v1/me/digest', mentor)).body).toMatchObject({ every: 'week' });
    expect((await product.ask('/v1/me/digest', mentor, put({ every: 'hour' }))).status).toBe(400);
    const manager = { cookie: await product.signIn(school.people.manager) };
    expect((await product.ask('/v1/me/digest', manager)).body).toMatchObject({ every: 'day' });
    const learner = { cookie: await product.signIn(school.people.learner) };
    expect((await product.ask('/v1/me/digest', learner)).status).toBe(403);
    expect((await product.ask('/v1/me/digest', { key: school.apiKey })).status).toBe(403);
  });

  test('turns it off with one click in the mail, without signing in, and not by looking at it', async () => {
    const { url, mails } = await mailServer();
    await send(url, tuesday);
    const link = /<(.*)>/.exec(headersOf(mails[0] ?? '')['list-unsubscribe'] ?? '')?.[1] ?? '';
    const path = link.replace(origin, '');
    expect((await product.ask(path)).status).toBe(200);
    expect((await choiceOf(school.people.manager.id))?.every).toBe('day');
    const click = {
      method: 'POST',
      body: 'List-Unsubscribe=One-Click',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    };
    expect((await product.ask(`${path}x`, {}, click)).status).toBe(404);
    expect((await product.ask(path, {}, click)).status).toBe(200);
    expect((await choiceOf(school.people.manager.id))?.every).toBe('off');
    expect(await send(url, tuesday + dayMs)).toBe(0);
  });
});

function choiceOf(user: string) {
  return asTenant(postgres.db, school.tenant, (tx) => digestOf(tx, school.tenant, user));
}

function put(body: object): RequestInit {
  return { method: 'PUT', body: JSON.stringify(body) };
}

async function raise(at: Date, severity: 'high' | 'critical'): Promise<void> {
  await asTenant(postgres.db, school.tenant, async (tx) => {
    const places = await placesOf(tx, school.tenant, [school.cohort], ['maya']);
    const enrolment = places.get('maya')?.[0]?.enrolment ?? '';
    const alert = { type: 'lms_inactivity' as const, severity, trigger: { silentDays: 3 } };
    await raiseAlerts(tx, school.tenant, [{ ...alert, enrolment, score: 40 }], at);
  });
}

function mailerTo(url: string) {
  const mail = openMail({ url, from, dkim: null });
  open.push(mail);
  return { send: mail.send, origin, refused: new Map<string, { tries: number; notBefore: number }>() };
}

function send(url: string, at: number): Promise<number> {
  return sendDigests(postgres.db, mailerTo(url), log, at);
}

async function mailServer(taken: Taken = 'ok') {
  const server = await openMailServer(() => taken);
  open.push(server);
  return server;
}

function headersOf(mail: string): Record<string, string> {
  const head = (mail.split('\r\n\r\n')[0] ?? '').replaceAll(/\r\n[ \t]+/g, ' ');
  return Object.fromEntries(
    head.split('\r\n').map((line) => {
      const [name = '', ...value] = line.split(': ');
      return [name.toLowerCase(), value.join(': ')];
    }),
  );
}

/** Both parts as they are read: quoted-printable undone. */
function decoded(mail: string): string {
  const bytes = mail
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
