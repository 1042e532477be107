import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { raiseAlerts } from '#db/postgres/alerts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { enrol, placesOf } from '#db/postgres/enrolments.ts';
import type { Alert, AlertDecision, AlertDetail } from '#engagement/alert.ts';
import type { Role } from '#engagement/person.ts';
import { newContext } from '#test/browser.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import * as en from './messages/en.ts';

let product: Product;
let school: School;
const contexts: BrowserContext[] = [];
const places = new Map<string, string>();
/** A step that takes longer than this on a busy machine is not coming. */
const actionMs = 8_000;
const phone = { width: 390, height: 844 };
const names = ['Ada Lind', 'Ben Okoro', 'Cleo Marsh', 'Dino Rossi', 'Ella Novak', 'Finn Weber'];

const quiet: AlertDecision = { type: 'lms_inactivity', severity: 'high', trigger: { silentDays: 3 } };
const missed: AlertDecision = {
  type: 'attendance',
  severity: 'critical',
  trigger: { missed: 3, sessions: 5 },
};

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'inbox');
  await asTenant(product.stores.db, school.tenant, async (tx) => {
    const enrolledAt = new Date(Date.now() - 40 * 86_400_000);
    const learners = names.map((name) => ({ externalId: name, name, enrolledAt }));
    await enrol(tx, school.tenant, school.cohort, learners);
    for (const [name, found] of await placesOf(tx, school.tenant, [school.cohort], names)) {
      places.set(name, found[0]?.enrolment ?? '');
    }
  });
  for (const name of names.slice(0, 4)) await raise(name, quiet);
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(() => product?.close());

describe('the inbox', () => {
  test('shows a new alert by itself, and the line under the pointer stays where it is', async () => {
    const page = await visit('/alerts', 'mentor');
    const line = page.locator('li', { hasText: 'Ben Okoro' });
    await line.hover();
    const before = (await line.boundingBox())?.y ?? 0;
    await raise('Ella Novak', missed);
    await page.locator('li.fresh', { hasText: 'missed 3 of 5 sessions' }).waitFor();
    // A page scrolls by whole pixels.
    expect(Math.abs(((await line.boundingBox())?.y ?? 0) - before)).toBeLessThan(1);
    await page.getByRole('link', { name: /^Alerts.*5/ }).waitFor();
  });

  test('is worked through by the keyboard alone', async () => {
    const page = await visit('/alerts?severity=high', 'mentor');
    await page.locator('[data-alert]').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const name = await page.locator('li.cursor b').textContent();
    await page.keyboard.press('e');
    await page
      .locator('li', { hasText: name ?? '' })
      .getByText('Acknowledged by')
      .waitFor();
    await page.keyboard.press('r');
    await page.getByLabel(en.alerts.whatWasDone).selectOption('call');
    await page.getByLabel(en.alerts.inWords).fill('Called, and all is well');
    await page.keyboard.press('Enter');
    await page.getByLabel(en.alerts.notes).press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.locator('li', { hasText: name ?? '' }).count()).toBe(0);
    const found = (await alerts('status=resolved')).find((alert) => alert.learnerName === name);
    const { body } = await product.ask<AlertDetail>(`/v1/alerts/${found?.id}`, { key: school.apiKey });
    expect(body.interventions).toMatchObject([{ kind: 'call', by: 'mentor of inbox' }]);
    expect(body.steps.map(({ step }) => step)).toEqual(['raised', 'acknowledged', 'resolved']);
  });

  test('takes a recommended action with one click, and writes what was done down once', async () => {
    const page = await visit('/alerts', 'manager');
    await page.locator('li', { hasText: 'Ella Novak' }).getByRole('button').click();
    await page.getByText('Call about the 3 missed sessions', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^Done this ?: Call about/ }).click();
    expect(await page.getByLabel(en.alerts.inWords).inputValue()).toBe('Called about the 3 missed sessions');
    await page.getByRole('dialog').getByRole('button', { name: en.alerts.resolve }).click();
    await page.getByText('Resolved by manager of inbox').first().waitFor();
    await page.getByText('Called about the 3 missed sessions').waitFor();
    await page.keyboard.press('u');
    await page.getByText('Opened again by manager of inbox').waitFor();
    await page.keyboard.press('r');
    const offered = page.getByRole('group', { name: en.alerts.earlierTitle('Ella Novak') });
    await offered.getByText('Called about the 3 missed sessions').waitFor();
    await page.getByLabel(en.alerts.whatWasDone).press('Tab');
    await page.keyboard.press('Space');
    expect(await page.getByLabel(en.alerts.whatWasDone).inputValue()).toBe('earlier');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const [alert] = await alerts('status=resolved&type=attendance');
    const { body } = await product.ask<AlertDetail>(`/v1/alerts/${alert?.id}`, { key: school.apiKey });
    expect(body.interventions).toMatchObject([{ kind: 'call', by: 'manager of inbox' }]);
  });

  test('dismisses several at once, but not without a reason', async () => {
    const page = await visit('/alerts?severity=high', 'mentor');
    await page.locator('[data-alert]').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText(en.alerts.chosen(2)).waitFor();
    await page.keyboard.press('d');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: en.alerts.dismiss }).click();
    await dialog.getByText(en.alerts.reasonMissing).waitFor();
    expect(await alerts('status=dismissed')).toHaveLength(0);
    await dialog.getByLabel(en.alerts.reason.known_reason).check();
    await dialog.getByRole('button', { name: en.alerts.dismiss }).click();
    await dialog.waitFor({ state: 'detached' });
    const dismissed = await alerts('status=dismissed');
    expect(dismissed.map(({ reason }) => reason)).toEqual(['known_reason', 'known_reason']);
    await page.getByRole('button', { name: /^Dismissed/ }).click();
    await page.locator('[data-alert]').nth(1).waitFor();
  });

  test('lets letters be letters for whoever turns the keys off', async () => {
    const page = await visit('/alerts', 'mentor');
    await page.locator('[data-alert]').first().waitFor();
    await page.keyboard.press('?');
    await page.getByLabel(en.alerts.keysOn).uncheck();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('j');
    expect(await page.locator('li.cursor').count()).toBe(0);
    await page.keyboard.press('ArrowDown');
    await page.locator('li.cursor').waitFor();
  });

  test('can be used by everybody, in the light and on a phone in the dark', async () => {
    const page = await visit('/alerts', 'manager', { colorScheme: 'light' });
    await page.locator('[data-alert] button').first().click();
    await page.getByText(en.alerts.stepsTitle).waitFor();
    await page.getByRole('button', { name: en.alerts.whyTitle }).click();
    await page.getByText('nothing came for 2 days; critical after 14 days.').waitFor();
    await check(page);
    await page.keyboard.press('Escape');
    await page.getByText('nothing came for 2 days').waitFor({ state: 'hidden' });
    expect(await page.getByText(en.alerts.stepsTitle).isVisible()).toBe(true);
    const small = await visit('/alerts', 'manager', { colorScheme: 'dark', viewport: phone });
    await small.locator('[data-alert]').first().waitFor();
    await check(small);
    await small.locator('[data-alert] button').first().click();
    await small.getByRole('button', { name: en.alerts.dismiss, exact: true }).click();
    await small.getByRole('dialog').waitFor();
    await check(small);
  });

  test('of a school in which all is well says so', async () => {
    const other = await createSchool(product.stores.db, product.stores.accounts, 'calm');
    const page = await visit('/alerts', 'mentor', {}, other);
    await page.getByRole('heading', { name: en.alerts.empty(false).title }).waitFor();
  });
});

test('how often alerts come by mail is chosen on a page that says when there is no mail', async () => {
  const page = await visit('/settings/mail', 'manager');
  await page.getByText(en.mail.off).waitFor();
  await page.getByLabel(en.mail.every.week.name).check();
  await page.getByText(en.mail.kept, { exact: true }).waitFor();
  await check(page);
});

async function check(page: Page): Promise<void> {
  const { violations, passes } = await new AxeBuilder({ page }).analyze();
  expect(passes.length).toBeGreaterThan(5);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
}

async function alerts(query: string): Promise<Alert[]> {
  const { body } = await product.ask<{ items: Alert[] }>(`/v1/alerts?${query}`, { key: school.apiKey });
  return body.items;
}

function raise(name: string, decided: AlertDecision): Promise<void> {
  const wanted = [{ ...decided, enrolment: places.get(name) ?? '', score: 44.5 }];
  return asTenant(product.stores.db, school.tenant, (tx) =>
    raiseAlerts(tx, school.tenant, wanted, new Date()),
  );
}

async function visit(
  path: string,
  as: Role,
  look: BrowserContextOptions = {},
  at: School = school,
): Promise<Page> {
  const context = await newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    ...look,
  });
  contexts.push(context);
  const [name = '', value = ''] = (await product.signIn(at.people[as])).split('=');
  await context.addCookies([{ name, value, url: product.url }]);
  const page = await context.newPage();
  page.setDefaultTimeout(actionMs);
  await page.goto(product.url + path);
  return page;
}
