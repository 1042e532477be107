import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cohortViewNow } from '#db/cohort-view.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { enrol } from '#db/postgres/enrolments.ts';
import { storeRecordings } from '#db/postgres/recordings.ts';
import { decideScoring } from '#db/postgres/scoring-decisions.ts';
import { type Band, bandOf } from '#engagement/risk.ts';
import { usualScoring } from '#engagement/scoring.ts';
import type { AttendanceCell } from '#engagement/screen/cells.ts';
import { type LiveRow, liveDays, liveHours, liveMinutes } from '#engagement/screen/cohort-view.ts';
import { nameless, recordedOf } from '#engagement/screen/recording.ts';
import { openRandom } from '#seed/random.ts';
import { newContext } from './browser.ts';
import { pictureDifference } from './picture.ts';
import { type Product, openProduct } from './product.ts';
import { type School, createSchool } from './school.ts';
import { ownStores } from './stores.ts';

/** A Friday afternoon; it is this moment for the page and for the server, all the time. */
const now = Date.parse('2026-11-20T15:07:00Z');
const minute = now / 60_000 - 60;
const dayMinutes = 1_440;
const learners = 28;

let product: Product;
let school: School;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now });
  product = await openProduct(await ownStores());
  const { db, accounts, redis } = product.stores;
  school = await createSchool(db, accounts, 'pictures');
  const { tenant, cohort, programme, people } = school;
  const daysOff = {
    restDays: [7 as const],
    holidays: [{ from: '2026-10-26', to: '2026-10-30', name: 'Autumn break' }],
  };
  await asTenant(db, tenant, async (tx) => {
    const decision = { scoring: { ...usualScoring, daysOff }, by: people.admin, note: null };
    await decideScoring(tx, { tenant, programme }, decision, new Date());
    const more = Array.from({ length: learners - 2 }, (_, place) => ({
      externalId: `one${place}`,
      name: `Learner ${String(place + 1).padStart(2, '0')}`,
      // The last three came late.
      enrolledAt: new Date(now - (place > learners - 6 ? 20 : 80) * dayMinutes * 60_000),
    }));
    await enrol(tx, tenant, cohort, more);
  });
  const view = await cohortViewNow(db, redis, tenant, cohort, now);
  if (view === null) throw new Error('the cohort is there');
  // By their names, since ids are others each time.
  const places = new Map(
    view.rows
      .map(({ name }) => name)
      .toSorted()
      .map((name, place) => [name, place]),
  );
  const rows = view.rows.map((row) => lived(row, places.get(row.name) ?? 0));
  const whole = recordedOf(minute, null, nameless({ ...view, minute, rows }));
  await asTenant(db, tenant, (tx) =>
    storeRecordings(tx, tenant, [{ ...whole, cohort, epoch: '', seq: 0, hasGap: false }]),
  );
});
afterAll(async () => {
  await product?.close();
  vi.useRealTimers();
});

const wide = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 } };
const term = 'range=term&measure=risk&group=band';
const week = 'range=week&measure=attendance';

test.each<[string, string, BrowserContextOptions]>([
  ['cohort-1440-light', term, { ...wide, colorScheme: 'light' }],
  ['cohort-1440-dark', term, { ...wide, colorScheme: 'dark' }],
  ['cohort-390-light', week, { ...phone, colorScheme: 'light' }],
  ['cohort-390-dark', week, { ...phone, colorScheme: 'dark' }],
])('a cohort looks as in %s', async (picture, query, look) => {
  const page = await visit(`${query}&sort=name`, look);
  expect(await pictureDifference(page, picture)).toBeNull();
});

test.each([
  ['a colour that is another one', '.heat { filter: hue-rotate(60deg) }'],
  ['a label that has moved', '.axis { translate: 6px 0 }'],
  ['a part that is gone', '[aria-label="Days off"] { visibility: hidden }'],
])('%s makes another picture', async (_, style) => {
  const page = await visit(`${term}&sort=name`, { ...wide, colorScheme: 'light' });
  await page.evaluate((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [sheet];
  }, style);
  expect(await pictureDifference(page, 'cohort-1440-light', 'changed-on-purpose')).toMatch(
    / % of the pixels differ: /,
  );
});

async function visit(query: string, look: BrowserContextOptions): Promise<Page> {
  const context = await newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...look });
  const [name = '', value = ''] = (await product.signIn(school.people.manager)).split('=');
  await context.addCookies([{ name, value, url: product.url }]);
  const page = await context.newPage();
  await page.clock.setFixedTime(now);
  const at = new Date(minute * 60_000).toISOString();
  await page.goto(`${product.url}/cohorts/${school.cohort}?${query}&at=${encodeURIComponent(at)}`);
  await page.locator('.heat canvas').first().waitFor();
  await page.getByRole('list', { name: 'Days off' }).waitFor({ state: 'attached' });
  await page.getByText(/^You see /).waitFor();
  // On a phone the map begins below the fold.
  if (look.viewport?.width === phone.viewport.width)
    await page.locator('.toolbar').evaluate((tools) => scrollTo(0, tools.getBoundingClientRect().top - 60));
  return page;
}

/** A life of twelve weeks that is the same each time: the further down the list, the more of them falls silent. */
function lived(row: LiveRow, place: number): LiveRow {
  const random = openRandom(`picture ${place}`);
  const zeal = 1 - place / learners;
  const counts = (length: number, most: number): number[] =>
    Array.from({ length }, () => (random.chance(0.15 + 0.6 * zeal) ? random.rounded(most * zeal) : 0));
  const days = counts(liveDays, 40);
  const attendance = Array.from({ length: liveDays }, (_, day): AttendanceCell =>
    day % 3 > 0 ? 'none' : random.chance(0.1) ? 'excused' : random.chance(zeal) ? 'present' : 'absent',
  );
  const moods = Array.from({ length: liveDays }, (_, day) =>
    day < liveDays - 28 || random.chance(0.6) ? null : Math.round(random.between(-80, 90)),
  );
  const drift = random.between(-0.4, 0.5) * (1 - zeal);
  const told = Array.from({ length: liveDays - 10 }, (_, day) => {
    const share = Math.max(0.01, Math.min(0.97, (1 - zeal) * 0.5 + (drift * day) / liveDays));
    const at = minute - (liveDays - 11 - day) * dayMinutes;
    return [at, Math.round(100 * (1 - share)), Math.round(100 * share)] as const;
  });
  const risk = (told.at(-1)?.[2] ?? 0) / 100;
  const band: Band = bandOf(risk, usualScoring.risk);
  return {
    ...row,
    cells: counts(liveMinutes, 6),
    hours: counts(liveHours, 30),
    days,
    moods,
    attendance,
    told,
    score: Math.round(100 * (1 - risk)),
    trend: drift > 0.1 ? 'declining' : drift < -0.1 ? 'improving' : 'stable',
    risk,
    band,
    lastSeenAt: new Date((minute - random.rounded(3_000 * (1 - zeal))) * 60_000).toISOString(),
  };
}
