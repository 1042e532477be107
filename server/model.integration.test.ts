import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createCohort } from '#db/postgres/cohorts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { enrol, placesOf } from '#db/postgres/enrolments.ts';
import { type HistoryRow, storeEvents } from '#db/postgres/events.ts';
import { rebuildTenant } from '#db/rebuild.ts';
import type { LearnerRow } from '#engagement/cohort.ts';
import type { ModelFacts } from '#engagement/model-facts.ts';
import { betterOf } from '#engagement/model-comparison.ts';
import { leastToLearn } from '#engagement/own-model.ts';
import { shippedModel } from '#engagement/shipped-model.ts';
import { randomFrom } from '#engagement/training/boost.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import { keepDrifts } from '#workers/drift.ts';
import { Rules } from '#workers/rules.ts';
import { keepUsuals } from '#workers/usual.ts';

const dayMs = 86_400_000;
const termDays = 119;
const shipped = shippedModel.model.name;
let product: Product;
let school: School;
let small: School;
let cohort: string;
/** When each learner of the term did something. */
const doings = new Map<string, number[]>();

beforeAll(async () => {
  product = await openProduct(await ownStores());
  const { db, redis, accounts } = product.stores;
  school = await createSchool(db, accounts, 'trained');
  small = await createSchool(db, accounts, 'small');
  cohort = await storeTerm(160);
  await rebuildTenant(db, redis, school.tenant, Date.now());
  await keepUsuals(db, redis, Date.now());
});
afterAll(() => product?.close());

describe('the model in use', () => {
  test('is told of with what it learned from, how well it tells, and whether learners here are like those', async () => {
    const { db, redis } = product.stores;
    expect(await keepDrifts(db, redis, new Rules(db), Date.now())).toBeGreaterThan(0);
    expect(await keepDrifts(db, redis, new Rules(db), Date.now())).toBe(0);
    const { used, measured, drift, outcomes } = (await facts()).body;
    expect(used).toMatchObject({ id: null, name: shipped, since: null });
    expect(used.learnedFrom.rows).toBe(shippedModel.model.learnedFrom.rows);
    expect(
      measured.rows.find(({ teller, week }) => teller === 'model' && week === null)?.auc,
    ).toBeGreaterThan(0.8);
    expect(drift.learners).toBeGreaterThan(60);
    expect(drift.cohorts).toBe(1);
    // Nobody here has deadlines, or was asked how they feel.
    expect(drift.unknown).toEqual(expect.arrayContaining(['handedShare', 'activeSinceDue', 'results']));
    expect(drift.features.map(({ name }) => name)).toContain('silence');
    expect(outcomes.map(({ says }) => says)).toEqual(['too_few', 'too_few', 'too_few', 'too_few']);
  });

  test('is held against what happened in the fortnight after it told', async () => {
    const { db } = product.stores;
    await asTenant(db, school.tenant, (tx) =>
      tx.execute(sql`insert into risk_hours (tenant_id, enrolment_id, hour, risk, band, reasons, at)
        select tenant_id, id, now() - interval '15 days', 0.4, 'high', '[]', now() - interval '15 days'
        from enrolments where tenant_id = ${school.tenant} and cohort_id = ${cohort}`),
    );
    const at = Date.now() - 14 * dayMs;
    const around = [...doings.values()].filter((times) =>
      times.some((time) => time > at - 14 * dayMs && time <= at),
    );
    const silent = around.filter((times) => !times.some((time) => time > at));
    const high = (await facts()).body.outcomes.find(({ band }) => band === 'high');
    // An event of just now may fall on either side of a moment that passes meanwhile.
    expect(Math.abs((high?.told ?? 0) - around.length)).toBeLessThanOrEqual(1);
    expect(Math.abs((high?.happened ?? 0) - silent.length)).toBeLessThanOrEqual(1);
    expect(high?.risk).toBeCloseTo(0.4);
    expect(high?.says).not.toBe('too_few');
  });

  test('is read by managers too, changed by admins alone, and nobody else hears of it', async () => {
    const statuses = async (role: 'manager' | 'mentor' | 'learner') => {
      const cookie = await product.signIn(school.people[role]);
      const write = { method: 'POST', body: '{"id":null}' };
      return [
        (await product.ask('/v1/model', { cookie })).status,
        (await product.ask('/v1/model/trainings', { cookie }, { method: 'POST' })).status,
        (await product.ask('/v1/model/use', { cookie }, write)).status,
      ];
    };
    expect(await statuses('manager')).toEqual([200, 403, 403]);
    expect(await statuses('mentor')).toEqual([403, 403, 403]);
    expect(await statuses('learner')).toEqual([403, 403, 403]);
  });
});

test('a model of its own is trained, compared, used by looks within seconds, and left again', async () => {
  const before = await risks();
  const asked = await change('trainings');
  expect(asked.body.own[0]).toMatchObject({ training: { state: 'waiting' }, isReadable: false });
  expect((await change('trainings')).status).toBe(409);
  const own = await ended();
  if (own.training.state !== 'trained') throw new Error(`it is ${JSON.stringify(own.training)}`);
  const { found, comparison } = own.training;
  expect(found.moments).toBeGreaterThanOrEqual(leastToLearn.moments);
  expect(found).toMatchObject({ cohorts: 1, triedMoments: comparison.own.rows });
  expect(comparison.used.rows).toBe(comparison.own.rows);
  expect(comparison).toMatchObject({ usedName: shipped });
  expect(comparison.apart.brier.by).toBeCloseTo(comparison.own.brier - comparison.used.brier);
  expect(comparison.apart.brier.low).toBeLessThanOrEqual(comparison.apart.brier.by);
  // It learned how these learners come and go: nobody else does so.
  expect(betterOf(comparison)).toBe('own');

  const { body: used } = await change('use', { id: own.id });
  expect(used.used).toMatchObject({
    id: own.id,
    name: own.name,
    learnedFrom: { data: 'own', rows: found.moments },
  });
  await vi.waitFor(async () => expect(differing(before, await risks())).toBeGreaterThan(50), within);
  const { db, redis } = product.stores;
  // What is compared now is what it learned from.
  expect(await keepDrifts(db, redis, new Rules(db), Date.now())).toBeGreaterThan(0);
  expect((await facts()).body.drift.learners).toBeGreaterThan(60);

  const { body: left } = await change('use', { id: null });
  expect(left.used).toMatchObject({ id: null, name: shipped });
  await vi.waitFor(async () => expect(differing(before, await risks())).toBeLessThan(5), within);
  const by = { id: school.people.admin.id, name: school.people.admin.name };
  expect(left.own[0]?.steps).toMatchObject([
    { step: 'asked', by },
    { step: 'used', by },
    { step: 'left', by },
  ]);
}, 60_000);

describe('a training', () => {
  test('of too little is refused with what there was, and its model cannot be used', async () => {
    const { body } = await change('trainings', {}, small);
    const [first] = body.own;
    const own = await ended(small);
    expect(own.training).toMatchObject({ state: 'refused', problem: 'too_little', found: { moments: 0 } });
    expect(own.id).toBe(first?.id);
    const refused = await change('use', { id: own.id }, small);
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'not_usable' } } });
  });

  test('of another tenant is not there', async () => {
    const [ours] = (await facts()).body.own;
    expect((await change('use', { id: ours?.id ?? 'ours' }, small)).status).toBe(404);
    const theirs = (await facts(small)).body.own.map(({ id }) => id);
    expect(theirs).not.toContain(ours?.id);
  });
});

const within = { timeout: 30_000, interval: 100 };

async function facts(of: School = school) {
  return product.ask<ModelFacts>('/v1/model', { cookie: await product.signIn(of.people.admin) });
}

async function change(what: 'trainings' | 'use', body: object = {}, of: School = school) {
  const cookie = await product.signIn(of.people.admin);
  return product.ask<ModelFacts>(
    `/v1/model/${what}`,
    { cookie },
    { method: 'POST', body: JSON.stringify(body) },
  );
}

/** The newest training, once it is over. */
async function ended(of: School = school): Promise<ModelFacts['own'][number]> {
  return vi.waitFor(async () => {
    const [own] = (await facts(of)).body.own;
    if (own === undefined || ['waiting', 'reading', 'learning'].includes(own.training.state))
      throw new Error(`it is ${own?.training.state}`);
    return own;
  }, within);
}

async function risks(): Promise<Map<string, number>> {
  return vi.waitFor(async () => {
    const { body } = await product.ask<{ items: LearnerRow[] }>(`/v1/cohorts/${cohort}/learners?limit=200`, {
      key: school.apiKey,
    });
    const told = body.items.flatMap(({ learner, risk }) => (risk === null ? [] : [[learner, risk] as const]));
    if (told.length < 150) throw new Error(`${told.length} risks so far`);
    return new Map(told);
  }, within);
}

function differing(before: Map<string, number>, after: Map<string, number>): number {
  return [...before].filter(([learner, risk]) => Math.abs(risk - (after.get(learner) ?? 0)) > 0.02).length;
}

/** A term of learners who come most days for a while, and then not for a while. */
async function storeTerm(learners: number): Promise<string> {
  const { db } = product.stores;
  const { tenant, programme, source } = school;
  const now = Date.now();
  const from = now - termDays * dayMs;
  const ids = Array.from({ length: learners }, (_, index) => `term-${index}`);
  const { id, places } = await asTenant(db, tenant, async (tx) => {
    const made = await createCohort(tx, tenant, { programme, name: 'Term', timeZone: 'UTC' });
    await enrol(
      tx,
      tenant,
      made,
      ids.map((externalId) => ({ externalId, enrolledAt: new Date(from) })),
    );
    return { id: made, places: await placesOf(tx, tenant, [made], ids) };
  });
  const random = randomFrom(7);
  const rows = ids.flatMap((learner) => {
    let isIn = true;
    return Array.from({ length: termDays }).flatMap((_, day): HistoryRow[] => {
      isIn = isIn ? random() > 0.03 : random() < 0.04;
      if (!isIn || random() > 0.7) return [];
      const at = from + (day + random()) * dayMs;
      doings.set(learner, [...(doings.get(learner) ?? []), at]);
      return (places.get(learner) ?? []).map(({ enrolment }) => ({
        tenant,
        enrolment,
        source,
        receivedAt: at,
        event: { id: `${learner}-${day}`, learner, type: 'content_view' as const, at },
      }));
    });
  });
  await storeEvents(db, rows, now);
  return id;
}
