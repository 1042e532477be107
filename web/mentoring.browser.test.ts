import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { joinChallenge, joinWeek, learnersOfChallenge } from '#db/postgres/challenges.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { enrolmentFacts, placesOf } from '#db/postgres/enrolments.ts';
import { changePreferences } from '#db/postgres/nudge-preferences.ts';
import { dayOf, mondayOf } from '#engagement/day.ts';
import { weekFrom } from '#engagement/nudging/challenge.ts';
import type { Role } from '#engagement/person.ts';
import { newContext } from '#test/browser.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import * as en from './messages/en.ts';

const phone = { width: 390, height: 844 };
const dark: BrowserContextOptions = { colorScheme: 'dark', viewport: phone, hasTouch: true };
let product: Product;
let school: School;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'people');
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(() => product?.close());

test('a mentor says when they have time; a learner asks with one tap and sees it taken up', async () => {
  const desk = await visit('mentor', '/settings/mentoring', dark);
  await desk.getByLabel(en.mentoring.about).fill('No question is too small.');
  for (const day of Object.values(en.weekdays))
    await desk.getByRole('button', { name: en.mentoring.add(day) }).click();
  await desk.getByLabel(en.mentoring.to('Monday')).fill('15:00');
  await desk.getByText('at least 30 minutes were expected').waitFor();
  await desk.getByRole('button', { name: en.mentoring.remove('Monday') }).click();
  await expectNoViolations(desk);
  await desk.getByRole('button', { name: en.mentoring.save, exact: true }).click();
  await desk.getByText(en.mentoring.saved).waitFor();

  const me = await visit('learner', '/me', dark);
  const name = 'mentor of people';
  await me.getByText('No question is too small.').waitFor();
  await me.getByLabel(en.myMentor.note).fill('The second sheet.');
  await expectNoViolations(me);
  await me.getByRole('button', { name: en.myMentor.ask(name) }).click();
  await me.getByText(`You have asked ${name}`).waitFor();

  await desk.goto(`${product.url}/queue`);
  await desk.getByRole('paragraph').filter({ hasText: en.asking.causes.asked }).waitFor();
  await desk.getByText('The second sheet.').waitFor();
  await desk.getByLabel(en.asking.filter).selectOption('contested');
  await desk.getByText(en.asking.none.title).waitFor();
  await desk.getByLabel(en.asking.filter).selectOption('asked');
  await expectNoViolations(desk);
  await desk.getByRole('button', { name: en.cases.claim }).click();
  await me.getByText(`${name} has taken it up`).waitFor();
  await me.getByRole('button', { name: en.myMentor.takeBack }).click();
  await me.getByText(en.myMentor.taken).waitFor();
  await me.getByRole('button', { name: en.myMentor.ask(name) }).waitFor();
});

test('a learner who likes to works a week with others, sees them by their chosen names, and leaves', async () => {
  const me = await visit('learner', '/me', dark);
  await me.getByLabel(en.together.joins).check();
  await me.getByLabel(en.together.shownAs).fill('Swift');
  await me.getByRole('button', { name: en.together.save, exact: true }).click();
  await me.getByText(en.together.saved).waitFor();
  await withJonas();
  await me.getByText(en.together.you('Swift')).waitFor();
  await me.getByText('Comet', { exact: true }).waitFor();
  await me
    .getByText(/^0 of 2 days$/)
    .first()
    .waitFor();
  const event = {
    id: 'e',
    learner: 'jonas',
    type: 'quiz_attempt',
    percent: 80,
    at: new Date().toISOString(),
  };
  await product.ask('/v1/events', { key: school.sourceKey }, { method: 'POST', body: JSON.stringify(event) });
  await me.getByText(/^1 of 2 days$/).waitFor();
  await expectNoViolations(me);
  await me.getByRole('button', { name: en.together.leave, exact: true }).click();
  await me.getByText(en.together.gone).waitFor();
  expect(await me.getByText('Comet', { exact: true }).count()).toBe(0);
});

/** Maya begins this week, and Jonas joins it. */
async function withJonas(): Promise<void> {
  const { tenant, cohort, learner } = school;
  const monday = weekFrom(mondayOf(dayOf(Date.now(), 'Europe/Berlin')), 'Europe/Berlin').startsAt;
  await asTenant(product.stores.db, tenant, async (tx) => {
    const places = await placesOf(tx, tenant, [cohort], ['maya', 'jonas']);
    const [maya = '', jonas = ''] = ['maya', 'jonas'].map((one) => places.get(one)?.[0]?.enrolment ?? '');
    const other = (await enrolmentFacts(tx, tenant, [jonas])).get(jonas)?.learner ?? '';
    await changePreferences(tx, tenant, other, { joinsChallenges: true, shownAs: 'Comet' }, new Date());
    const week = await joinWeek(tx, tenant, { learner, enrolment: maya, cohort, nudge: null }, monday);
    for (const one of await learnersOfChallenge(tx, tenant, week ?? ''))
      await joinChallenge(tx, tenant, week ?? '', one, monday);
  });
}

async function visit(role: Role, path: string, more: BrowserContextOptions): Promise<Page> {
  const context = await newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', ...more });
  contexts.push(context);
  const [name = '', value = ''] = (await product.signIn(school.people[role])).split('=');
  await context.addCookies([{ name, value, url: product.url }]);
  const page = await context.newPage();
  await page.goto(product.url + path);
  return page;
}

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}
