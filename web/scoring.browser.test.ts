import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Role } from '#engagement/person.ts';
import { newContext } from '#test/browser.ts';
import { type Product, openProduct } from '#test/product.ts';
import type { Screen } from '#test/screen.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import * as en from './messages/en.ts';

const dayMs = 86_400_000;
const phone = { width: 390, height: 844 };
let product: Product;
let school: School;
let address: string;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'weighed');
  address = `/settings/scoring?programme=${school.programme}`;
  // Ten minutes on three of the last days: medium risk, as is usual.
  const events = [1.2, 2.2, 3.2].map((days, index) => ({
    id: `e${index}`,
    learner: 'maya',
    type: 'content_view',
    at: new Date(Date.now() - days * dayMs).toISOString(),
    durationS: 600,
  }));
  const body = JSON.stringify(events);
  await product.ask('/v1/events', { key: school.sourceKey }, { method: 'POST', body });
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(() => product?.close());

test('who changes a level sees whom it moves, saves it, and open screens follow', async () => {
  const screen = await product.watch(await product.signIn(school.people.mentor), `cohort/${school.cohort}`);
  await screen.until('medium risk', (one) => levelOfMaya(one) === 'medium');
  const page = await visit(address, 'manager');
  await page.getByText(en.scoring.previewNothing(2)).waitFor();

  const high = page.getByLabel(en.scoring.threshold['levels.high'].name, { exact: true });
  await high.fill('70');
  await page.getByText(/Medium risk must end above high risk/).waitFor();
  expect(await page.getByRole('button', { name: en.deciding.save }).isDisabled()).toBe(true);
  await high.fill('52');
  // Two points more with the keyboard, on the strip: 54 is above the score.
  const border = page.getByRole('slider', { name: en.scoring.border.high });
  await border.press('ArrowRight');
  await border.press('ArrowRight');
  expect(await high.inputValue()).toBe('54');
  await page.getByText(en.scoring.changes(1, 2)).first().waitFor();
  await page.getByRole('complementary').getByRole('link', { name: 'Maya of weighed' }).waitFor();

  await page.getByRole('link', { name: en.frame.section.cohorts }).click();
  await page.getByRole('button', { name: en.leaving.stay }).click();
  expect(await high.inputValue()).toBe('54');

  await save(page, 'Look sooner');
  await page.getByText(en.scoring.change({ field: 'levels.high', from: 50, to: 54 })).waitFor();
  await screen.until('high risk, without a reload', (one) => levelOfMaya(one) === 'high');

  await high.fill('40');
  await save(page, 'Or not');
  await page.getByRole('button', { name: en.deciding.goBack }).click();
  expect(await high.inputValue()).toBe('54');
  await page.getByRole('button', { name: en.deciding.discard }).click();
  expect(await high.inputValue()).toBe('40');
  await page.getByRole('link', { name: en.frame.section.cohorts }).click();
  await page.getByRole('heading', { name: en.cohorts.title }).waitFor();
});

test('everybody can use the weights and thresholds', async () => {
  const looks: BrowserContextOptions[] = [{ colorScheme: 'light' }, { colorScheme: 'dark', viewport: phone }];
  for (const look of looks) {
    const page = await visit(address, 'admin', look);
    await page.getByText(en.scoring.previewNothing(2)).waitFor();
    for (const group of ['trends', 'flags', 'alerts', 'expected', 'daysOff'] as const) {
      await page.getByRole('heading', { name: en.scoring.group[group].title }).click();
    }
    await page.getByRole('button', { name: en.scoring.addHoliday }).click();
    await page.getByLabel(en.scoring.threshold['alerts.silentDays'].name, { exact: true }).fill('90');
    await page.getByRole('alert').first().waitFor();
    const { violations, passes } = await new AxeBuilder({ page }).include('#content').analyze();
    expect(passes.length).toBeGreaterThan(5);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual(
      [],
    );
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  }
});

test('a mentor may look and change nothing', async () => {
  const page = await visit(address, 'mentor');
  const weight = page.getByLabel(en.scoring.threshold['weights.lms'].name, { exact: true });
  await weight.waitFor();
  expect(await weight.isDisabled()).toBe(true);
  expect(await page.getByRole('button', { name: en.deciding.save }).count()).toBe(0);
});

async function save(page: Page, note: string): Promise<void> {
  await page.getByRole('button', { name: en.deciding.save }).click();
  await page.getByLabel(en.deciding.note).fill(note);
  await page.getByRole('button', { name: en.deciding.saveNow, exact: true }).click();
  await page.getByText(en.scoring.saved).waitFor();
  await page.getByText(note, { exact: true }).waitFor();
}

function levelOfMaya({ views }: Screen): string | null {
  const view = views.get(`cohort/${school.cohort}`);
  if (view?.of !== 'cohort') return null;
  return view.rows.find((row) => row.learner === school.learner)?.level ?? null;
}

async function visit(path: string, as: Role, look: BrowserContextOptions = {}): Promise<Page> {
  const context = await newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    ...look,
  });
  contexts.push(context);
  const [name = '', value = ''] = (await product.signIn(school.people[as])).split('=');
  await context.addCookies([{ name, value, url: product.url }]);
  const page = await context.newPage();
  await page.goto(product.url + path);
  return page;
}
