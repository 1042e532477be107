import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { asTenant } from '#db/postgres/connect.ts';
import { placesOf } from '#db/postgres/enrolments.ts';
import { askForNudges } from '#db/postgres/nudge-decisions.ts';
import type { DecisionView } from '#engagement/nudging/decision.ts';
import type { PolicyInForce } from '#engagement/nudging/policy-change.ts';
import type { Role } from '#engagement/person.ts';
import { newContext } from '#test/browser.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import * as en from './messages/en.ts';

const dayMs = 86_400_000;
const phone = { width: 390, height: 844 };
const path = '/v1/nudges/policy';
const { policy: said, deciding } = en;
let product: Product;
let school: School;
let own: string;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'careful');
  own = `?programme=${school.programme}`;
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(() => product?.close());

test('where nothing was decided yet there is nothing to decide again, and it says so', async () => {
  const page = await visit('manager');
  await page.getByText(said.dryRun.nothing).waitFor();
  await page.getByLabel(said.fields.perWeek.name, { exact: true }).fill('5');
  await page.getByRole('heading', { name: said.dryRun.none.title }).waitFor();
});

test('who changes a rule sees what the last days would have been, saves it with why, and goes back', async () => {
  await asked('2026-W01');
  const page = await visit('manager');
  const rule = page.getByRole('switch', { name: en.nudge.rules.quiet_days, exact: true });
  await rule.click();
  await page.getByText(said.dryRun.changed(1, 1)).waitFor();
  const panel = page.getByRole('complementary');
  await panel.getByRole('row', { name: `${said.dryRun.reason.rule_off} 0 1` }).waitFor();
  await panel.getByRole('link', { name: 'Maya of careful' }).waitFor();
  await panel.getByText(en.nudge.reasons.rule_off).waitFor();
  await panel.getByRole('button', { name: said.dryRun.days[28] }).click();
  await page.getByText(said.dryRun.inShort(1, 1, 28)).waitFor();

  const perDay = page.getByLabel(said.fields.perDay.name, { exact: true });
  await perDay.fill('2');
  await page.getByRole('link', { name: en.frame.section.cohorts }).click();
  await page.getByRole('button', { name: en.leaving.stay }).click();
  expect(await perDay.inputValue()).toBe('2');

  await save(page, 'Silence is no reason');
  await page.getByText(said.change({ field: 'perDay', from: 1, to: 2 })).waitFor();
  await page.getByText(said.change({ field: 'rules.quiet_days', from: true, to: false })).waitFor();
  expect((await inForce()).policy).toMatchObject({ perDay: 2, rules: { quiet_days: false } });

  await page.getByRole('button', { name: deciding.goBack }).click();
  expect(await perDay.inputValue()).toBe('1');
  expect(await rule.isChecked()).toBe(true);
  await save(page, 'It is');
  expect((await inForce()).policy).toMatchObject({ perDay: 1, rules: { quiet_days: true } });
});

test('what cannot be is told beside its field, and not saved', async () => {
  const page = await visit('manager');
  const perDay = page.getByLabel(said.fields.perDay.name, { exact: true });
  await perDay.fill('9');
  await page.getByRole('alert').filter({ hasText: 'A whole number from 1 to 5 was expected.' }).waitFor();
  expect(await perDay.getAttribute('aria-invalid')).toBe('true');
  expect(await page.getByRole('button', { name: deciding.save }).isDisabled()).toBe(true);
  await perDay.fill('1');
  const [from, to] = [page.getByLabel(said.hours.from), page.getByLabel(said.hours.to, { exact: true })];
  await from.fill('21:00');
  await to.fill('20:00');
  await page.getByText('At least four hours of a day must be left in which a nudge can come.').waitFor();
  expect(await to.getAttribute('aria-invalid')).toBe('true');
  await to.fill('08:00');
  await page.getByText(said.hours.said({ from: 21 * 60, to: 8 * 60 })).waitFor();
  await page.getByRole('switch', { name: en.nudge.kinds.peer_challenge, exact: true }).click();
  await page.getByText(said.rules.noneLeft).waitFor();
  await page.getByRole('button', { name: deciding.discard }).click();
  await page.getByText(said.hours.said({ from: 0, to: 0 })).waitFor();
});

test('one switch stops all nudges at once and starts them again, and leaves what is being changed', async () => {
  const page = await visit('manager');
  const perWeek = page.getByLabel(said.fields.perWeek.name, { exact: true });
  await perWeek.fill('7');
  await page.getByRole('button', { name: said.switch.stop }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(deciding.note).fill('A wrong word in a reminder');
  await dialog.getByRole('button', { name: said.switch.stop }).click();
  await page.getByText(said.switch.isOff, { exact: true }).waitFor();
  await page.getByText(`Stopped by ${school.people.manager.name}`).waitFor();
  await page.getByText(said.stopped).waitFor();
  expect(await perWeek.inputValue()).toBe('7');
  expect(await inForce()).toMatchObject({ isAllOff: true, policy: { isOn: false, perWeek: 4 } });
  await asked('2026-W02');
  expect((await reasons())[0]).toBe('all_off');

  // What was being changed is saved by itself, and starts nothing.
  await save(page, 'More room later');
  expect(await inForce()).toMatchObject({ isAllOff: true, policy: { isOn: false, perWeek: 7 } });
  const other = await visit('mentor', own);
  await other.getByText(said.switch.isOff, { exact: true }).waitFor();
  await other.getByText(`Stopped by ${school.people.manager.name}`).waitFor();

  await turn(page, said.switch.start, said.switch.startNow);
  await page.getByText(said.switch.on).waitFor();
  expect(await inForce()).toMatchObject({ isAllOff: false, policy: { isOn: true, perWeek: 7 } });
  await asked('2026-W03');
  expect((await reasons())[0]).not.toBe('all_off');
});

test('a programme follows all, has its own once it is changed, and gives it up', async () => {
  const page = await visit('manager', own);
  await page.getByText(said.origin('programme', 'tenant', true)).waitFor();
  await page.getByLabel(said.fields.unansweredMost.name, { exact: true }).fill('2');
  await save(page, 'Sooner here');
  await page.getByText(said.origin('programme', 'programme', true)).waitFor();
  await page.getByRole('switch', { name: said.fields.isOn.name }).click();
  await save(page, 'Not in the holidays');
  await page.getByText(said.switch.offHere).waitFor();
  expect(await inForce(own)).toMatchObject({ isAllOff: false, policy: { isOn: false, unansweredMost: 2 } });

  await page.getByRole('button', { name: said.follow.programme }).click();
  await page.getByText(said.dryRun.follows.programme).waitFor();
  await save(page, 'Like the others');
  await page.getByText(said.origin('programme', 'tenant', true)).waitFor();
  await page.getByText(said.followed.programme).waitFor();
  expect(await inForce(own)).toMatchObject({ from: 'tenant', policy: { isOn: true } });
  await page.getByRole('combobox', { name: deciding.whose }).selectOption('');
  await page.getByText(said.origin('tenant', 'tenant', true)).waitFor();
});

test('a programme that takes up a policy of its own while all are stopped is not stopped by it', async () => {
  const page = await visit('manager', own);
  await page.getByLabel(said.fields.perWeek.name, { exact: true }).fill('3');
  await turn(page, said.switch.stop, said.switch.stop);
  await page.getByText(said.switch.isOff, { exact: true }).waitFor();
  await save(page, 'Fewer here');
  expect(await inForce(own)).toMatchObject({ isAllOff: true, policy: { isOn: true, perWeek: 3 } });
  await page.getByText(said.change({ field: 'perWeek', from: 7, to: 3 }), { exact: true }).waitFor();
  await turn(page, said.switch.start, said.switch.startNow);
  await page.getByText(said.switch.on).waitFor();
  await page.getByRole('button', { name: said.follow.programme }).click();
  await save(page, 'As before');
  expect(await inForce(own)).toMatchObject({ from: 'tenant', policy: { isOn: true, perWeek: 7 } });
});

test('of two who change it at once the second is told, and keeps what they changed', async () => {
  const [first, second] = [await visit('manager'), await visit('admin')];
  const cap = (page: Page) => page.getByLabel(said.fields.holdOutPercent.name, { exact: true });
  await cap(second).fill('20');
  await first.getByLabel(said.fields.unansweredMost.name, { exact: true }).fill('4');
  await save(first, 'First');
  await openSave(second, 'Second');
  await second.getByText('Somebody has changed this meanwhile.').waitFor();
  await second.getByRole('button', { name: deciding.loadNew }).click();
  await second.getByText(said.merged(school.people.manager.name)).waitFor();
  expect(await cap(second).inputValue()).toBe('20');
  expect(await second.getByLabel(said.fields.unansweredMost.name, { exact: true }).inputValue()).toBe('4');
  await save(second, 'Second');
  expect((await inForce()).policy).toMatchObject({ holdOutPercent: 20, unansweredMost: 4 });
});

test('a mentor sees all of it, changes nothing, and reads why', async () => {
  const page = await visit('mentor');
  await page.getByText(said.lookOnly).waitFor();
  const rule = page.getByRole('switch', { name: en.nudge.rules.high_risk, exact: true });
  expect(await rule.isDisabled()).toBe(true);
  expect(await page.getByLabel(said.fields.perDay.name, { exact: true }).isDisabled()).toBe(true);
  expect(await page.getByLabel(said.hours.from).isDisabled()).toBe(true);
  for (const name of [deciding.save, said.switch.stop, deciding.goBack])
    expect(await page.getByRole('button', { name }).count()).toBe(0);
});

test.each([
  ['a desk', { colorScheme: 'light' }],
  ['a phone', { colorScheme: 'dark', viewport: phone }],
] as const)('everybody can use it on %s', async (_, look) => {
  const page = await visit('admin', '', look);
  await page.getByLabel(said.fields.perWeek.name, { exact: true }).fill('3');
  await page.getByRole('switch', { name: en.nudge.rules.quiet_days, exact: true }).click();
  await page.getByRole('heading', { name: said.dryRun.who }).waitFor();
  await expectSound(page);
  await page.getByLabel(said.fields.perDay.name, { exact: true }).fill('');
  await page.getByRole('alert').first().waitFor();
  await turn(page, said.switch.stop, said.switch.stop);
  await page.getByText(said.switch.isOff, { exact: true }).waitFor();
  await expectSound(page);
  await turn(page, said.switch.start, said.switch.startNow);
  await page.getByText(said.switch.on).waitFor();
});

/** The switch for all, and the yes to it. */
async function turn(page: Page, press: string, yes: string): Promise<void> {
  await page.getByRole('button', { name: press }).click();
  await page.getByRole('dialog').getByRole('button', { name: yes }).click();
}

async function openSave(page: Page, note: string): Promise<void> {
  await page.getByRole('button', { name: deciding.save }).click();
  await page.getByLabel(deciding.note).fill(note);
  await page.getByRole('button', { name: deciding.saveNow, exact: true }).click();
}

async function save(page: Page, note: string): Promise<void> {
  await openSave(page, note);
  await page.getByText(said.saved).waitFor();
  await page.getByText(note, { exact: true }).waitFor();
}

/** Maya is quiet: a nudge is asked for and decided. */
async function asked(period: string): Promise<void> {
  const { tenant, cohort, learner } = school;
  const before = (await reasons()).length;
  await asTenant(product.stores.db, tenant, async (tx) => {
    const enrolment = (await placesOf(tx, tenant, [cohort], ['maya'])).get('maya')?.[0]?.enrolment ?? '';
    const occasion = {
      rule: 'quiet_days',
      period,
      params: { days: 3 },
      until: Date.now() + 3 * dayMs,
    } as const;
    await askForNudges(tx, tenant, [{ learner, enrolment, cohort, ...occasion }], new Date());
  });
  await expect.poll(async () => (await reasons()).length, { timeout: 10_000 }).toBe(before + 1);
}

/** What came of all that was decided, newest first. */
async function reasons(): Promise<(string | null)[]> {
  const { body } = await product.ask<{ items: DecisionView[] }>('/v1/nudges/decisions', {
    key: school.apiKey,
  });
  return body.items.filter(({ decidedAt }) => decidedAt !== null).map(({ reason }) => reason);
}

async function inForce(query = ''): Promise<PolicyInForce> {
  return (await product.ask<PolicyInForce>(path + query, { key: school.apiKey })).body;
}

async function expectSound(page: Page): Promise<void> {
  const { violations, passes } = await new AxeBuilder({ page }).include('#content').analyze();
  expect(passes.length).toBeGreaterThan(5);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
}

async function visit(as: Role, query = '', look: BrowserContextOptions = {}): Promise<Page> {
  const context = await newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...look,
  });
  contexts.push(context);
  const [name = '', value = ''] = (await product.signIn(school.people[as])).split('=');
  await context.addCookies([{ name, value, url: product.url }]);
  const page = await context.newPage();
  await page.goto(`${product.url}/nudges/policy${query}`);
  return page;
}
