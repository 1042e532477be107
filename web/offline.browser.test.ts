import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Page, Worker } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Nudge } from '#engagement/nudge.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { placesOfLearner } from '#db/postgres/learners.ts';
import { storeNudge } from '#db/postgres/nudges.ts';
import type { Role } from '#engagement/person.ts';
import { newContext } from '#test/browser.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool, password } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import * as en from './messages/en.ts';

// The page of a learner as an app on a phone: installed, without a connection, and told by push.

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, locale: 'en-GB' };
let product: Product;
let school: School;
let nudgesMade = 0;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'offline');
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(() => product?.close());

describe('without a connection', () => {
  test('the page opens with what it last knew, and an answer that is given then is sent once', async () => {
    const nudge = await nudgeMaya();
    const page = await visit('/me');
    await page.getByRole('button', { name: 'Start' }).waitFor();
    const worker = await inControl(page);
    const told: string[] = [];
    page.context().on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/answer')) told.push(request.url());
    });

    await page.context().setOffline(true);
    await page.reload();
    await page.getByText(/^There is no connection. This is your page of /).waitFor();
    await page.getByRole('heading', { name: en.me.hello(school.people.learner.name) }).waitFor();
    await page.getByRole('heading', { name: en.me.score }).waitFor();
    expect(await page.getByRole('button', { name: en.failure.retry }).count()).toBe(0);
    const { violations } = await new AxeBuilder({ page }).include('#content').analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText(en.nudge.kept).waitFor();

    // Closed and opened again, the answer is still there, and is not asked for twice.
    await page.reload();
    await page.getByText(en.nudge.kept).waitFor();
    expect(await page.getByRole('button', { name: 'Start' }).count()).toBe(0);
    told.length = 0;
    await page.context().setOffline(false);
    await page.getByText(en.nudge.keptSent).waitFor();
    await page.getByText(/^There is no connection/).waitFor({ state: 'detached' });
    await vi.waitFor(async () => expect(await answerTo(nudge)).toBe('accepted'));
    expect(told).toHaveLength(1);
    expect(worker.url()).toContain('service-worker');
  });

  test('nothing is shown after signing out, nor to somebody else, and nothing that staff see is kept', async () => {
    // In a session of its own: signing out ends it everywhere.
    const page = await visit('/', null);
    await page.getByLabel(en.start.email).fill(school.people.learner.email);
    await page.getByLabel(en.start.password).fill(password);
    await page.getByRole('button', { name: en.start.signIn }).click();
    await page.getByRole('heading', { name: en.me.score }).waitFor();
    await inControl(page);
    expect((await keptHere(page)).length).toBeGreaterThan(1);
    await page.getByRole('button', { name: en.account.open(school.people.learner.name) }).click();
    await page.getByRole('button', { name: en.account.signOut }).click();
    await page.getByLabel(en.start.email).waitFor();
    expect(await keptHere(page)).toEqual([]);
    await page.context().setOffline(true);
    await page.goto(`${product.url}/me`);
    await page.getByRole('heading', { name: en.unreachable.title }).waitFor();

    const staff = await visit(`/learners/${school.learner}`, 'mentor');
    await staff.getByRole('heading', { name: /^Maya/ }).first().waitFor();
    expect(await keptHere(staff)).toEqual([]);
  });

  test('an answer waits for the person who gave it, whoever signs in here meanwhile', async () => {
    const nudge = await nudgeMaya();
    const page = await visit('/me');
    const accept = page.getByRole('button', { name: 'Start' });
    await accept.waitFor();
    await inControl(page);
    await page.context().setOffline(true);
    await accept.click();
    await page.getByText(en.nudge.kept).waitFor();
    const cookies = await page.context().cookies();
    await page.context().clearCookies();
    await signIn(page.context(), 'mentor');
    // The page is still open, and sends with what is now somebody else's session.
    const answered = page.waitForResponse((response) => response.url().endsWith('/answer'));
    await page.context().setOffline(false);
    expect([403, 404]).toContain((await answered).status());
    await page.reload();
    await page.getByRole('heading', { name: en.queue.title, exact: true }).waitFor();
    await page.context().clearCookies();
    await page.context().addCookies(cookies);
    await page.goto(`${product.url}/me`);
    await vi.waitFor(async () => expect(await answerTo(nudge)).toBe('accepted'), {
      timeout: 10_000,
      interval: 50,
    });
  });
});

test('a phone may install it: the manifest says what it is, and its icons are there as large as it says', async () => {
  const page = await visit('/me');
  const href = await page.locator('link[rel=manifest]').getAttribute('href');
  const { body: manifest, headers } = await product.ask<Manifest>(new URL(href ?? '', product.url).pathname);
  expect(headers.get('content-type')).toMatch(/^application\/(manifest\+)?json/);
  expect(manifest).toMatchObject({ name: 'Holdfast', start_url: '/me', scope: '/', display: 'standalone' });
  const found = await Promise.all(manifest.icons.map(({ src }) => iconAt(src)));
  expect(found).toEqual(manifest.icons.map(({ src, sizes, type }) => ({ src, sizes, type })));
  const pngs = manifest.icons.filter(({ type }) => type === 'image/png');
  expect(pngs.filter(({ purpose }) => purpose === undefined).map(({ sizes }) => sizes)).toEqual([
    '192x192',
    '512x512',
  ]);
  expect(pngs.some(({ purpose }) => purpose === 'maskable')).toBe(true);

  // And the browser itself, which knows the rules.
  const session = await page.context().newCDPSession(page);
  const { errors, data } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(JSON.parse(data ?? '')).toEqual(manifest);
  await inControl(page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // A window without a trace is one in which nothing may be installed, here as for anybody.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual(
    [],
  );
});

test('a push shows that there is something, names nobody, and a click on it leads to the page', async () => {
  const nudge = await nudgeMaya();
  const page = await visit('/me');
  const worker = await inControl(page);
  await worker.evaluate(listen);
  await push(page, JSON.stringify({ nudge }));
  await push(page, 'of another shape');
  await vi.waitFor(async () => expect((await worker.evaluate(heard)).shown).toHaveLength(2));
  const { shown } = await worker.evaluate(heard);
  const usual = { title: en.delivery.push.title, body: en.delivery.push.text, icon: '/icon-192.png' };
  expect(shown).toEqual([
    { ...usual, tag: nudge, data: { nudge } },
    { ...usual, tag: 'nudge', data: { nudge: 'nudge' } },
  ]);
  const { tag: _tag, data: _data, ...said } = shown[0] ?? {};
  expect(JSON.stringify(said)).not.toMatch(/maya|learner of|quiet|day/i);

  // A page that is open comes forward and goes there; where none is, one is opened.
  await page.getByRole('link', { name: en.mine.wants.title }).click();
  await page.waitForURL('**/me/wants');
  await worker.evaluate(click);
  await page.waitForURL('**/me');
  await page.getByRole('heading', { name: en.me.next }).waitFor();
  expect(await worker.evaluate(heard)).toMatchObject({ closed: 1, focused: 1, opened: [] });
  await page.context().newPage();
  await page.close();
  await worker.evaluate(click);
  expect(await worker.evaluate(heard)).toMatchObject({ closed: 2, focused: 1, opened: ['/me'] });
});

/** What the worker asked of its browser: this one has no place for notifications, nor a hand that clicks on them. */
interface Heard {
  shown: { title: string; body?: string; icon?: string; tag?: string; data?: unknown }[];
  closed: number;
  focused: number;
  opened: string[];
}

/** These three run in the worker. */
function listen(): void {
  const own = globalThis as unknown as {
    heard: Heard;
    registration: ServiceWorkerRegistration;
    clients: { openWindow: (url: string) => Promise<null> };
    WindowClient: { prototype: { focus: () => Promise<void> } };
  };
  own.heard = { shown: [], closed: 0, focused: 0, opened: [] };
  own.registration.showNotification = (title, options) => {
    own.heard.shown.push({ title, ...options });
    return Promise.resolve();
  };
  own.clients.openWindow = (url) => {
    own.heard.opened.push(url);
    return Promise.resolve(null);
  };
  own.WindowClient.prototype.focus = () => {
    own.heard.focused++;
    return Promise.resolve();
  };
}

function heard(): Heard {
  return (globalThis as unknown as { heard: Heard }).heard;
}

async function click(): Promise<void> {
  const own = globalThis as unknown as EventTarget & { heard: Heard };
  const until: Promise<unknown>[] = [];
  const clicked = Object.assign(new Event('notificationclick'), {
    notification: { close: () => own.heard.closed++ },
    waitUntil: (work: Promise<unknown>) => until.push(work),
  });
  own.dispatchEvent(clicked);
  await Promise.all(until);
}

interface Manifest {
  name: string;
  icons: { src: string; sizes: string; type: string; purpose?: string }[];
}

/** An icon as it is: a PNG says its width and height in its first part, what is drawn by lines has any. */
async function iconAt(src: string) {
  const icon = await fetch(product.url + src);
  const type = icon.headers.get('content-type')?.split(';')[0];
  const bytes = Buffer.from(await icon.arrayBuffer());
  const isPng = bytes.subarray(1, 4).toString() === 'PNG';
  if (isPng) return { src, type, sizes: `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}` };
  return { src, type, sizes: bytes.toString().startsWith('<svg ') ? 'any' : 'none' };
}

async function push(page: Page, data: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const known = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL.startsWith(product.url));
      if (own) resolve(own.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.deliverPushMessage', {
    origin: product.url,
    registrationId: await known,
    data,
  });
  await session.detach();
}

/** Waits until the service worker has everything it keeps, and the page. */
async function inControl(page: Page): Promise<Worker> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
  });
  const [worker] = page.context().serviceWorkers();
  if (!worker) throw new Error('the page is controlled, so there is a worker');
  return worker;
}

function keptHere(page: Page): Promise<string[]> {
  return page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('holdfast known')));
}

async function answerTo(nudge: string): Promise<string | null> {
  const { body } = await product.ask<{ items: Nudge[] }>('/v1/nudges', { key: school.apiKey });
  return body.items.find(({ id }) => id === nudge)?.answer ?? null;
}

async function nudgeMaya(): Promise<string> {
  const at = new Date();
  return asTenant(product.stores.db, school.tenant, async (tx) => {
    const [place] = await placesOfLearner(tx, school.tenant, school.learner);
    const who = { learner: school.learner, enrolment: place?.enrolment ?? '', cohort: school.cohort };
    const about = { kind: 'reminder', rule: 'quiet_days', period: `p${nudgesMade++}` } as const;
    const id = await storeNudge(tx, school.tenant, { ...who, ...about, params: { days: 3 }, dueAt: at }, at);
    return id ?? '';
  });
}

async function signIn(context: BrowserContext, as: Role): Promise<void> {
  const [name = '', value = ''] = (await product.signIn(school.people[as])).split('=');
  await context.addCookies([{ name, value, url: product.url }]);
}

async function visit(path: string, as: Role | null = 'learner'): Promise<Page> {
  const context = await newContext({ ...phone, serviceWorkers: 'allow' });
  contexts.push(context);
  if (as !== null) await signIn(context, as);
  const page = await context.newPage();
  await page.goto(product.url + path);
  return page;
}
