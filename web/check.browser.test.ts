import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { asTenant } from '#db/postgres/connect.ts';
import { placesOfLearner } from '#db/postgres/learners.ts';
import { storeNudge } from '#db/postgres/nudges.ts';
import type { Role } from '#engagement/person.ts';
import { newContext } from '#test/browser.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import * as en from './messages/en.ts';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };
let product: Product;
let school: School;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'checked');
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(() => product?.close());

test('a manager takes in a table and writes a question, and sees it as learners will', async () => {
  const page = await visit('manager', '/settings/items', {});
  await page.getByText(en.items.empty.title).waitFor();
  await page.getByRole('button', { name: en.items.import.open }).click();
  const lines = [
    'skill,question,choice1,choice2,right,because',
    'Ratio,Half?,1/3,1/2,2,Two.',
    'Ratio,None?,,,1,-',
  ];
  await page.getByLabel(en.items.import.paste).fill(lines.join('\n'));
  await page.getByText(/Line 3: A question has 2 to 6 choices/).waitFor();
  await page.getByRole('button', { name: en.items.import.take(1) }).click();
  await page.getByText(en.items.import.taken({ added: 1, changed: 0 })).waitFor();

  await page.getByRole('button', { name: en.items.write, exact: true }).first().click();
  await page.getByLabel(en.items.form.question, { exact: true }).fill('Third?');
  await page.getByLabel(en.items.form.choice(1), { exact: true }).fill('1/3');
  await page.getByLabel(en.items.form.choice(2), { exact: true }).fill('2/3');
  await page.getByRole('button', { name: en.items.form.save }).click();
  await page.getByText('Say which of the choices is right.').waitFor();
  await page.getByLabel(en.items.form.isRight(1)).check();
  await page.getByLabel(en.items.form.because).fill('Three make one.');
  await page.getByRole('radiogroup', { name: 'Third?' }).getByText('1/3').click();
  await page.getByRole('complementary').getByText(en.check.right).waitFor();
  expect(await problems(page)).toEqual([]);
  await page.getByRole('button', { name: en.items.form.save }).click();
  await page.getByRole('heading', { name: 'Third?' }).waitFor();
});

test('a learner starts the questions of a nudge, loses the connection, and no answer', async () => {
  await nudgeMaya();
  const page = await visit('learner', '/me', phone);
  await page.getByRole('heading', { name: en.check.title(2, 'Ratio') }).waitFor();
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText(en.check.place(1, 2)).waitFor();
  expect(await problems(page)).toEqual([]);

  await page.getByRole('button', { name: en.check.answer }).click();
  await page.getByText(en.check.pick).waitFor();
  // With the keyboard alone: the first choice, then the button, then on.
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: en.check.next }).waitFor();
  await page.getByText(en.check.isRight).first().waitFor();
  expect(await problems(page)).toEqual([]);

  await page.reload();
  await page.getByText(en.check.place(2, 2)).waitFor();
  await page.context().setOffline(true);
  await page.getByRole('radio').first().check();
  await page.getByRole('button', { name: en.check.answer }).click();
  await page.getByText(en.check.keptMore).waitFor();
  expect(await problems(page)).toEqual([]);
  await page.getByRole('button', { name: en.check.toEnd }).click();
  await page.getByRole('heading', { name: en.check.waiting(1) }).waitFor();
  await page.context().setOffline(false);
  // Which of the two comes first is drawn; the first choice is right in one of them.
  await page.getByRole('heading', { name: en.check.done(1, 2) }).waitFor();
  expect(await problems(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  expect(
    await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('outbox'))),
  ).toEqual([]);
});

test('everybody can use the questions in the dark on a phone as well', async () => {
  const page = await visit('admin', '/settings/items', { ...phone, colorScheme: 'dark' });
  await page.getByRole('heading', { name: 'Half?' }).waitFor();
  expect(await problems(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
});

async function problems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include('#content').analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

async function nudgeMaya(): Promise<void> {
  const at = new Date();
  await asTenant(product.stores.db, school.tenant, async (tx) => {
    const [place] = await placesOfLearner(tx, school.tenant, school.learner);
    const who = { learner: school.learner, enrolment: place?.enrolment ?? '', cohort: school.cohort };
    const about = { kind: 'micro_assessment', rule: 'quiet_days', period: 'now' } as const;
    await storeNudge(
      tx,
      school.tenant,
      { ...who, ...about, params: { skill: 'Ratio', items: 2 }, dueAt: at },
      at,
    );
  });
}

async function visit(as: Role, path: string, look: BrowserContextOptions): Promise<Page> {
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
