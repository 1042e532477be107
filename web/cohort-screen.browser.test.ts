import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, BrowserContextOptions, Page, WebSocketRoute } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { asTenant } from '#db/postgres/connect.ts';
import { cohortViewNow } from '#db/cohort-view.ts';
import { enrol } from '#db/postgres/enrolments.ts';
import { storeRecordings } from '#db/postgres/recordings.ts';
import { dateOf, dayOf } from '#engagement/day.ts';
import { emptyRings } from '#engagement/screen/cohort-view.ts';
import { nameless, recordedOf } from '#engagement/screen/recording.ts';
import { newContext } from '#test/browser.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import * as en from './messages/en.ts';

let product: Product;
let school: School;
/** One with more learners than a screen has room for. */
let long: School;
const contexts: BrowserContext[] = [];
const day = 86_400_000;
const { screen } = en;
const phone = { width: 390, height: 844 };

/** What somebody might be called, or call themselves. */
const hostile = [
  '<script>document.title="taken"</script>',
  '<img src=x onerror=document.title="taken">',
  'x'.repeat(300),
  '\u202Eمحمد بن عبد الله',
  '👩🏽‍🎓👨‍👩‍👧‍👦 Ω',
];

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'screen');
  long = await createSchool(product.stores.db, product.stores.accounts, 'long');
  await asTenant(product.stores.db, long.tenant, (tx) =>
    enrol(
      tx,
      long.tenant,
      long.cohort,
      Array.from({ length: 120 }, (_, place) => ({
        externalId: `one${place}`,
        name: `${place % 2 === 0 ? 'Abel' : 'Zoe'} ${place}`,
        enrolledAt: new Date(Date.now() - 10 * day),
      })),
    ),
  );
  await send({ id: 'long', type: 'login', at: Date.now() }, long);
  await asTenant(product.stores.db, school.tenant, (tx) =>
    enrol(
      tx,
      school.tenant,
      school.cohort,
      hostile.map((name, place) => ({
        externalId: `hostile${place}`,
        name,
        enrolledAt: new Date(Date.now() - 10 * day),
      })),
    ),
  );
  const events = [6, 5, 3, 0].map((days) => ({
    id: `ago${days}`,
    type: 'login',
    at: Date.now() - days * day,
  }));
  for (const event of events) await send(event);
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(() => product?.close());

describe('the cohort screen', () => {
  test('is worked with the keyboard alone: ranges, learners, help, pause, zoom, a learner opened', async () => {
    const page = await visit();
    await page.keyboard.press('3');
    await page.getByRole('grid', { name: screen.gridName('week', 'activity') }).waitFor();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: en.keys.title });
    await help.waitFor();
    // What is typed while it is open is not meant for the map.
    await page.keyboard.press('1');
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    await page.getByRole('grid', { name: screen.gridName('week', 'activity') }).waitFor();

    await page.keyboard.press('1');
    await page.keyboard.press('+');
    await page.waitForURL(/zoom=\d+-0/);
    await page.keyboard.press('0');
    await page.waitForURL((url) => !url.searchParams.has('zoom'));

    await page.keyboard.press('p');
    await page.getByText(/^Paused at \d\d:\d\d:\d\d$/).waitFor();
    await send({ id: `paused${Date.now()}`, type: 'quiz_attempt', at: Date.now() });
    await page.getByText(/^\d+ changes? since$/).waitFor();
    await page.keyboard.press('p');
    await page.getByText(/^Paused at/).waitFor({ state: 'detached' });

    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Shift+ArrowDown');
    const selection = page.getByRole('group', { name: screen.selection.name });
    await selection.getByText(screen.selection.count(2)).waitFor();
    await page.keyboard.press('Escape');
    await selection.waitFor({ state: 'detached' });

    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/learners\//);
  });

  test('whose line was cut catches up, and says which stretch nobody saw move', async () => {
    const lines: WebSocketRoute[] = [];
    let isCut = false;
    const page = await visit('', {}, school, async (own) => {
      await own.clock.install();
      await own.routeWebSocket(/\/v1\/live$/, async (line) => {
        if (isCut) return line.close();
        lines.push(line);
        line.connectToServer();
      });
    });
    const gaps = page.getByRole('list', { name: screen.gaps.name });
    expect(await gaps.count()).toBe(0);
    isCut = true;
    for (const line of lines) await line.close();
    const before = await seenBy(page);
    await send({ id: `unseen${Date.now()}`, type: 'quiz_attempt', at: Date.now() });
    await page.clock.fastForward(20_000);
    expect(await seenBy(page)).toBe(before);
    isCut = false;
    await vi.waitFor(async () => expect(await seenBy(page)).toBe(before + 1), { timeout: 20_000 });
    await gaps.getByText(/^Not watched live from .+; filled in afterwards$/).waitFor();
  });

  test('shortcuts stay out of the way of whoever types', async () => {
    const page = await visit();
    await page.keyboard.press('/');
    await page.keyboard.type('jonas 4?');
    expect(await page.getByLabel(en.cohort.search).inputValue()).toBe('jonas 4?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByText(en.cohort.noneShown.title).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('grid', { name: screen.gridName('hour', 'activity') }).waitFor();
  });

  test('is where its link says, goes back and forth, and makes the best of an address nobody could mean', async () => {
    const page = await visit('?range=week&measure=attendance&group=band&sort=name');
    await page.getByRole('grid', { name: screen.gridName('week', 'attendance') }).waitFor();
    await page.getByText(screen.legend.silences.excused).waitFor();
    await page.getByRole('button', { name: screen.group.name('band', ''), expanded: true }).waitFor();
    await page.getByRole('button', { name: screen.range.short.term }).click();
    await page.waitForURL(/range=term/);
    await page.goBack();
    await page.getByRole('grid', { name: screen.gridName('week', 'attendance') }).waitFor();
    await page.goForward();
    await page.getByRole('grid', { name: screen.gridName('term', 'attendance') }).waitFor();

    const other = await visit('?range=%3Cscript%3E&measure=1&zoom=9-99&risk=9-1&learners=%22%3E&at=x');
    await other.getByRole('grid', { name: screen.gridName('hour', 'activity') }).waitFor();
    await other.waitForURL((url) => url.search === '');
  });

  test('a region drawn with the pointer selects its learners and its stretch, and asks what is different', async () => {
    const page = await visit();
    const box = await page.locator('.heat').boundingBox();
    if (!box) throw new Error('no map');
    await page.mouse.move(box.x + 200, box.y + 12);
    await page.mouse.down();
    await page.mouse.move(box.x + 400, box.y + 60, { steps: 4 });
    await page.mouse.up();
    const selection = page.getByRole('group', { name: screen.selection.name });
    await selection.getByText(screen.selection.count(3)).waitFor();
    await page.waitForURL(/learners=.+&from=.+&to=/);
    await page.getByRole('link', { name: screen.selection.different }).click();
    await page.waitForURL(/\/difference\?learners=/, { waitUntil: 'commit' });
  });

  test.each([
    [3, /\/difference\?learners=.+&to=/],
    [22, /\/difference\?selection=/],
  ])('a region of %i learners that goes up to today can be asked about', async (learners, address) => {
    const page = await visit('?range=week', {}, long);
    const box = await page.locator('.heat').boundingBox();
    if (!box) throw new Error('no map');
    await page.mouse.move(box.x + 200, box.y + 12);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 10, box.y + 24 * learners - 12, { steps: 4 });
    await page.mouse.up();
    const selection = page.getByRole('group', { name: screen.selection.name });
    await selection.getByText(screen.selection.count(learners)).waitFor();
    await selection.getByText(screen.selection.different).click();
    await page.waitForURL(address);
    await page.getByRole('heading', { name: en.difference.title(learners) }).waitFor();
  });

  test('goes back to a minute that was recorded, says so, plays on and comes back to now', async () => {
    const { db } = product.stores;
    const { tenant, cohort } = school;
    const now = await cohortViewNow(db, product.stores.redis, tenant, cohort, Date.now());
    if (now === null) throw new Error('the cohort is there');
    // Two minutes of an hour ago, in the second of which Maya was at risk.
    const minute = Math.floor(Date.now() / 60_000) - 60;
    const quiet = {
      ...nameless(now),
      minute,
      rows: nameless(now).rows.map((row) => ({ ...row, ...emptyRings, risk: null, band: null, case: null })),
    };
    const [first, ...others] = quiet.rows;
    if (first === undefined) throw new Error('the cohort has learners');
    const risky = {
      ...quiet,
      minute: minute + 1,
      rows: [{ ...first, risk: 0.71, band: 'critical' as const }, ...others],
    };
    const whole = recordedOf(minute, null, quiet);
    const step = recordedOf(minute + 1, { view: quiet, sinceWhole: 1 }, risky);
    await asTenant(db, tenant, (tx) =>
      storeRecordings(
        tx,
        tenant,
        [whole, step].map((one) => ({ ...one, cohort, epoch: '', seq: 0, hasGap: false })),
      ),
    );

    const at = new Date((minute + 1) * 60_000).toISOString();
    const page = await visit(`?at=${encodeURIComponent(at)}`);
    page.setDefaultTimeout(6_000);
    await page.getByText(/^You see /).waitFor();
    const critical = page.getByRole('button', { name: en.risk.band.critical });
    await critical.getByText('1', { exact: true }).waitFor();
    await page.getByText(en.attention.noneThen).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    // A minute before, nobody was.
    await page.getByRole('button', { name: screen.past.back(1) }).click();
    await critical.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: screen.past.on(1) }).click();
    await critical.waitFor();
    await page.getByRole('button', { name: screen.past.play }).click();
    await page.getByRole('button', { name: screen.past.stop }).click();
    await page.getByRole('button', { name: screen.past.toNow }).click();
    await page.getByText(/^You see /).waitFor({ state: 'detached' });
    await page.waitForURL((url) => !url.searchParams.has('at'));
  });

  test('cells stay with their learner, however far one scrolls and comes back', async () => {
    const page = await visit('?sort=name&range=day', {}, long);
    const row = page.locator('[role=row]', { hasText: 'Maya of long' });
    // Past the sixty who stand before her.
    await page.mouse.move(700, 500);
    await page.mouse.wheel(0, 1_250);
    await row.waitFor();
    const colourThere = async (): Promise<string> => {
      const box = await row.boundingBox();
      if (!box) throw new Error('Maya is on the map');
      return page.evaluate(colourAt, box.y + box.height / 2);
    };
    await expect.poll(colourThere).not.toBe(await page.evaluate(colourAt, 500));
    const there = await colourThere();
    const place = await page.evaluate(() => scrollY);
    const scrollBy = (far: number) => page.evaluate((top) => scrollTo(0, top), place + far);
    for (const far of [-1_200, 1_200]) {
      await scrollBy(far);
      await row.waitFor({ state: 'detached' });
      await scrollBy(far / 8);
      await expect.poll(colourThere).toBe(there);
    }
  });

  test('two fingers on a phone zoom time, and one scrolls the page as ever', async () => {
    const page = await visit('', { viewport: phone, hasTouch: true, isMobile: true }, long);
    const touch = await page.context().newCDPSession(page);
    const say = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...at: [number, number][]) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints: at.map(([x, y], id) => ({ x, y, id })) });

    await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 3));
    const before = await page.evaluate(() => scrollY);
    await say('touchStart', [200, 600]);
    for (let y = 580; y >= 300; y -= 20) await say('touchMove', [200, y]);
    await say('touchEnd');
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(before + 100);
    expect(new URL(page.url()).searchParams.has('zoom')).toBe(false);

    await expect.poll(() => page.evaluate(scrolledMeanwhile), { timeout: 5_000 }).toBe(0);
    const there = await page.evaluate(rowAt, 500);
    await say('touchStart', [170, 500], [220, 500]);
    for (let by = 10; by <= 100; by += 10) await say('touchMove', [170 - by, 500], [220 + by, 500]);
    await say('touchEnd');
    await page.waitForURL(/zoom=\d+-\d+/);
    const [from = 0, to = 0] = new URL(page.url()).searchParams.get('zoom')?.split('-').map(Number) ?? [];
    // Fifty pixels of sixty columns became two hundred and fifty.
    expect(from - to + 1).toBeGreaterThan(9);
    expect(from - to + 1).toBeLessThan(15);
    // Neither the page nor its size has moved below the fingers.
    expect(await page.evaluate(rowAt, 500)).toBe(there);
    expect(await page.evaluate(() => visualViewport?.scale)).toBe(1);
  });

  test.each<[string, BrowserContextOptions]>([
    ['motion is not wanted', { reducedMotion: 'reduce' }],
    ['a machine has colours of its own', { forcedColors: 'active' }],
  ])('paints its map where %s, too', async (_, look) => {
    const page = await visit('', look);
    const colours = await page.locator('.heat canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data = [] } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
      const found = new Set<string>();
      for (let at = 0; at < data.length; at += 4) found.add([data[at], data[at + 1], data[at + 2]].join());
      return found.size;
    });
    // Ground, dots of those of whom nothing is known, an empty cell, and what was done today.
    expect(colours).toBeGreaterThanOrEqual(4);
  });

  test('names are text, whatever they hold, and leave each row its height', async () => {
    const page = await visit();
    await page
      .getByText(hostile[0] ?? '')
      .first()
      .waitFor();
    expect(await page.title()).toContain('Cohort of screen');
    const heights = await page
      .locator('[data-key]')
      .evaluateAll((rows) => rows.map((row) => row.clientHeight));
    expect(new Set(heights)).toEqual(new Set([24]));
    expect(heights).toHaveLength(hostile.length + 2);
    expect(await page.evaluate(sidewaysScroll)).toBe(0);
  });

  test('what is saved names nobody unless somebody says so', async () => {
    const page = await visit('?range=week');
    for (const withNames of [false, true]) {
      await page.getByRole('button', { name: screen.keep.title, exact: true }).click();
      await page.getByLabel(screen.keep.names).setChecked(withNames);
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: screen.keep.kind.svg }).click(),
      ]);
      const text = await readAll(await file.createReadStream());
      expect(text.includes('Maya of screen')).toBe(withNames);
      expect(text).not.toContain('<script>');
      expect(text).toContain('Europe/Berlin');
    }
  });

  const looks: [string, BrowserContextOptions][] = [
    ['light and wide', { colorScheme: 'light' }],
    ['dark, on a phone', { colorScheme: 'dark', viewport: phone }],
    ['with high contrast', { colorScheme: 'dark', contrast: 'more' }],
    ['with colours of their own', { colorScheme: 'dark', forcedColors: 'active' }],
  ];
  test.each(looks)('everybody can use it: %s', async (_, look) => {
    const page = await visit('?range=term&measure=risk&group=band', look);
    await page.getByRole('grid', { name: screen.gridName('term', 'risk') }).waitFor();
    // Nothing lies over the name of a group, on a phone neither.
    await page
      .getByRole('button', { name: screen.group.name('band', ''), expanded: true })
      .click({ trial: true });
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate(sidewaysScroll)).toBe(0);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });

  test('days off have their names on the axis, in each range in which one is seen', async () => {
    const today = dateOf(dayOf(Date.now(), 'Europe/Berlin'));
    const name = 'Reading <b>week</b>';
    const ranges = [
      ['term', 84],
      ['week', 7],
      ['day', 24],
      ['hour', 60],
    ] as const;
    const daysOff = { restDays: [], holidays: [{ from: today, to: today, name }] };
    const cookie = await product.signIn(long.people.manager);
    const answer = await product.ask(
      `/v1/programmes/${long.programme}/scoring`,
      { cookie },
      { method: 'PUT', headers: { origin: product.url }, body: JSON.stringify({ scoring: { daysOff } }) },
    );
    expect(answer).toMatchObject({ status: 200 });
    for (const look of [{}, { viewport: phone }]) {
      const page = await visit('?range=term&measure=attendance', look, long);
      for (const [range, columns] of ranges) {
        await page.getByRole('button', { name: screen.range.short[range], exact: true }).click();
        const list = page.getByRole('list', { name: screen.daysOff.name });
        await list
          .getByText(screen.daysOff.one(name, screen.daysOff.when(today, today)))
          .waitFor({ state: 'attached' });
        const shown = list.locator('.name');
        expect(await shown.textContent()).toBe(name);
        // The band lies where its columns do, and its name within the axis.
        const [axis, band, label] = await Promise.all(
          [page.locator('.heat'), list.locator('i'), shown].map((part) => part.boundingBox()),
        );
        if (!axis || !band || !label) throw new Error('the band is there');
        expect(band.x + band.width).toBeCloseTo(axis.x + axis.width, 0);
        expect(band.width).toBeGreaterThan(axis.width / columns - 1);
        expect(label.x).toBeGreaterThanOrEqual(axis.x);
        expect(label.x + label.width).toBeLessThanOrEqual(axis.x + axis.width + 1);
      }
      expect(await violationsOf(page)).toEqual([]);
    }
  });
});

async function violationsOf(page: Page): Promise<string[]> {
  const { violations, passes } = await new AxeBuilder({ page }).analyze();
  expect(passes.length).toBeGreaterThan(5);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

/** Runs in the page: by how much it is wider than the screen, once its typeface is there. */
async function sidewaysScroll(): Promise<number> {
  await document.fonts.ready;
  return document.documentElement.scrollWidth - innerWidth;
}

/** Runs in the page: how far it goes on by itself. */
async function scrolledMeanwhile(): Promise<number> {
  const from = scrollY;
  for (let frame = 0; frame < 12; frame++) await new Promise(requestAnimationFrame);
  return scrollY - from;
}

/** Runs in the page: whose line is at this height of the screen. */
function rowAt(y: number): string | undefined {
  const isThere = (row: Element): boolean => {
    const { top, bottom } = row.getBoundingClientRect();
    return top <= y && y < bottom;
  };
  return [...document.querySelectorAll<HTMLElement>('[data-key]')].find(isThere)?.dataset['key'];
}

/** Runs in the page: what the map shows in its last column at this height of the screen. */
function colourAt(y: number): string {
  for (const canvas of document.querySelectorAll('canvas')) {
    const { top, bottom, height } = canvas.getBoundingClientRect();
    if (y < top || y >= bottom) continue;
    const line = Math.floor(((y - top) * canvas.height) / height);
    return String(canvas.getContext('2d')?.getImageData(canvas.width - 8, line, 1, 1).data);
  }
  return '';
}

async function visit(
  query = '',
  look: BrowserContextOptions = {},
  at = school,
  before: (page: Page) => Promise<void> = () => Promise.resolve(),
): Promise<Page> {
  const context = await newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    ...look,
  });
  contexts.push(context);
  const [name = '', value = ''] = (await product.signIn(at.people.manager)).split('=');
  await context.addCookies([{ name, value, url: product.url }]);
  const page = await context.newPage();
  await before(page);
  await page.goto(`${product.url}/cohorts/${at.cohort}${query}`);
  await page.locator('canvas').first().waitFor();
  return page;
}

/** How many events the table of a page has in all. */
function seenBy(page: Page): Promise<number> {
  return page.evaluate(() => {
    const cells = [...document.querySelectorAll('tbody td:nth-child(n + 4)')];
    return cells.reduce((sum, cell) => sum + (Number.parseInt(cell.textContent, 10) || 0), 0);
  });
}

async function send(event: { id: string; type: string; at: number }, to = school): Promise<void> {
  const body = JSON.stringify({ learner: 'maya', ...event, at: new Date(event.at).toISOString() });
  const answer = await product.ask('/v1/events', { key: to.sourceKey }, { method: 'POST', body });
  expect(answer).toMatchObject({ status: 202 });
}

async function readAll(stream: AsyncIterable<Buffer | string>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString();
}
