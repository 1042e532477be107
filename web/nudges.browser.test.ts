import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { DecisionView } from '#engagement/nudging/decision.ts';
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
let sent: DecisionView;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'nudges');
  // Somebody who has been quiet for days is reminded.
  const at = new Date(Date.now() - 6 * dayMs).toISOString();
  const body = JSON.stringify([{ id: 'once', learner: 'maya', type: 'login', at }]);
  await product.ask('/v1/events', { key: school.sourceKey }, { method: 'POST', body });
  const manager = { cookie: await product.signIn(school.people.manager) };
  sent = await vi.waitFor(async () => {
    const path = '/v1/nudges/decisions?fate=sent&rule=quiet_days';
    const [one] = (await product.ask<{ items: DecisionView[] }>(path, manager)).body.items;
    if (one === undefined) throw new Error('nothing was sent yet');
    return one;
  }, 30_000);
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(() => product?.close());

test('what was sent is listed, and says why, by what and step by step', async () => {
  const page = await visit('/nudges', 'manager');
  await page.getByRole('link', { name: en.frame.section.nudges, exact: true }).first().waitFor();
  const line = page.getByRole('button', { name: sent.learnerName }).first();
  await line.waitFor();
  await line.press('Enter');
  await page.getByText(en.decisions.asked('quiet_days', sent.asked)).waitFor();
  expect(sent.told.length).toBeGreaterThan(2);
  for (const fact of sent.told) await page.getByText(en.decisions.told(fact)).first().waitFor();
  await page.getByRole('term').filter({ hasText: en.decisions.step.delivered }).waitFor();
  await page.getByText(en.decisions.outcome.returned72).waitFor();
  expect(await page.evaluate(() => location.search)).toContain('open=');
});

test('a link leads to what its sender saw, filters and the opened one alike', async () => {
  const page = await visit(`/nudges?fate=any&kind=reminder&open=${sent.id}`, 'mentor');
  await page.getByText(en.decisions.asked('quiet_days', sent.asked)).waitFor();
  expect(await page.getByLabel(en.decisions.filter.kind).inputValue()).toBe('reminder');
  await page.getByLabel(en.decisions.filter.kind).selectOption('peer_challenge');
  await page.getByText(en.decisions.none.filtered).waitFor();
  expect(await page.evaluate(() => location.search)).toBe('?fate=any&kind=peer_challenge');
});

test('the parts of the summary lead to those they are made of', async () => {
  const page = await visit('/nudges', 'manager');
  await page.getByRole('link', { name: en.decisions.answer.none }).click();
  await page.waitForURL('**/nudges?answer=none');
  await page.getByRole('button', { name: sent.learnerName }).first().waitFor();
  await page.getByRole('link', { name: en.decisions.answer.none }).click();
  await page.waitForURL('**/nudges');
});

test("on a learner's page it says why, and why not, also of this moment", async () => {
  const page = await visit(`/learners/${sent.learner}`, 'mentor');
  await page.getByText(en.decisions.now.title).click();
  await page.getByRole('heading', { name: en.decisions.now.at }).waitFor();
  // What asked once asks on, and says that it was decided; the others say what they wait for.
  await page.getByText(`${en.nudge.rules.quiet_days} decided already`).waitFor();
  await page.getByText(en.decisions.now.missing('no_help_asked')).waitFor();
  await page.getByRole('heading', { name: en.decisions.now.before }).waitFor();
  await page.getByRole('button', { name: en.nudge.kinds.reminder }).first().press('Enter');
  await page.getByText(en.decisions.steps).waitFor();
});

test.each(['light', 'dark'] as const)('nothing bars the way on a phone, %s', async (colorScheme) => {
  const page = await visit(`/nudges?open=${sent.id}`, 'admin', {
    viewport: phone,
    colorScheme,
    reducedMotion: 'reduce',
  });
  await page.getByText(en.decisions.steps).waitFor();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  const wider = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(wider).toBe(0);
});

async function visit(path: string, role: Role, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await newContext(options);
  contexts.push(context);
  const cookie = await product.signIn(school.people[role]);
  await context.addCookies(
    cookie.split('; ').map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return { name, value: value.join('='), url: product.url };
    }),
  );
  const page = await context.newPage();
  await page.goto(`${product.url}${path}`);
  return page;
}
