import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { asTenant } from '#db/postgres/connect.ts';
import { askForTraining, endTraining } from '#db/postgres/risk-models.ts';
import { storeDrift } from '#db/postgres/model-drifts.ts';
import type { Role } from '#engagement/person.ts';
import { shippedModel } from '#engagement/shipped-model.ts';
import type { Quality } from '#engagement/training/metrics.ts';
import { newContext } from '#test/browser.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import * as en from './messages/en.ts';

const phone = { width: 390, height: 844 };
const { model } = shippedModel;
const name = 'own-2026-03-04-10-30';
let product: Product;
let school: School;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'modelled');
  await asTenant(product.stores.db, school.tenant, async (tx) => {
    const { tenant, cohort } = school;
    const now = new Date();
    await storeDrift(tx, tenant, {
      cohort,
      day: now.toISOString().slice(0, 10),
      model: model.name,
      learners: 400,
      bins: model.features.map(({ name: feature, shares }) => learnersIn(shares, feature === 'silence')),
    });
    const by = school.people.admin;
    const id = await askForTraining(tx, tenant, by, new Date(Date.UTC(2026, 2, 4, 10, 30)));
    const found = {
      cohorts: 3,
      learners: 412,
      moments: 9_120,
      happened: 1_003,
      triedMoments: 3_210,
      triedHappened: 388,
    };
    const comparison = {
      from: '2026-01-12',
      to: '2026-02-16',
      own: quality(0.871, 0.0772),
      used: quality(0.842, 0.0825),
      usedName: model.name,
      apart: {
        auc: { by: 0.029, low: 0.018, high: 0.041 },
        brier: { by: -0.0053, low: -0.0081, high: -0.0024 },
      },
    };
    await endTraining(
      tx,
      tenant,
      id,
      { training: { state: 'trained', found, comparison }, model: { ...model, name } },
      now,
    );
  });
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(() => product?.close());

test('an admin sees what differs here, uses the own model after being told what changes, and goes back', async () => {
  const page = await visit('admin');
  await page.getByText(en.model.drift.verdict.watch.title).waitFor();
  await page.getByRole('img', { name: en.model.drift.feature.silence }).waitFor();
  await page.getByText(en.model.train.better.own).waitFor();
  await page.getByRole('button', { name: `${en.model.train.use}: ${name}` }).press('Enter');
  await page.getByRole('heading', { name: en.model.confirm.use(name) }).waitFor();
  await page.getByRole('button', { name: en.model.confirm.no }).press('Enter');
  await page.getByRole('button', { name: `${en.model.train.use}: ${name}` }).press('Enter');
  await page.getByRole('button', { name: en.model.confirm.yes }).press('Enter');
  await page.getByText(en.model.own, { exact: true }).first().waitFor();
  await page.getByRole('button', { name: en.model.train.back }).click();
  await page.getByRole('button', { name: en.model.confirm.yes }).click();
  await page.getByText(en.model.shipped, { exact: true }).waitFor();
});

test('a manager reads all of it and changes nothing', async () => {
  const page = await visit('manager');
  await page.getByText(en.model.train.lookOnly).waitFor();
  expect(await page.getByRole('button', { name: en.model.train.use }).count()).toBe(0);
});

test('everybody can use it', async () => {
  const looks: BrowserContextOptions[] = [{ colorScheme: 'light' }, { colorScheme: 'dark', viewport: phone }];
  for (const look of looks) {
    const page = await visit('admin', look);
    await page.getByText(en.model.train.better.own).waitFor();
    const { violations, passes } = await new AxeBuilder({ page }).include('#content').analyze();
    expect(passes.length).toBeGreaterThan(5);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual(
      [],
    );
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  }
});

/** 400 learners spread like those of the model, or all of them where it had few. */
function learnersIn(shares: readonly number[], isMoved: boolean): number[] {
  const all = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share, bin) => {
    if (isMoved) return bin === shares.length - 1 ? 400 : 0;
    return Math.round((400 * share) / all);
  });
}

function quality(auc: number, brier: number): Quality {
  const flagged = { recall: 0.38, precision: 0.46 };
  return {
    rows: 3_210,
    share: 0.12,
    auc,
    precision: 0.47,
    brier,
    calibrationError: 0.006,
    top10: flagged,
    top15: flagged,
  };
}

async function visit(role: Role, look: BrowserContextOptions = {}): Promise<Page> {
  const context = await newContext({ viewport: { width: 1440, height: 900 }, ...look });
  contexts.push(context);
  const [pair = ''] = (await product.signIn(school.people[role])).split(';');
  const at = pair.indexOf('=');
  await context.addCookies([{ name: pair.slice(0, at), value: pair.slice(at + 1), url: product.url }]);
  const page = await context.newPage();
  await page.goto(`${product.url}/settings/model`);
  return page;
}
