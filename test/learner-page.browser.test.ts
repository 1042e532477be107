import { AxeBuilder } from '@axe-core/playwright';
import { sql } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tenantBySlug } from '#db/postgres/accounts.ts';
import { asTenant, rowsOf } from '#db/postgres/connect.ts';
import { placesOfLearner } from '#db/postgres/learners.ts';
import { riskHours } from '#db/postgres/schema.ts';
import type { EngagementPeriod } from '#engagement/period.ts';
import { seedEngagement } from '#seed/engagement/fill.ts';
import * as en from '#web/messages/en.ts';
import { newContext } from './browser.ts';
import { type Product, openProduct } from './product.ts';
import { type School, createSchool } from './school.ts';
import { ownStores } from './stores.ts';

let product: Product;
let school: School;

beforeAll(async () => {
  product = await openProduct(await ownStores());
  const { stores } = product;
  school = await createSchool(stores.db, stores.accounts, 'live');
  await seedEngagement(stores, { now: Date.now(), seed: 42, say: () => {} });
});
afterAll(() => product?.close());

describe('the golden learner of brief A14', () => {
  test('has his figures in heatmap_data, and on his page', async () => {
    const mentor = { email: 'mentor@melbourne.demo' };
    const cookie = await product.signIn(mentor);
    const michael = await learnerNamed('Michael Brown');
    const { body } = await product.ask<EngagementPeriod>(`/v1/learners/${michael}/engagement`, { cookie });
    expect(body).toMatchObject({ timeZone: 'Australia/Melbourne', to: '2025-11-08' });
    expect(body.heatmap_data['2025-11-08']).toMatchObject({ score: 52, level: 'medium', state: 'none' });
    expect(body.heatmap_data['2025-11-01']?.score).toBe(66.5);
    expect(body.heatmap_data['2025-11-06']).toMatchObject({ attendance: false, sentiment: null });
    expect(body.parts.map(({ value }) => value)).toEqual([52.5, 53.6, 48.9]);
    expect(body.weeks.at(-1)).toMatchObject({
      starts_on: '2025-11-03',
      is_over: true,
      score: 52,
      change: -14.5,
      trend: 'critical_decline',
      flags: ['low_attendance', 'inactive_lms', 'negative_sentiment'],
      alerts: 3,
      interventions: 2,
    });

    const page = await visit(`/learners/${michael}`, cookie);
    for (const said of ['52.0', 'Level: medium risk', 'Falling fast', '−14.5 in a week'])
      await page.getByRole('button', { name: said }).first().waitFor();
    for (const part of ['52.5', '53.6', '48.9', '21.0 + 18.8 + 12.2 = 52.0'])
      await page.getByRole('button', { name: part }).waitFor();
    const flags = page.getByRole('list', { name: en.scoreHow.flags }).getByRole('listitem');
    expect(await flags.count()).toBe(3);
    await page
      .getByText(/^Alert: /)
      .nth(2)
      .waitFor();
    expect(await page.getByText(/^Alert: /).count()).toBe(3);
  });

  test('can be read day by day with the keyboard, and each figure says how it was computed', async () => {
    const cookie = await product.signIn({ email: 'mentor@melbourne.demo' });
    const page = await visit(`/learners/${await learnerNamed('Michael Brown')}`, cookie);
    const days = page.getByRole('slider', { name: en.days.pick });
    await days.focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByText('absent 1×', { exact: true }).waitFor();
    expect(await days.getAttribute('aria-valuetext')).toMatch(/^Fri,? 7 Nov/);
    await page.getByRole('link', { name: en.days.inJourney }).click();
    await page.waitForFunction(() => document.activeElement?.textContent.includes('7 Nov') ?? false);
    await page.getByRole('button', { name: en.days.views.grid }).click();
    await page.getByText(en.days.rows.score, { exact: true }).first().waitFor();
    await page.getByRole('button', { name: '53.6' }).click();
    await page.getByText('Days: 2 of 4 × 40 = 20.0.').waitFor();
  });
});

test('a score that changes does so on the open page of its learner', async () => {
  const page = await visit(`/learners/${school.learner}`, await product.signIn(school.people.mentor));
  await page.getByText(en.score.unknownWhy).first().waitFor();
  await page.getByText(en.connection.state({ state: 'live' }), { exact: true }).waitFor();
  const event = { id: 'q', learner: 'maya', type: 'quiz_attempt', percent: 80, durationS: 600 };
  const body = JSON.stringify({ ...event, at: new Date().toISOString() });
  await product.ask('/v1/events', { key: school.sourceKey }, { method: 'POST', body });
  // Long before the page would have asked by itself.
  await page.getByRole('button', { name: en.scoreHow.outOf }).waitFor({ timeout: 8_000 });
});

test('the history of a risk is a line that says, where the pointer or a key asks, what it was and why', async () => {
  const { db } = product.stores;
  const dayMs = 86_400_000;
  const silence = { code: 'silence' as const, weight: 1.2, params: { days: 6, usual: 2 } };
  await asTenant(db, school.tenant, async (tx) => {
    const [place] = await placesOfLearner(tx, school.tenant, school.learner);
    const own = { tenantId: school.tenant, enrolmentId: place?.enrolment ?? '', reasons: [silence] };
    const at = (days: number) => new Date(Date.now() - days * dayMs);
    await tx.insert(riskHours).values([
      { ...own, hour: at(20), at: at(20), risk: 0.12, band: 'low' },
      { ...own, hour: at(10), at: at(10), risk: 0.34, band: 'high' },
    ]);
  });
  const page = await visit(`/learners/${school.learner}`, await product.signIn(school.people.mentor));
  const line = page.getByRole('slider', { name: /^Risk from / });
  await line.hover({ position: { x: 420, y: 60 } });
  await page.locator('.said').getByText('34%', { exact: true }).waitFor();
  await page.locator('.said').getByText('No activity for 6 days; usually every 2 days').waitFor();
  await line.focus();
  await page.keyboard.press('Home');
  expect(await line.getAttribute('aria-valuetext')).toMatch(/: 12%, low risk\. raised by: No activity/);
  await page.keyboard.press('PageDown');
  expect(await line.getAttribute('aria-valuetext')).toMatch(/: 34%, high risk/);
  const { violations } = await new AxeBuilder({ page }).include('.history').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

async function learnerNamed(name: string): Promise<string> {
  const { db } = product.stores;
  const tenant = (await tenantBySlug(db, 'demo-melbourne')) ?? '';
  const found = await asTenant(db, tenant, (tx) =>
    rowsOf<{ id: string }>(tx, sql`select id from learners where name = ${name}`),
  );
  return found[0]?.id ?? '';
}

async function visit(path: string, cookie: string): Promise<Page> {
  const context = await newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url: product.url }]);
  const page = await context.newPage();
  await page.goto(product.url + path);
  return page;
}
