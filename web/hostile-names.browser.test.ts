import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asTenant } from '#db/postgres/connect.ts';
import { enrol } from '#db/postgres/enrolments.ts';
import type { Role } from '#engagement/person.ts';
import { newContext } from '#test/browser.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import * as en from './messages/en.ts';

// Names are what others typed. Whatever they are, they are shown and nothing else comes of them.

const names = {
  script: `<script>window.hurt='script'</script>`,
  image: `<img src=x onerror="window.hurt='image'">`,
  link: `javascript:window.hurt='link'//"><svg/onload=window.hurt='svg'>`,
  template: `{{window.hurt}}\${window.hurt}</title></textarea>`,
  rightToLeft: `\u202Eסוף תואר ${'مها '.repeat(8)}`,
  unended: `\u2067\u202E\u2066 Zoë`,
  long: 'Wolfeschlegelsteinhausenbergerdorff'.repeat(9).slice(0, 300),
  tall: `Z${'\u0351\u0363\u0304'.repeat(5)}algo`,
};

interface Hurt {
  hurt?: string;
  breaches?: string[];
}

let product: Product;
let school: School;

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'hostile', {
    unknownLearners: 'enrol',
  });
  const enrolledAt = new Date(Date.now() - 9 * 86_400_000);
  const learners = Object.entries(names).map(([externalId, name]) => ({ externalId, name, enrolledAt }));
  await asTenant(product.stores.db, school.tenant, (tx) => enrol(tx, school.tenant, school.cohort, learners));
});
afterAll(() => product?.close());

const looks = [
  { viewport: { width: 1440, height: 900 }, colorScheme: 'light' as const },
  { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const },
];
const screens: [path: string, role: Role][] = [
  ['/cohorts/COHORT', 'manager'],
  ['/alerts', 'mentor'],
  ['/queue', 'mentor'],
];

test.for(screens)('%s shows names of every kind as text, and stays in shape', async ([path, role]) => {
  for (const look of looks) {
    const context = await newContext(look);
    const [name = '', value = ''] = (await product.signIn(school.people[role])).split('=');
    await context.addCookies([{ name, value, url: product.url }]);
    const page = await context.newPage();
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await page.addInitScript(noteBreaches);
    await page.goto(product.url + path.replace('COHORT', school.cohort));
    await page.getByText(en.connection.state({ state: 'live' }), { exact: true }).waitFor();
    await happens();
    if (path.startsWith('/cohorts')) {
      await page.getByText(names.script).first().waitFor({ state: 'attached' });
      await page.getByText(names.image).first().waitFor({ state: 'attached' });
      // One who arrives by an event is told on the socket.
      await page.getByText(newcomer(sent)).first().waitFor({ state: 'attached' });
    }
    expect(await page.evaluate(harmOf)).toEqual({ hurt: null, breaches: [], scripts: 0, sideways: 0 });
    expect(dialogs).toEqual([]);
    await context.close();
  }
});

test('a learner with such a name has a page that is as calm', async () => {
  const { body } = await product.ask<{ items: { learner: string; name: string }[] }>(
    `/v1/cohorts/${school.cohort}/learners?size=50`,
    { key: school.apiKey },
  );
  const hostile = body.items.filter(({ name }) => Object.values(names).includes(name));
  expect(hostile).toHaveLength(Object.keys(names).length);
  const context = await newContext(looks[1]);
  const [name = '', value = ''] = (await product.signIn(school.people.mentor)).split('=');
  await context.addCookies([{ name, value, url: product.url }]);
  const page = await context.newPage();
  await page.addInitScript(noteBreaches);
  for (const { learner, name: shown } of hostile) {
    await page.goto(`${product.url}/learners/${learner}`);
    await heading(page, shown);
    expect({ shown, ...(await page.evaluate(harmOf)) }).toEqual({
      shown,
      hurt: null,
      breaches: [],
      scripts: 0,
      sideways: 0,
    });
  }
  await context.close();
});

async function heading(page: Page, shown: string): Promise<void> {
  await page.waitForFunction(
    (text) => document.querySelector('h1')?.textContent?.includes(text),
    shown.trim(),
  );
}

let sent = 0;

/** Each of them does something, and somebody comes of whom nobody has heard. */
async function happens(): Promise<void> {
  sent += 1;
  const at = new Date().toISOString();
  const events = [...Object.keys(names), newcomer(sent)].map((learner) => ({
    id: `${learner.slice(0, 20)}-${sent}`,
    learner,
    type: 'forum_post',
    at,
    text: names.image,
  }));
  const { status, body } = await product.ask(
    '/v1/events',
    { key: school.sourceKey },
    { method: 'POST', body: JSON.stringify(events) },
  );
  expect({ status, body }).toMatchObject({ status: 202, body: { rejected: [] } });
}

function newcomer(number: number): string {
  return `<b onmouseover=window.hurt=1>${number}`;
}

/** Runs in the page before anything else. */
function noteBreaches(): void {
  const noted: string[] = [];
  (window as Hurt).breaches = noted;
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
    noted.push(`${violatedDirective} ${blockedURI} ${sample}`);
  });
}

/** Runs in the page: what was done to it, and by how much it is wider than the screen. */
function harmOf(): { hurt: string | null; breaches: string[]; scripts: number; sideways: number } {
  const { hurt = null, breaches = ['nobody looked'] } = window as Hurt;
  const scripts = [...document.querySelectorAll('script, img, svg')].filter(
    (one) =>
      one.hasAttribute('onload') || one.hasAttribute('onerror') || one.textContent?.includes('window.hurt'),
  );
  const sideways = Math.max(0, document.documentElement.scrollWidth - innerWidth);
  return { hurt, breaches, scripts: scripts.length, sideways };
}
