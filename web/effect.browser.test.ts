import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { asTenant } from '#db/postgres/connect.ts';
import { stopKind } from '#db/postgres/nudge-stops.ts';
import type { Role } from '#engagement/person.ts';
import { newContext } from '#test/browser.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import * as en from './messages/en.ts';

const phone = { width: 390, height: 844 };
let product: Product;
let school: School;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'effect');
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(() => product?.close());

test('where nothing is known yet it says why and when that changes', async () => {
  const page = await visit('mentor');
  await page.getByRole('heading', { name: en.effect.none.title }).waitFor();
  await page.getByText(en.effect.how.title).click();
  await page.getByText(en.effect.how.points[0] ?? '').waitFor();
});

test('an admin lets a kind be sent again that was stopped for harm, and others only read of it', async () => {
  const seen = { treated: 512, treatedReturned: 130, heldOut: 128, heldOutReturned: 60 };
  await asTenant(product.stores.db, school.tenant, (tx) =>
    stopKind(tx, school.tenant, { kind: 'peer_challenge', seen }, new Date()),
  );
  const manager = await visit('manager');
  await manager.getByText(en.effect.stop.seen(seen)).waitFor();
  expect(await manager.getByRole('button', { name: en.effect.stop.end }).count()).toBe(0);
  const admin = await visit('admin');
  await admin.getByText(en.effect.tooFew(null, 0)).first().waitFor();
  await admin.getByRole('button', { name: en.effect.stop.end }).press('Enter');
  await admin.getByText(`${school.people.admin.name} let it be sent again`).waitFor();
});

test.each(['light', 'dark'] as const)('nothing bars the way on a phone, %s', async (colorScheme) => {
  const page = await visit('admin', { viewport: phone, colorScheme, reducedMotion: 'reduce' });
  await page.getByText(en.effect.how.title).click();
  await page.getByText(en.nudge.kinds.peer_challenge).first().waitFor();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  const wider = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(wider).toBe(0);
});

async function visit(role: Role, options: BrowserContextOptions = {}): Promise<Page> {
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
  await page.goto(`${product.url}/nudges/effect`);
  return page;
}
