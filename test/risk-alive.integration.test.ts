import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asTenant } from '#db/postgres/connect.ts';
import { placesOf } from '#db/postgres/enrolments.ts';
import { type HistoryRow, storeEvents } from '#db/postgres/events.ts';
import { assessments, bandChanges, riskHours } from '#db/postgres/schema.ts';
import { decideScoring } from '#db/postgres/scoring-decisions.ts';
import { rebuildTenant } from '#db/rebuild.ts';
import type { RowChange } from '#engagement/screen/cohort-change.ts';
import { courseDaysOf, noPlan } from '#engagement/course-plan.ts';
import { dayOf, startOfDay } from '#engagement/day.ts';
import type { LearnerEvent } from '#engagement/event.ts';
import { markOf } from '#engagement/mark.ts';
import { chanceOf, floorsOf, riskOf } from '#engagement/risk.ts';
import { outlookAt, riskViewOf } from '#engagement/risk-view.ts';
import { usualScoring } from '#engagement/scoring.ts';
import { shippedModel } from '#engagement/shipped-model.ts';
import { count, openWindow, packWindow, readWindow } from '#engagement/window.ts';
import { type Product, openProduct } from './product.ts';
import type { Screen } from './screen.ts';
import { type School, createSchool } from './school.ts';
import { ownStores } from './stores.ts';

const dayMs = 86_400_000;
const timeZone = 'Europe/Berlin';
const promisedMs = 2_000;
/** Long enough for a busy machine to have seen the learner before. */
const aheadMs = 4_000;

let product: Product;
let school: School;
let enrolment: string;
let screen: Screen;

beforeAll(async () => {
  product = await openProduct(await ownStores());
  const { db, accounts } = product.stores;
  school = await createSchool(db, accounts, 'alive');
  const { tenant, cohort, people } = school;
  const places = await asTenant(db, tenant, (tx) => placesOf(tx, tenant, [cohort], ['maya']));
  enrolment = places.get('maya')?.[0]?.enrolment ?? '';
  screen = await product.watch(await product.signIn(people.manager), `cohort/${cohort}`);
});
afterAll(() => product?.close());

test('a silence that grows into the next band is stored, announced and kept within two seconds, without any event', async () => {
  const { tenant, programme, people, cohort } = school;
  const { db, redis } = product.stores;
  // Of the last weeks, on two days in each; not since.
  const now = Date.now();
  const past = [6, 7, 13, 14, 20, 21].map((ago): Past => ({
    type: 'content_view',
    at: now - ago * dayMs,
    durationS: 900,
  }));
  const crossesAt = now + aheadMs;
  const medium = riskAt(past, crossesAt);
  const scoring = { ...usualScoring, risk: { ...usualScoring.risk, medium, high: 99, critical: 99.5 } };
  await asTenant(db, tenant, (tx) =>
    decideScoring(
      tx,
      { tenant, programme },
      { scoring, by: people.admin, note: null },
      new Date(now - 60_000),
    ),
  );
  await storeEvents(db, past.map(rowOf), now);
  await rebuildTenant(db, redis, tenant, now);

  await screen.until(
    'the band of before',
    rowWith(({ band }) => band === 'low'),
  );
  expect(Date.now()).toBeLessThan(crossesAt);
  await screen.until(
    'the band that silence alone leads to',
    rowWith(({ band }) => band === 'medium'),
  );
  const toldAt = Date.now();
  expect(toldAt).toBeGreaterThanOrEqual(crossesAt);
  expect(toldAt - crossesAt).toBeLessThan(promisedMs);

  const { stored, changes, hours } = await asTenant(db, tenant, async (tx) => ({
    stored: await tx.select().from(assessments).where(eq(assessments.enrolmentId, enrolment)),
    changes: await tx
      .select()
      .from(bandChanges)
      .where(eq(bandChanges.enrolmentId, enrolment))
      .orderBy(bandChanges.at),
    hours: await tx
      .select()
      .from(riskHours)
      .where(eq(riskHours.enrolmentId, enrolment))
      .orderBy(riskHours.at),
  }));
  expect(stored).toMatchObject([{ cohortId: cohort, band: 'medium' }]);
  expect(changes.map(({ fromBand, toBand }) => [fromBand, toBand])).toEqual([
    [null, 'low'],
    ['low', 'medium'],
  ]);
  expect((changes[1]?.at.getTime() ?? Infinity) - crossesAt).toBeLessThan(promisedMs);
  expect(hours.at(-1)).toMatchObject({ band: 'medium', at: changes[1]?.at });
});

test('an event has its effect on the risk stored and announced within two seconds', async () => {
  const { tenant, sourceKey } = school;
  const before = screen.views.get(`cohort/${school.cohort}`);
  const risk = before?.of === 'cohort' ? (before.rows.find(isMaya)?.risk ?? Number.NaN) : Number.NaN;
  const sent = { id: 'back', learner: 'maya', type: 'content_view', at: new Date().toISOString() };
  const { status } = await product.ask(
    '/v1/events',
    { key: sourceKey },
    { method: 'POST', body: JSON.stringify(sent) },
  );
  expect(status).toBe(202);
  const acceptedAt = Date.now();
  const row = await screen.until(
    'the lower risk',
    rowWith((one) => (one.risk ?? 1) < risk),
  );
  expect(Date.now() - acceptedAt).toBeLessThan(promisedMs);
  const [stored] = await asTenant(product.stores.db, tenant, (tx) =>
    tx.select().from(assessments).where(eq(assessments.enrolmentId, enrolment)),
  );
  expect(stored).toMatchObject({ risk: row.risk, band: 'low' });
});

type Past = Omit<LearnerEvent, 'id' | 'learner'>;

/** In percent, as it will be told at a moment of today if nothing more is done. */
function riskAt(past: readonly Past[], at: number): number {
  const window = openWindow();
  for (const event of past) count(window, markOf(event, timeZone));
  const outlook = outlookAt(at, timeZone, {
    model: shippedModel,
    kept: null,
    plan: courseDaysOf(noPlan),
    counts: null,
    floors: floorsOf(usualScoring, null),
  });
  const joined = dayOf(Date.now() - 40 * dayMs, timeZone);
  const view = riskViewOf(readWindow(packWindow(window), at, timeZone), outlook, joined);
  const { from, to } = riskOf(view, shippedModel, outlook.dayShare)?.path ?? {
    from: Number.NaN,
    to: Number.NaN,
  };
  const share = (at - startOfDay(dayOf(at, timeZone), timeZone)) / dayMs;
  return 100 * chanceOf(from + share * (to - from));
}

/** As if each had been sent when it happened. */
function rowOf(event: Past, index: number): HistoryRow {
  const { tenant, source } = school;
  const own = { ...event, id: `e${index}`, learner: 'maya' };
  return { tenant, enrolment, source, receivedAt: event.at, event: own };
}

function isMaya(row: { enrolment: string }): boolean {
  return row.enrolment === enrolment;
}

function rowWith(isSo: (row: Pick<RowChange, 'band' | 'risk'>) => boolean) {
  return ({ views }: Screen) => {
    const view = views.get(`cohort/${school.cohort}`);
    return view?.of === 'cohort' && view.rows.find((row) => isMaya(row) && isSo(row));
  };
}
