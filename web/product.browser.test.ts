import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { asTenant } from '#db/postgres/connect.ts';
import { createSource } from '#db/postgres/sources.ts';
import { noteHeard } from '#db/redis/heard.ts';
import type { Role } from '#engagement/person.ts';
import { newContext } from '#test/browser.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool, password } from '#test/school.ts';
import { writeRhythm } from '#test/rhythm.ts';
import { ownStores } from '#test/stores.ts';
import { watchSources } from '#workers/watch-sources.ts';
import * as en from './messages/en.ts';

let product: Product;
let school: School;
const contexts: BrowserContext[] = [];
const minute = 60_000;
const day = 86_400_000;
const phone = { width: 390, height: 844 };

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'seen');
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(() => product?.close());

describe('what people see', () => {
  test('outside the demo nobody gets in without a password', async () => {
    const page = await visit('/');
    await page.getByLabel(en.start.email).waitFor();
    expect(await page.getByRole('button', { name: en.start.continueAs.manager }).count()).toBe(0);
  });

  test('a manager signs in, opens the cohort, and an event lights its cell within a second', async () => {
    await send({ id: 'known', type: 'login', at: Date.now() - 6 * day });
    const page = await visit('/');
    await page.getByLabel(en.start.email).fill(school.people.manager.email);
    await page.getByLabel(en.start.password).fill(password);
    await page.getByRole('button', { name: en.start.signIn }).click();
    await page.getByRole('link', { name: 'Cohort of seen' }).click();
    await page.getByText(en.connection.state({ state: 'live' }), { exact: true }).waitFor();
    await page.locator('canvas').first().waitFor();
    const before = await page.evaluate(newestCells, null);
    const sentAt = Date.now();
    await send({ id: 'lights', type: 'quiz_attempt', at: sentAt });
    const lit = await page.waitForFunction(newestCells, before, { polling: 'raf', timeout: 5_000 });
    expect((await lit.jsonValue())?.at).toBeLessThan(sentAt + 1_000);
  });

  test('of two mentors one claims, and the other sees by whom without doing anything', async () => {
    const [page, other] = [await visit('/queue', 'mentor'), await visit('/queue', 'admin')];
    await other.getByRole('button', { name: en.cases.claim }).waitFor();
    await page.getByRole('button', { name: en.cases.claim }).click();
    await page.getByText(en.cases.yours).waitFor();
    await other.getByText(en.cases.claimedBy(school.people.mentor.name)).waitFor();
  });

  test('the learner who was quiet finds a nudge on a phone and answers it', async () => {
    const page = await visit('/me', 'learner', { viewport: phone });
    // By then it may be one of several.
    await page
      .getByRole('button', { name: /^(Start|Join|Ask) ?/ })
      .first()
      .click();
    await page.locator('.thanks').waitFor();
  });
});

describe('a store that does not answer', () => {
  test('is named on the page with the time from which it is stale, and the page is live again by itself', async () => {
    const page = await visit(`/cohorts/${school.cohort}`, 'manager');
    const isLive = page.getByText(en.connection.state({ state: 'live' }), { exact: true });
    await isLive.waitFor();
    await product.stores.redis.call('CLIENT', 'PAUSE', '4000', 'ALL');
    const why = en.connection.why({ state: 'stale', since: 0, away: 'redis' }, true);
    await page.getByText(why).waitFor();
    await page.getByText(/Stale since \d\d:\d\d/).waitFor();
    await isLive.waitFor();
  });
});

describe('a source that is down', () => {
  test('is named on the open cohort with what follows, told apart on its map, and gone when it is back', async () => {
    const { db, redis } = product.stores;
    const { tenant, cohort } = school;
    const made = { name: 'Campus LMS', cohorts: [cohort], homeCohort: null, eventsPerSecond: 100 };
    const source = await asTenant(db, tenant, (tx) => createSource(tx, tenant, made));
    const silentSince = Date.now() - 12 * minute;
    const until = silentSince - 60 * minute;
    await writeRhythm(db, { tenant, source, cohort, perHour: { lms: 240 }, until });
    await noteHeard(redis, tenant, source, silentSince);
    const page = await visit(`/cohorts/${cohort}`, 'manager');
    await page.getByText(en.connection.state({ state: 'live' }), { exact: true }).waitFor();
    await page.locator('canvas').first().waitFor();
    const banner = page.getByRole('status').filter({ hasText: 'Campus LMS' });
    expect(await banner.count()).toBe(0);

    await watchSources(db, redis, Date.now());
    await banner.waitFor();
    const said = en.outage.said('Campus LMS', silentSince, Date.now(), 240, 'Europe/Berlin');
    expect(await banner.innerText()).toBe(said);
    await page.getByText(en.screen.legend.silences.down).waitFor();
    await page.getByText(en.heat.down('Campus LMS', silentSince, 'Europe/Berlin', false)).waitFor();
    await page
      .getByText(en.screen.said('activity', 0, 'down', 'minute'))
      .first()
      .waitFor({ state: 'attached' });
    expect(await violationsOf(page)).toEqual([]);

    await noteHeard(redis, tenant, source, Date.now());
    await watchSources(db, redis, Date.now());
    await banner.waitFor({ state: 'detached' });
  });
});

describe('everybody can use', () => {
  const screens: [path: string, role: Role, ready: string][] = [
    ['/cohorts', 'manager', en.cohorts.title],
    ['/cohorts/COHORT', 'manager', 'Cohort of seen'],
    ['/learners/LEARNER', 'mentor', 'Maya of seen'],
    ['/queue', 'mentor', en.queue.title],
    ['/sources', 'manager', en.sources.title],
    ['/me', 'learner', en.me.next],
  ];
  const looks: BrowserContextOptions[] = [{ colorScheme: 'light' }, { colorScheme: 'dark', viewport: phone }];

  test.each(screens)('%s', async (path, role, ready) => {
    for (const look of looks) {
      const page = await visit(
        path.replace('COHORT', school.cohort).replace('LEARNER', school.learner),
        role,
        look,
      );
      await page.getByRole('heading', { name: ready }).first().waitFor();
      await page.getByText(en.connection.state({ state: 'live' }), { exact: true }).waitFor();
      expect(await violationsOf(page)).toEqual([]);
      expect(await page.evaluate(sidewaysScroll)).toBe(0);
    }
  });
});

async function violationsOf(page: Page): Promise<string[]> {
  const { violations, passes } = await new AxeBuilder({ page }).analyze();
  expect(passes.length).toBeGreaterThan(5);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

/** Runs in the page: by how much it is wider than the screen, once its typeface is there. */
async function sidewaysScroll(): Promise<number> {
  await document.fonts.ready;
  return document.documentElement.scrollWidth - innerWidth;
}

/** Runs in the page: what the two newest columns of the map look like, once it is not `before`. */
function newestCells(before: { pixels: string } | null): { pixels: string; at: number } | null {
  const canvas = document.querySelector('canvas');
  if (!canvas?.width) return null;
  const from = Math.floor((canvas.width * 58) / 60);
  const image = canvas.getContext('2d')?.getImageData(from, 0, canvas.width - from, canvas.height);
  const pixels = String(image?.data);
  return pixels === before?.pixels ? null : { pixels, at: Date.now() };
}

async function visit(path: string, as?: Role, look: BrowserContextOptions = {}): Promise<Page> {
  const context = await newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    ...look,
  });
  contexts.push(context);
  if (as) {
    const [name = '', value = ''] = (await product.signIn(school.people[as])).split('=');
    await context.addCookies([{ name, value, url: product.url }]);
  }
  const page = await context.newPage();
  await page.goto(product.url + path);
  return page;
}

async function send(event: { id: string; type: string; at: number }): Promise<void> {
  const body = JSON.stringify({ learner: 'maya', ...event, at: new Date(event.at).toISOString() });
  const answer = await product.ask('/v1/events', { key: school.sourceKey }, { method: 'POST', body });
  expect(answer).toMatchObject({ status: 202, body: { accepted: 1 } });
}
