import { AxeBuilder } from '@axe-core/playwright';
import { sql } from 'drizzle-orm';
import type { BrowserContext, BrowserContextOptions, Page, Response } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createCohort } from '#db/postgres/cohorts.ts';
import { asTenant, rowsOf } from '#db/postgres/connect.ts';
import { enrol } from '#db/postgres/enrolments.ts';
import type { Wall } from '#engagement/wall.ts';
import { newContext } from '#test/browser.ts';
import { environmentOf, freePort, run, untilReady } from '#test/processes.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { type OwnStores, ownStores } from '#test/stores.ts';
import * as en from './messages/en.ts';

const dayMs = 86_400_000;
const television = { width: 1920, height: 1080 };
const phone = { width: 390, height: 844 };
const { wall: said } = en;
let stores: OwnStores;
let product: Product;
let school: School;
let cohorts: string[];
const contexts: BrowserContext[] = [];
const learners = Array.from({ length: 30 }, (_, place) => ({
  externalId: `learner-${place}`,
  name: `Ada Lovelace-${place}`,
  enrolledAt: new Date(Date.now() - 40 * dayMs),
}));

beforeAll(async () => {
  stores = await ownStores();
  product = await openProduct(stores);
  const { db, accounts } = product.stores;
  school = await createSchool(db, accounts, 'walls');
  const { tenant, programme, cohort } = school;
  const other = await asTenant(db, tenant, async (tx) => {
    await enrol(tx, tenant, cohort, learners);
    return createCohort(tx, tenant, { programme, name: 'Physics', timeZone: 'America/New_York' });
  });
  cohorts = [cohort, other];
  const at = (daysAgo: number): string => new Date(Date.now() - daysAgo * dayMs).toISOString();
  const sent = learners.flatMap(({ externalId: learner }, place) => [
    { id: `${learner}-a`, learner, type: 'login', at: at(6) },
    ...(place < 17 ? [{ id: `${learner}-b`, learner, type: 'login', at: at(0) }] : []),
  ]);
  await product.ask('/v1/events', { key: school.sourceKey }, { method: 'POST', body: JSON.stringify(sent) });
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(() => product?.close());

test('a manager makes a link, sees it once, and a television shows the cohort by it until it is revoked', async () => {
  const desk = await visit('/settings/walls', 'manager');
  await desk.getByText(said.settings.none.title).waitFor();
  await desk.getByRole('button', { name: said.settings.make }).click();
  const dialog = desk.getByRole('dialog');
  await dialog.getByRole('button', { name: said.settings.create }).click();
  await dialog.getByText(said.settings.nameWrong).waitFor();
  await expectNoViolations(desk);
  await dialog.getByLabel(said.settings.name).fill('Staff room');
  await dialog.getByLabel('Cohort of walls').check();
  await dialog.getByRole('button', { name: said.settings.create }).click();
  const link = await desk.getByLabel(said.settings.made.link).inputValue();
  expect(link).toMatch(/\/wall\/[\w-]{43}$/);
  await expectNoViolations(desk);
  const opens = desk.getByRole('link', { name: said.settings.made.open });
  expect(await opens.getAttribute('href')).toBe(link);
  await desk.getByRole('button', { name: said.settings.made.done }).click();

  const screen = await visit(new URL(link).pathname);
  await screen.getByRole('heading', { name: 'Cohort of walls' }).waitFor();
  await screen.getByText(said.state.live, { exact: true }).waitFor();
  await screen.locator('.figure').getByText('15+', { exact: true }).waitFor();
  expect(await screen.getByRole('navigation').count()).toBe(0);
  await desk.reload();
  await desk.getByText(said.settings.shown).waitFor();
  expect(await desk.content()).not.toContain(link.split('/').at(-1));

  await desk.getByRole('button', { name: said.settings.revokeOf('Staff room') }).click();
  const revokedAt = Date.now();
  await desk.getByRole('dialog').getByRole('button', { name: said.settings.revoke }).click();
  await screen.getByText(said.over.title).waitFor();
  expect(Date.now() - revokedAt).toBeLessThan(2_000);
  expect(await screen.getByText('15+').count()).toBe(0);
  await desk.getByText(said.settings.revokedList).waitFor();
  await expectNoViolations(desk);
});

describe('a television', () => {
  test.each(['counts', 'pseudonyms'] as const)(
    'with %s can be used by everybody, in both themes, and has not a name or an id in it',
    async (mode) => {
      const token = await tokenOf({ mode, cohorts });
      const secrets = await secretsOf();
      const looks: BrowserContextOptions[] = [
        { viewport: television, colorScheme: 'dark' },
        { viewport: television, colorScheme: 'light' },
        { viewport: { width: 1080, height: 1920 }, colorScheme: 'dark' },
        { viewport: phone, colorScheme: 'light' },
      ];
      for (const look of looks) {
        const screen = await visit(`/wall/${token}`, null, { ...look, reducedMotion: 'reduce' });
        const bodies: Promise<string>[] = [];
        const keep = (response: Response): unknown => bodies.push(response.text());
        screen.on('response', keep);
        await screen.getByText(said.state.live, { exact: true }).waitFor();
        await screen.waitForResponse(/\/v1\/wall$/);
        await expectNoViolations(screen);
        expect(await screen.evaluate(overflow, look.viewport?.width === phone.width)).toEqual([]);
        // What comes after this would not be there any more when the screen is closed.
        screen.off('response', keep);
        const all = [await screen.content(), ...(await Promise.all(bodies))].join('\n');
        expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
      }
    },
  );

  test('goes through its cohorts by itself, each by its own clock, and says when there is too little to show', async () => {
    const screen = await visit(`/wall/${await tokenOf({ cohorts, secondsPerCohort: 10 })}`);
    await screen.getByRole('heading', { name: 'Cohort of walls' }).waitFor({ timeout: 15_000 });
    await screen.getByText(said.place(1, 2)).waitFor();
    await screen.getByText(said.bands.title).waitFor();
    await screen.getByText(said.noUsual).waitFor();
    const zone = en.time.zone(Date.now(), 'Europe/Berlin');
    await screen.locator('.clock').filter({ hasText: zone }).waitFor();
    await screen.getByRole('heading', { name: 'Physics' }).waitFor({ timeout: 15_000 });
    await screen.getByText(said.small).waitFor();
    await screen.getByText(said.place(2, 2)).waitFor();
    const other = en.time.zone(Date.now(), 'America/New_York');
    await screen.locator('.clock').filter({ hasText: other }).waitFor();
  });

  test('keeps its screen awake, sends its link to nobody, and takes no session with it', async () => {
    const token = await tokenOf({});
    const context = await newContext({ viewport: television, locale: 'en-GB' });
    contexts.push(context);
    await context.addInitScript(() => {
      const lock = navigator.wakeLock;
      const ask = lock.request.bind(lock);
      lock.request = (type) => {
        document.documentElement.dataset['awake'] = type;
        return ask(type);
      };
    });
    const screen = await context.newPage();
    const referers: string[] = [];
    const asked: Record<string, string>[] = [];
    screen.on('request', (request) => {
      const headers = request.headers();
      if (headers['referer'] !== undefined) referers.push(headers['referer']);
      if (new URL(request.url()).pathname === '/v1/wall') asked.push(headers);
      expect(request.url().replace(`/wall/${token}`, '')).not.toContain(token);
    });
    const [name = '', value = ''] = (await product.signIn(school.people.manager)).split('=');
    await context.addCookies([{ name, value, url: product.url }]);
    await screen.goto(`${product.url}/wall/${token}`);
    await screen.getByText(said.state.live, { exact: true }).waitFor();
    await screen.locator('html[data-awake=screen]').waitFor();
    expect(referers.filter((referer) => referer.includes(token))).toEqual([]);
    expect(asked[0]).toMatchObject({ authorization: `Bearer ${token}` });
    expect(asked.filter((headers) => 'cookie' in headers)).toEqual([]);
  });

  test('whose server is killed says so with its figures dimmed, and is live within ten seconds of its return', async () => {
    const token = await tokenOf({});
    const port = String(await freePort());
    const origin = `http://127.0.0.1:${port}`;
    const start = () => run([process.execPath, 'server/main.ts'], { ...environmentOf(stores), PORT: port });
    const server = start();
    await untilReady(origin);
    const screen = await visit(`/wall/${token}`, null, {}, origin);
    const isLive = screen.getByText(said.state.live, { exact: true });
    await isLive.waitFor();
    server.kill('SIGKILL');
    await screen.getByText(/^Last heard \d\d:\d\d, trying again$/).waitFor();
    await screen.locator('article.lost').getByText('+').first().waitFor();
    start();
    await untilReady(origin);
    const backAt = Date.now();
    await isLive.waitFor({ timeout: 10_000 });
    expect(Date.now() - backAt).toBeLessThan(10_000);
    expect(await screen.locator('article.lost').count()).toBe(0);
  });

  test('loads the page anew by itself when there is a newer one', async () => {
    const screen = await visit(`/wall/${await tokenOf({})}`);
    await screen.getByText(said.state.live, { exact: true }).waitFor();
    await screen.evaluate(() => (document.documentElement.dataset['old'] = 'yes'));
    await screen.route('**/_app/version.json', (route) => route.fulfill({ json: { version: 'newer' } }), {
      times: 1,
    });
    // A server that was away for a moment may have come back as a newer one.
    await screen.route('**/v1/wall', (route) => route.abort(), { times: 1 });
    await screen.locator('html:not([data-old])').waitFor({ timeout: 15_000 });
    await screen.getByText(said.state.live, { exact: true }).waitFor();
  });
});

async function tokenOf(wanted: Partial<Record<keyof Wall, unknown>>): Promise<string> {
  const { status, body } = await product.ask<{ token: string }>(
    '/v1/walls',
    { cookie: await product.signIn(school.people.admin) },
    {
      method: 'POST',
      body: JSON.stringify({ name: 'Hall', cohorts: [school.cohort], mode: 'counts', ...wanted }),
    },
  );
  expect(status).toBe(200);
  return body.token;
}

/** Every id there is but that of the page's own parts, and every name of a person. */
async function secretsOf(): Promise<string[]> {
  const rows = await asTenant(product.stores.db, school.tenant, (tx) =>
    rowsOf<{ secret: string }>(
      tx,
      sql`select unnest(array[id, external_id, name]) as secret from learners
          union select id from enrolments union select id from cohorts union select id from programmes
          union select id from walls union select ${school.tenant}`,
    ),
  );
  expect(rows.length).toBeGreaterThan(90);
  const people = Object.values(school.people).flatMap(({ id, email, name }) => [id, email, name]);
  return [...rows.map(({ secret }) => secret), ...people];
}

/** Runs in the page: what does not fit; on a phone it may be scrolled, downwards. */
function overflow(mayScroll: boolean): string[] {
  const { scrollWidth, scrollHeight } = document.documentElement;
  const parts = [...document.querySelectorAll('article section')].map((one) => one.getBoundingClientRect());
  const foot = document.querySelector('footer')?.getBoundingClientRect().top ?? 0;
  return [
    ...(scrollWidth > innerWidth ? ['too wide'] : []),
    ...(!mayScroll && scrollHeight > innerHeight ? ['too high'] : []),
    ...(parts.some(({ bottom }) => bottom > foot + 1) ? ['over the foot'] : []),
  ];
}

async function expectNoViolations(page: Page): Promise<void> {
  const { violations, passes } = await new AxeBuilder({ page }).analyze();
  expect(passes.length).toBeGreaterThan(5);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}

async function visit(
  path: string,
  as: 'manager' | null = null,
  look: BrowserContextOptions = {},
  origin = product.url,
): Promise<Page> {
  const context = await newContext({ viewport: television, locale: 'en-GB', ...look });
  contexts.push(context);
  if (as) {
    const [name = '', value = ''] = (await product.signIn(school.people[as])).split('=');
    await context.addCookies([{ name, value, url: origin }]);
  }
  const page = await context.newPage();
  await page.goto(origin + path);
  return page;
}
