import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { CoursePlan } from '#engagement/course-plan.ts';
import { dateOf, dayMs } from '#engagement/day.ts';
import type { Role } from '#engagement/person.ts';
import { newContext } from '#test/browser.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import * as en from './messages/en.ts';

const phone = { width: 390, height: 844 };
const dark: BrowserContextOptions = { colorScheme: 'dark', viewport: phone, hasTouch: true };
const inDays = (days: number) => dateOf(Math.floor(Date.now() / dayMs) + days);
let product: Product;
let school: School;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'planned');
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(() => product?.close());

test('a manager pastes deadlines, puts right what is wrong, says what builds on what, and saves it', async () => {
  const page = await visit('manager');
  await page.getByRole('link', { name: en.frame.place.plan }).click();
  await page.getByText(en.plan.empty.title).waitFor();

  const opener = page.getByRole('button', { name: en.plan.paste.open });
  await opener.click();
  await page.getByRole('dialog', { name: en.plan.paste.title }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await opener.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  const field = page.getByRole('textbox', { name: en.plan.paste.title });
  await field.fill(`Title\tDue\tWeight\nEssay\t${inDays(9)}\t40%\nReport\t${inDays(3)}\t70\nTalk\tsoon\t5`);
  await page.getByText(en.plan.paste.wrong(4, 'no_date', 'Talk soon 5')).waitFor();
  await page.getByRole('button', { name: en.plan.paste.add(2), exact: true }).click();
  await page.getByText(/can be at most 100 together; they are 110/).waitFor();
  expect(await page.getByRole('button', { name: en.plan.save, exact: true }).isDisabled()).toBe(true);
  await page.getByLabel(en.plan.deadline.weightOf('Report')).fill('60');

  for (const name of ['Counting', 'Adding']) {
    await page.getByRole('button', { name: en.plan.skill.add }).click();
    await page.keyboard.type(name);
  }
  await page.getByLabel(en.plan.skill.afterOf('Counting')).fill('Adding');
  await page.keyboard.press('Enter');
  await page.getByText(/build on each other in a circle: Counting, Adding, Counting/).waitFor();
  await page.getByRole('button', { name: en.plan.skill.dropAfter('Counting', 'Adding') }).click();

  await page.getByRole('link', { name: en.frame.section.cohorts }).first().click();
  await page.getByRole('dialog', { name: en.leaving.title }).waitFor();
  // What loses nothing is what Enter does.
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: en.plan.save, exact: true }).click();
  await page.getByText(en.plan.saved).waitFor();
  const { body } = await product.ask<CoursePlan>(`/v1/cohorts/${school.cohort}/plan`, { key: school.apiKey });
  expect(body).toMatchObject({
    deadlines: [
      { title: 'Report', dueOn: inDays(3), weight: 60 },
      { title: 'Essay', dueOn: inDays(9), weight: 40 },
    ],
    skills: [
      { skill: 'Counting', module: null, after: [] },
      { skill: 'Adding', module: null, after: ['Counting'] },
    ],
  });
});

test('everybody can use the plan, and a mentor may look and change nothing', async () => {
  const plan: CoursePlan = {
    startsOn: inDays(-20),
    endsOn: inDays(60),
    deadlines: [{ title: 'Essay', dueOn: inDays(9), weight: 120 / 7 }],
    skills: [
      { skill: 'Counting', module: 'Numbers', after: [] },
      { skill: 'Adding', module: null, after: ['Counting'] },
    ],
  };
  const put = { method: 'PUT', body: JSON.stringify(plan) };
  await product.ask(`/v1/cohorts/${school.cohort}/plan`, { key: school.apiKey }, put);
  for (const [role, look] of [
    ['admin', dark],
    ['mentor', {}],
  ] as const) {
    const page = await visit(role, look);
    await page.goto(`${product.url}/cohorts/${school.cohort}/plan`);
    const title = page.getByLabel(en.plan.deadline.titleOf(1));
    await title.waitFor();
    expect(await title.isDisabled()).toBe(role === 'mentor');
    expect(await page.getByRole('button', { name: en.plan.save, exact: true }).count()).toBe(
      role === 'mentor' ? 0 : 1,
    );
    const { violations, passes } = await new AxeBuilder({ page }).include('#content').analyze();
    expect(passes.length).toBeGreaterThan(5);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual(
      [],
    );
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  }
});

async function visit(as: Role, look: BrowserContextOptions = {}): Promise<Page> {
  const context = await newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    ...look,
  });
  contexts.push(context);
  const [name = '', value = ''] = (await product.signIn(school.people[as])).split('=');
  await context.addCookies([{ name, value, url: product.url }]);
  const page = await context.newPage();
  await page.goto(`${product.url}/cohorts/${school.cohort}`);
  return page;
}
