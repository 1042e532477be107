import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Nudge } from '#engagement/nudge.ts';
import type { Role } from '#engagement/person.ts';
import { newContext } from '#test/browser.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import * as en from './messages/en.ts';

const dayMs = 86_400_000;
const phone = { width: 390, height: 844 };
let product: Product;
let school: School;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'mine');
  const at = new Date(Date.now() - 6 * dayMs).toISOString();
  const events = [{ id: 'once', learner: 'maya', type: 'login', at }];
  const body = JSON.stringify(events);
  await product.ask('/v1/events', { key: school.sourceKey }, { method: 'POST', body });
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(() => product?.close());

test('an answer that is given without a connection is not lost', async () => {
  const page = await visit('/me', 'learner');
  const start = page.getByRole('button', { name: 'Start' });
  await start.waitFor();
  await page.context().setOffline(true);
  await start.click();
  await page.getByText(en.nudge.kept).waitFor();
  await page.context().setOffline(false);
  await page.getByText(en.nudge.keptSent).waitFor();
  await vi.waitFor(async () => {
    const { body } = await product.ask<{ items: Nudge[] }>('/v1/nudges', { key: school.apiKey });
    expect(body.items.map(({ answer }) => answer)).toContain('accepted');
  });
});

test('what a learner says is wrong waits on their page and on that of staff, and is answered', async () => {
  const page = await visit('/me', 'learner');
  await page.getByRole('button', { name: en.mine.contest.open }).click();
  await page.getByLabel(en.mine.contest.what.attendance).check();
  await page.getByLabel(en.mine.contest.note).fill('I was there <b>on Monday</b>');
  await page.getByRole('button', { name: en.mine.contest.send }).click();
  await page.getByRole('button', { name: en.mine.contest.withdraw }).waitFor();

  const staff = await visit(`/learners/${school.learner}`, 'mentor');
  await staff.getByText('I was there <b>on Monday</b>').waitFor();
  await staff.getByLabel(en.contests.yours).fill('Monday is there now.');
  await staff.getByRole('button', { name: en.contests.upheld }).click();
  await staff.getByText('I was there').waitFor({ state: 'detached' });

  await page.reload();
  await page.getByText('Monday is there now.').waitFor();
});

test.each(['light', 'dark'] as const)(
  'everybody can use what is theirs, on a phone, %s',
  async (colorScheme) => {
    const page = await visit('/me', 'learner', { colorScheme });
    await page.getByRole('link', { name: en.mine.wants.title }).click();
    await page.getByLabel(en.mine.wants.joins).check();
    await page.getByLabel(en.mine.wants.shownAs).fill(`Fox ${colorScheme}`);
    await page.getByLabel(en.mine.wants.shownAs).press('Tab');
    await page.getByText(en.mine.wants.kept).waitFor();
    await expectSound(page);
    await page.getByRole('link', { name: en.mine.back }).click();
    await page.getByRole('link', { name: en.mine.data.title }).waitFor();
    await expectSound(page);
    await page.getByRole('link', { name: en.mine.data.title }).click();
    await page.getByRole('link', { name: en.mine.data.get }).waitFor();
    await expectSound(page);
  },
);

async function expectSound(page: Page): Promise<void> {
  const { violations, passes } = await new AxeBuilder({ page }).include('#content').analyze();
  expect(passes.length).toBeGreaterThan(5);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
}

async function visit(path: string, as: Role, look: BrowserContextOptions = {}): Promise<Page> {
  const context = await newContext({ viewport: phone, locale: 'en-GB', ...look });
  contexts.push(context);
  const [name = '', value = ''] = (await product.signIn(school.people[as])).split('=');
  await context.addCookies([{ name, value, url: product.url }]);
  const page = await context.newPage();
  await page.goto(product.url + path);
  return page;
}
