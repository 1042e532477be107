import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asTenant } from '#db/postgres/connect.ts';
import { allEnrolments, enrol } from '#db/postgres/enrolments.ts';
import { type HistoryRow, storeEvents } from '#db/postgres/events.ts';
import { learnerWeeks, looks, riskHours, selections } from '#db/postgres/schema.ts';
import { setRetention } from '#db/postgres/retention.ts';
import type { DifferenceReport } from '#engagement/difference-report.ts';
import type { Selection } from '#engagement/selection.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import { prune } from '#workers/prune.ts';

const dayMs = 86_400_000;
const to = Math.floor(Date.now() / 60_000) * 60_000;
const from = to - 7 * dayMs;
const stretch = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
const cohortSize = 40;
const selectedSize = 12;
type Refusal = { error: { code: string; message: string; field?: string } };

let product: Product;
let ours: School;
let theirs: School;
let staff: { cookie: string };
/** Of our cohort, all of them; the first dozen sit up at night and never open a quiz. */
let enrolments: string[];
let foreign: string;

beforeAll(async () => {
  product = await openProduct(await ownStores());
  const { db, accounts } = product.stores;
  ours = await createSchool(db, accounts, 'selective');
  theirs = await createSchool(db, accounts, 'elsewhere');
  staff = { cookie: await product.signIn(ours.people.mentor) };
  enrolments = await asTenant(db, ours.tenant, async (tx) => {
    const enrolledAt = new Date(to - 60 * dayMs);
    const people = Array.from({ length: cohortSize - 2 }, (_, at) => ({
      externalId: `l${at}`,
      name: `Learner ${at}`,
      enrolledAt,
    }));
    await enrol(tx, ours.tenant, ours.cohort, people);
    return (await allEnrolments(tx, ours.tenant)).map(({ enrolment }) => enrolment);
  });
  foreign = (await asTenant(db, theirs.tenant, (tx) => allEnrolments(tx, theirs.tenant)))[0]?.enrolment ?? '';
  await storeEvents(db, enrolments.flatMap(weekOf), to);
});
afterAll(() => product?.close());

function weekOf(enrolment: string, at: number): HistoryRow[] {
  const isNight = at < selectedSize;
  return Array.from({ length: 14 }, (_, index) => {
    const day = to - dayMs * (1 + (index % 6)) - (to % dayMs);
    const type = !isNight && index % 3 === 0 ? 'quiz_attempt' : 'content_view';
    const event = {
      id: `${enrolment}-${index}`,
      learner: enrolment,
      type,
      at: day + (isNight ? 1 : 13) * 3_600_000 + (index + at) * 60_000,
      durationS: 60 + 7 * at,
    } as const;
    return { tenant: ours.tenant, enrolment, source: ours.source, receivedAt: to, event };
  });
}

const post = (body: unknown, as: { cookie?: string; key?: string } = staff, cohort = ours.cohort) =>
  product.ask<{ id: string } & Refusal>(`/v1/cohorts/${cohort}/selections`, as, {
    method: 'POST',
    body: JSON.stringify(body),
  });
const difference = (id: string, as: { cookie?: string; key?: string } = staff, cohort = ours.cohort) =>
  product.ask<DifferenceReport & Refusal>(`/v1/cohorts/${cohort}/selections/${id}/difference`, as);
const chosen = () => enrolments.slice(0, selectedSize);

describe('a selection', () => {
  test('has one id, whoever makes it and in whatever order', async () => {
    const first = await post({ enrolments: chosen(), ...stretch });
    expect(first.body.id).toMatch(/^[0-9a-z]{16}$/);
    const manager = { cookie: await product.signIn(ours.people.manager) };
    const same = await post(
      { enrolments: [...chosen().toReversed(), chosen()[0]], from: stretch.from, to: stretch.to },
      manager,
    );
    expect(same.body.id).toBe(first.body.id);
    const otherTime = await post({
      enrolments: chosen(),
      from: new Date(from - dayMs).toISOString(),
      to: stretch.to,
    });
    expect(otherTime.body.id).not.toBe(first.body.id);
    const { body } = await product.ask<Selection>(
      `/v1/cohorts/${ours.cohort}/selections/${first.body.id}`,
      manager,
    );
    expect(body).toEqual({ id: first.body.id, enrolments: chosen().toSorted(), ...stretch });
  });

  test('may name learners instead of enrolments', async () => {
    const one = await post({ learners: [ours.learner], ...stretch });
    const report = await difference(one.body.id);
    expect(report.body).toMatchObject({
      learners: [{ learner: ours.learner, name: 'Maya of selective' }],
      selected: 1,
      isTooFew: true,
      compared: 0,
    });
  });

  test('is in what learners can read of themselves, without the others in it', async () => {
    await post({ learners: [ours.learner], enrolments: chosen(), ...stretch });
    const learner = { cookie: await product.signIn(ours.people.learner) };
    const { status, body } = await product.ask<{ selections: Record<string, unknown>[] }>(
      '/v1/me/data',
      learner,
    );
    expect(status).toBe(200);
    expect(Object.keys(body.selections[0] ?? {}).toSorted()).toEqual([
      'cohort_id',
      'created_at',
      'ends_at',
      'id',
      'starts_at',
    ]);
  });

  test('of others than this cohort has is refused, with how many', async () => {
    const { status, body } = await post({ enrolments: [...chosen(), foreign, 'nobody'], ...stretch });
    expect({ status, error: body.error }).toEqual({
      status: 400,
      error: {
        code: 'not_of_cohort',
        message: '2 of these are not enrolled in this cohort.',
        field: 'enrolments',
      },
    });
    const stranger = await post({ learners: [theirs.learner], ...stretch });
    expect(stranger.body.error.message).toBe('One of these is not enrolled in this cohort.');
  });

  test('is not there for another tenant, for a learner, or under another cohort', async () => {
    const { body } = await post({ enrolments: chosen(), ...stretch });
    const elsewhere = { cookie: await product.signIn(theirs.people.admin) };
    const learner = { cookie: await product.signIn(ours.people.learner) };
    for (const as of [elsewhere, learner]) {
      expect((await difference(body.id, as)).status).toBe(404);
      expect((await post({ enrolments: chosen(), ...stretch }, as)).status).toBe(404);
      // Not even what is wrong with it is told.
      expect((await post({ nonsense: true }, as)).status).toBe(404);
    }
    expect((await difference(body.id, elsewhere, theirs.cohort)).status).toBe(404);
    expect((await difference('0000000000000000')).status).toBe(404);
  });

  test.each([
    ['nobody', () => ({ enrolments: [], ...stretch })],
    ['no list', () => ({ enrolments: 'all', ...stretch })],
    ['too many', () => ({ enrolments: Array.from({ length: 10_001 }, (_, at) => `e${at}`), ...stretch })],
    ['what is no id', () => ({ enrolments: ["'; drop table learners"], ...stretch })],
    ['a byte that no text has', () => ({ enrolments: ['a\u0000b'], ...stretch })],
    ['half a letter', () => ({ enrolments: ['\ud800'], ...stretch })],
    ['no time', () => ({ enrolments: chosen(), from: 'yesterday', to: stretch.to })],
    ['30 February', () => ({ enrolments: chosen(), from: '2026-02-30T00:00:00Z', to: stretch.to })],
    [
      'a stretch that ends before it begins',
      () => ({ enrolments: chosen(), from: stretch.to, to: stretch.from }),
    ],
    ['a stretch of a year', () => ({ enrolments: chosen(), from: at(-365), to: at(0) })],
    ['what is kept no longer', () => ({ enrolments: chosen(), from: at(-430), to: at(-420) })],
    ['the future', () => ({ enrolments: chosen(), from: at(0), to: at(1) })],
    ['a field that nobody knows', () => ({ enrolments: chosen(), ...stretch, sql: 'select 1' })],
  ])('of %s is refused in words', async (_, body) => {
    const answer = await post(body());
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe('bad_request');
    expect(answer.body.error.message.length).toBeGreaterThan(10);
  });

  test('of more than a megabyte is not read, and an address that no text can be has nothing', async () => {
    // Without a socket, which the server closes on whoever goes on sending.
    const huge = await product.app.request(`/v1/cohorts/${ours.cohort}/selections`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ours.apiKey}` },
      body: JSON.stringify({ enrolments: ['x'.repeat(1_100_000)], ...stretch }),
    });
    expect(huge.status).toBe(413);
    expect((await post({ enrolments: chosen(), ...stretch }, staff, '%00')).status).toBe(404);
    expect((await difference('%00')).status).toBe(404);
    expect((await difference('..%2F..')).status).toBe(404);
  });
});

describe('what is different about them', () => {
  test('is found, the same for whoever opens the link, and who looked is kept', async () => {
    const { body } = await post({ enrolments: chosen(), ...stretch });
    const { body: report } = await difference(body.id);
    expect(report).toMatchObject({
      id: body.id,
      cohort: { id: ours.cohort, name: 'Cohort of selective' },
      timeZone: 'Europe/Berlin',
      ...stretch,
      selected: selectedSize,
      all: cohortSize,
      these: selectedSize,
      others: cohortSize - selectedSize,
      isSampled: false,
      isTooFew: false,
      asOf: 'now',
      per: 'week',
    });
    const sure = report.findings.filter(({ isSure }) => isSure).map(({ of }) => of);
    expect(sure).toEqual(expect.arrayContaining(['night', 'quiz', 'afternoon']));
    const night = report.findings.find(({ of }) => of === 'night');
    expect(night).toMatchObject({
      as: 'share',
      than: { is: 'more', value: 0 },
      these: { of: selectedSize, hits: selectedSize },
      others: { of: cohortSize - selectedSize, hits: 0 },
    });
    expect(report.learners).toHaveLength(selectedSize);

    const program = await difference(body.id, { key: ours.apiKey });
    expect(program.body).toEqual(report);
    const { db } = product.stores;
    const seen = await asTenant(db, ours.tenant, (tx) =>
      tx.select().from(looks).where(eq(looks.byId, ours.people.mentor.id)),
    );
    expect(seen.filter(({ what, cohortId }) => what === 'cohort' && cohortId === ours.cohort)).not.toEqual(
      [],
    );
  });

  test('where nothing is, nothing is claimed', async () => {
    // Every third of those who are alike.
    const alike = enrolments.filter((_, at) => at >= selectedSize && at % 3 === 0);
    const others = enrolments.filter((_, at) => at < selectedSize);
    const { body } = await post({ enrolments: [...alike, ...others.slice(0, 4)], ...stretch });
    const { body: report } = await difference(body.id);
    expect(report.findings.filter(({ isSure }) => isSure)).toEqual([]);
    expect(report.compared).toBeGreaterThan(5);
  });

  test('in a stretch of the past is told by what was known then', async () => {
    const { db } = product.stores;
    const end = to - 20 * dayMs;
    const date = (daysBefore: number) => new Date(end - daysBefore * dayMs).toISOString().slice(0, 10);
    await asTenant(db, ours.tenant, async (tx) => {
      await tx.insert(riskHours).values(
        enrolments.flatMap((enrolmentId, place) =>
          [
            { daysBefore: 12, risk: place < selectedSize ? 0.8 - place / 100 : 0.1 + place / 1_000 },
            { daysBefore: -5, risk: 0.5 },
          ].map(({ daysBefore, risk }) => ({
            tenantId: ours.tenant,
            enrolmentId,
            hour: new Date(end - daysBefore * dayMs),
            at: new Date(end - daysBefore * dayMs),
            risk,
            band: 'high' as const,
            reasons: [],
          })),
        ),
      );
      await tx.insert(learnerWeeks).values(
        enrolments.map((enrolmentId, place) => ({
          tenantId: ours.tenant,
          enrolmentId,
          startsOn: date(9),
          endsOn: date(3),
          score: place < selectedSize ? 30 + place : 70 + place,
          flags: place < selectedSize ? ['inactive_lms' as const] : [],
          days: {},
        })),
      );
    });
    const past = { from: new Date(end - 7 * dayMs).toISOString(), to: new Date(end).toISOString() };
    const { body } = await post({ enrolments: chosen(), ...past });
    const { body: report } = await difference(body.id);
    expect(report.asOf).toBe('then');
    const of = (name: string) => report.findings.find((one) => one.of === name);
    expect(of('risk')).toMatchObject({ isSure: true, apart: { value: 1 } });
    const risk = of('risk');
    expect(risk?.as === 'number' && risk.these.usual).toBeCloseTo(0.745, 2);
    expect(of('score')).toMatchObject({ isSure: true, apart: { value: -1 } });
    expect(of('inactive_lms')).toMatchObject({
      as: 'share',
      isSure: true,
      these: { of: selectedSize, hits: selectedSize },
      others: { hits: 0 },
    });
  });

  test('is described for programs', async () => {
    const { body } = await product.ask<{ paths: Record<string, Record<string, { summary: string }>> }>(
      '/openapi.json',
    );
    expect(body.paths['/v1/cohorts/{id}/selections']?.['post']?.summary).toMatch(/^Keep a selection/);
    expect(body.paths['/v1/cohorts/{id}/selections/{selection}/difference']?.['get']?.summary).toMatch(
      /^What is different/,
    );
  });
});

test('a selection goes when the events do that it asks about', async () => {
  const { db } = product.stores;
  const { body } = await post({ enrolments: enrolments.slice(3, 9), ...stretch });
  await asTenant(db, ours.tenant, async (tx) => {
    await tx.execute(
      sql`update selections set created_at = now() - interval '40 days' where id = ${body.id}`,
    );
    await setRetention(tx, ours.tenant, { eventDays: 35 });
  });
  while ((await prune(db, Date.now())) > 0);
  const left = await asTenant(db, ours.tenant, (tx) => tx.select({ id: selections.id }).from(selections));
  expect(left.map(({ id }) => id)).not.toContain(body.id);
  expect(left.length).toBeGreaterThan(0);
  expect((await difference(body.id)).status).toBe(404);
});

function at(days: number): string {
  return new Date(to + days * dayMs).toISOString();
}
