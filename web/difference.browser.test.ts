import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { asTenant } from '#db/postgres/connect.ts';
import { allEnrolments, enrol } from '#db/postgres/enrolments.ts';
import { type HistoryRow, storeEvents } from '#db/postgres/events.ts';
import type { Role } from '#engagement/person.ts';
import { newContext } from '#test/browser.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import * as en from './messages/en.ts';

const dayMs = 86_400_000;
const phone = { width: 390, height: 844 };
const to = Math.floor(Date.now() / 60_000) * 60_000;
const cohortSize = 40;
const selectedSize = 12;
/** Inert wherever it stands. */
const hostile = '<img src=x onerror="document.title=1">‮ma';
let product: Product;
let school: School;
let enrolments: string[];
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  product = await openProduct(await ownStores());
  const { db, accounts } = product.stores;
  school = await createSchool(db, accounts, 'different');
  enrolments = await asTenant(db, school.tenant, async (tx) => {
    const enrolledAt = new Date(to - 60 * dayMs);
    const people = Array.from({ length: cohortSize - 2 }, (_, at) => ({
      externalId: `l${at}`,
      name: at === 0 ? hostile : `Learner ${at}`,
      enrolledAt,
    }));
    await enrol(tx, school.tenant, school.cohort, people);
    return (await allEnrolments(tx, school.tenant)).map(({ enrolment }) => enrolment);
  });
  await storeEvents(db, enrolments.flatMap(weekOf), to);
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(() => product?.close());

/** The first dozen do half as much, and at night. */
function weekOf(enrolment: string, at: number): HistoryRow[] {
  const isOther = at < selectedSize;
  return Array.from({ length: (isOther ? 8 : 16) + (at % 4) }, (_, index) => ({
    tenant: school.tenant,
    enrolment,
    source: school.source,
    receivedAt: to,
    event: {
      id: `${enrolment}-${index}`,
      learner: enrolment,
      type: index % 4 === 0 && !isOther ? 'quiz_attempt' : 'content_view',
      at: to - (to % dayMs) - dayMs * (1 + (index % 5)) + (isOther ? 1 : 13) * 3_600_000 + index * 60_000,
      durationS: 60 + index,
    },
  }));
}

async function select(some: readonly string[]): Promise<string> {
  const body = JSON.stringify({
    enrolments: some,
    from: new Date(to - 7 * dayMs).toISOString(),
    to: new Date(to).toISOString(),
  });
  const as = { key: school.apiKey };
  const path = `/v1/cohorts/${school.cohort}/selections`;
  const made = await product.ask<{ id: string }>(path, as, { method: 'POST', body });
  return `/cohorts/${school.cohort}/difference?selection=${made.body.id}`;
}

test('a link shows what is different about some, how sure that is and how it was computed, with the keyboard alone', async () => {
  const page = await visit('mentor', await select(enrolments.slice(0, selectedSize)));
  await page.getByRole('heading', { name: en.difference.title(selectedSize) }).waitFor();
  const first = page.locator('ol > li').first();
  await first.waitFor();
  const headings = await page.getByRole('heading', { level: 3 }).allTextContents();
  expect(headings).toContain('Read and watched less');
  // Who does it at night does not do it in the afternoon, which is one thing to say.
  const when = page.locator('ol > li', { hasText: 'More of them did less than 100% of it in the afternoon' });
  await when.getByText(en.difference.goesWith(1)).press('Enter');
  await when.getByText('More of them did some of it at night').waitFor();
  expect(await first.innerText()).toMatch(/These\s+[\d.]+.*\s+.*The others\s+[\d.]+/s);

  const strength = first.getByRole('button');
  await strength.focus();
  await page.keyboard.press('Enter');
  await page.getByText('would be chance').first().waitFor();
  await page.keyboard.press('Escape');

  const folded = page.getByText(en.difference.who(selectedSize));
  await folded.focus();
  await page.keyboard.press('Enter');
  const name = page.getByRole('link', { name: hostile });
  await name.waitFor();
  expect(await page.locator('img').count()).toBe(0);
  expect(await page.getByRole('link', { name: en.difference.filter }).getAttribute('href')).toMatch(
    /^\/cohorts\/\w+\?selection=\w{16}$/,
  );
});

test('its link can be copied, and is there to be copied by hand where the browser lets no page copy', async () => {
  const link = await select(enrolments.slice(0, selectedSize));
  const page = await visit('manager', link, { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.getByRole('button', { name: en.copyLink.copy }).press('Enter');
  await page.getByText(en.copyLink.copied).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(product.url + link);

  const shut = await visit('manager', link);
  await shut.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'));
  });
  await shut.getByRole('button', { name: en.copyLink.copy }).press('Enter');
  await shut.getByText(product.url + link).waitFor();
});

test('learners named in the address become a selection with a link of its own', async () => {
  const page = await visit('manager', `/cohorts/${school.cohort}/difference?learners=${school.learner}`);
  await page.waitForURL(/\?selection=\w{16}$/);
  await page.getByRole('heading', { name: en.difference.title(1) }).waitFor();
  await page.getByRole('heading', { name: en.difference.tooFew.title }).waitFor();
  // What is only to be seen does not sound like a finding.
  await page.getByRole('heading', { name: en.difference.name('events'), exact: true }).waitFor();
  expect(await page.getByText('Did less').count()).toBe(0);
});

test('where nothing tells them apart, nobody is picked out, or the link is wrong, it says so and leads on', async () => {
  const alike = enrolments.filter((_, at) => at % 3 === 0);
  const page = await visit('manager', await select(alike));
  await page.getByRole('heading', { name: en.difference.nothing.title }).waitFor();
  await page.goto(`${product.url}/cohorts/${school.cohort}/difference`);
  await page.getByRole('heading', { name: en.difference.noneYet.title }).waitFor();
  await page.goto(`${product.url}/cohorts/${school.cohort}/difference?selection=0000000000000000`);
  await page.getByRole('heading', { name: en.difference.gone.title }).waitFor();
  await page.getByRole('link', { name: en.difference.back }).last().click();
  await page.waitForURL(`${product.url}/cohorts/${school.cohort}`);
  await page.goto(`${product.url}/cohorts/${school.cohort}/difference?learners=nobody`);
  await page.getByText(en.difference.notMade).waitFor();
});

test.each([
  ['light', { width: 1440, height: 900 }],
  ['dark', { width: 1440, height: 900 }],
  ['light', phone],
  ['dark', phone],
] as const)('nothing bars the way, %s, %o', async (colorScheme, viewport) => {
  const link = await select(enrolments.slice(0, selectedSize));
  const page = await visit('manager', link, { colorScheme, viewport, reducedMotion: 'reduce' });
  await page.locator('ol > li').first().waitFor();
  for (const summary of await page.locator('summary').all()) await summary.click();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  const wider = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(wider).toBe(0);
});

async function visit(role: Role, path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await newContext({ locale: 'en-GB', ...options });
  contexts.push(context);
  const [name = '', value = ''] = (await product.signIn(school.people[role])).split('=');
  await context.addCookies([{ name, value, url: product.url }]);
  const page = await context.newPage();
  await page.goto(product.url + path);
  return page;
}
