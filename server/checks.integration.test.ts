import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { asTenant, rowsOf } from '#db/postgres/connect.ts';
import { placesOfLearner } from '#db/postgres/learners.ts';
import { storeNudge } from '#db/postgres/nudges.ts';
import { nudgeDecisions } from '#db/postgres/schema.ts';
import type { LearnerOutlooks } from '#engagement/learner-outlook.ts';
import type { Nudge } from '#engagement/nudge.ts';
import type { Check } from '#engagement/nudging/check.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';

const waiting = { timeout: 8_000, interval: 50 };
let product: Product;
let school: School;
let other: School;
let maya: { cookie: string };
let program: { key: string };

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'asked');
  other = await createSchool(product.stores.db, product.stores.accounts, 'elsewhere');
  maya = { cookie: await product.signIn(school.people.learner) };
  program = { key: school.apiKey };
  for (const question of ['1 + 1?', '2 + 2?', '3 + 3?', '4 + 4?']) {
    const item = { skill: 'Adding', question, choices: ['one', 'two', 'many'], right: 1, because: 'Count.' };
    await ask(`/v1/programmes/${school.programme}/items`, program, item);
  }
});
afterAll(() => product?.close());

describe('a check', () => {
  test('asks three questions, keeps them, and tells what is right only with the answer', async () => {
    const { status, body: check } = await start(maya);
    expect(status).toBe(200);
    expect(check.items).toHaveLength(3);
    expect(JSON.stringify(check)).not.toMatch(/Count\.|"right"/);
    expect((await start(maya)).body.id).toBe(check.id);

    const [first, second, third] = check.items.map(({ id }) => id);
    const { body: answered } = await answer(check, { item: first, choice: 0 });
    expect(answered.items[0]?.answer).toMatchObject({
      choice: 0,
      isRight: false,
      right: 1,
      because: 'Count.',
    });
    expect(answered.items.slice(1).map((item) => item.answer)).toEqual([null, null]);
    // Another answer to it changes nothing, nor does the same one again.
    for (const choice of [1, 0]) {
      expect((await answer(check, { item: first, choice })).body.items[0]?.answer).toMatchObject({
        choice: 0,
      });
    }
    const again = await product.ask<Check>(`/v1/checks/${check.id}`, maya);
    expect(again.body).toEqual(answered);
    await answer(check, { item: second, choice: 1 });
    const { body: done } = await answer(check, { item: third, choice: 1 });
    expect(done.finishedAt).not.toBeNull();

    // The fourth question was not asked yet: the next check has it.
    const { body: next } = await start(maya);
    expect(next.id).not.toBe(check.id);
    expect(check.items.map(({ id }) => id)).not.toContain(next.items[0]?.id);
  });

  test('that is answered by many at once counts each answer once, and mastery moves', async () => {
    const before = await vi.waitFor(async () => {
      const known = await mastery();
      expect(known).toBeGreaterThan(0);
      return known;
    }, waiting);
    const { body: check } = await start(maya);
    const given = check.items.map(({ id }) => ({ item: id, choice: 1 }));
    await Promise.all([...given, ...given, ...given].map((one) => answer(check, one)));
    const answers = await vi.waitFor(async () => {
      const found = await eventsLike(`${check.id}/%`);
      expect(found).toHaveLength(3);
      return found;
    }, waiting);
    expect(answers.map(({ id }) => id).toSorted()).toEqual(
      check.items.map(({ id }) => `${check.id}/${id}`).toSorted(),
    );
    expect(answers.every(({ source, type }) => source === `own-${school.tenant}` && type === 'answer')).toBe(
      true,
    );
    expect(await mastery()).toBeGreaterThan(before);
    // It is a source like others, but nobody set it up, and nobody waits to hear of it.
    const manager = { cookie: await product.signIn(school.people.manager) };
    const { body: sources } = await product.ask<{ items: { name: string }[] }>('/v1/sources', manager);
    expect(sources.items.map(({ name }) => name)).toEqual(['LMS']);
  });

  test('stays as it was when its questions are changed or removed', async () => {
    const { body: check } = await start(program, { skill: 'Adding', learner: await jonas() });
    const { body: bank } = await product.ask<{ items: { id: string }[] }>(items(), program);
    for (const { id } of bank.items) await product.ask(`${items()}/${id}`, program, { method: 'DELETE' });
    const { body: same } = await product.ask<Check>(`/v1/checks/${check.id}`, program);
    expect(same).toEqual(check);
    const first = check.items[0]?.id;
    expect((await answer(check, { item: first, choice: 1 }, program)).body.items[0]?.answer?.isRight).toBe(
      true,
    );
    expect(await start(maya, { skill: 'Subtracting' })).toMatchObject({
      status: 409,
      body: { error: { code: 'no_items' } },
    });
  });

  test('takes an answer that was kept without a connection, at a time that can be', async () => {
    const item = { skill: 'Kept', question: 'Kept?', choices: ['no', 'yes'], right: 1, because: 'Yes.' };
    await ask(items(), program, { ...item });
    const { body: check } = await start(maya, { skill: 'Kept' });
    const late = { item: check.items[0]?.id, choice: 1, at: '2020-01-01T00:00:00Z' };
    expect((await answer(check, late)).body.items[0]?.answer?.at).toBe(check.createdAt);
  });

  test('is there neither for another learner nor for another school, and not for staff', async () => {
    const own = { skill: 'Own', question: 'Own?', choices: ['no', 'yes'], right: 1, because: 'Yes.' };
    await ask(items(), program, own);
    const { body: check } = await start(program, { skill: 'Own', learner: await jonas() });
    const given = { item: check.items[0]?.id, choice: 0 };
    for (const as of [maya, { key: other.apiKey }, { cookie: await product.signIn(other.people.learner) }]) {
      expect((await product.ask(`/v1/checks/${check.id}`, as)).status).toBe(404);
      expect((await answer(check, given, as)).status).toBe(404);
    }
    for (const role of ['admin', 'manager', 'mentor'] as const) {
      const staff = { cookie: await product.signIn(school.people[role]) };
      expect((await product.ask(`/v1/checks/${check.id}`, staff)).status).toBe(403);
      expect((await answer(check, given, staff)).status).toBe(403);
      expect((await start(staff)).status).toBe(403);
      expect((await product.ask('/v1/checks', staff)).status).toBe(403);
    }
    const { body } = await product.ask<Check>(`/v1/checks/${check.id}`, program);
    expect(body.items[0]?.answer).toBeNull();
    expect((await start(program, { skill: 'Own', learner: other.learner })).status).toBe(404);
    const begun = await product.ask<{ items: Check[] }>('/v1/checks', maya);
    expect(begun.body.items.map(({ id }) => id)).not.toContain(check.id);
  });

  test.each<[object, string]>([
    [{}, 'nudge'],
    [{ nudge: 'n', skill: 'Own' }, 'nudge'],
    [{ skill: 7 }, 'skill'],
    [{ skill: 'Own' }, 'learner'],
  ])('asked for with %o is refused, and the field is named', async (body, field) => {
    expect(await start(program, body)).toMatchObject({ status: 400, body: { error: { field } } });
  });

  test('refuses an answer to what it did not ask', async () => {
    const { body: check } = await start(maya, { skill: 'Own' });
    for (const [given, field] of [
      [{ item: 'x', choice: 0 }, 'item'],
      [{ item: check.items[0]?.id, choice: 2 }, 'choice'],
      [{ item: check.items[0]?.id, choice: '1' }, 'choice'],
      [{ item: check.items[0]?.id, choice: 1, at: 'today' }, 'at'],
    ] as const) {
      expect(await answer(check, given)).toMatchObject({ status: 400, body: { error: { field } } });
    }
  });
});

describe('a nudge of three questions', () => {
  test('is accepted by starting them, and started again it is the same check', async () => {
    const nudge = await nudgeOf('micro_assessment', { skill: 'Own', items: 1 });
    const { body: check } = await start(maya, { nudge });
    expect(check).toMatchObject({ nudge, skill: 'Own' });
    expect((await start(maya, { nudge })).body).toEqual(check);
    const { body } = await product.ask<{ items: Nudge[] }>('/v1/nudges', program);
    expect(body.items.find(({ id }) => id === nudge)?.answer).toBe('accepted');
    const elsewhere = { cookie: await product.signIn(other.people.learner) };
    expect((await start(elsewhere, { nudge })).status).toBe(404);
  });

  test('is none when it is about something else', async () => {
    const nudge = await nudgeOf('reminder', {});
    expect(await start(maya, { nudge })).toMatchObject({
      status: 409,
      body: { error: { code: 'no_check' } },
    });
  });

  test('is offered to whom results are low in a skill that there are questions on', async () => {
    const failed = [9, 8, 7.5, 0].map((days) => ({
      id: `low-${days}`,
      learner: 'jonas',
      type: 'quiz_attempt',
      skill: 'Own',
      at: new Date(Date.now() - days * 86_400_000).toISOString(),
      percent: days === 0 ? 0 : 20,
    }));
    // What is known of a skill is read from the history, which follows within a second.
    await ask('/v1/events', { key: school.sourceKey }, failed.slice(0, 3));
    await vi.waitFor(async () => expect(await eventsLike('low-%')).toHaveLength(3), waiting);
    await ask('/v1/events', { key: school.sourceKey }, failed.slice(3));
    const who = await jonas();
    const facts = await vi.waitFor(async () => {
      const decisions = await asTenant(product.stores.db, school.tenant, (tx) =>
        tx.select().from(nudgeDecisions),
      );
      const low = decisions.find((one) => one.rule === 'low_results' && one.learnerId === who);
      if (!low?.facts) throw new Error('not decided yet');
      return low.facts;
    }, waiting);
    expect(facts.offers.micro_assessment).toEqual({ skill: 'Own', items: 1 });
  });
});

type Asker = { cookie: string } | { key: string };

function ask(path: string, as: Asker, value: unknown) {
  const headers = { origin: product.url };
  return product.ask<Check>(path, as, { method: 'POST', body: JSON.stringify(value), headers });
}

function start(as: Asker, value: object = { skill: 'Adding' }) {
  return ask('/v1/checks', as, value);
}

function answer(check: Check, value: unknown, as: Asker = maya) {
  return ask(`/v1/checks/${check.id}/answers`, as, value);
}

function items(): string {
  return `/v1/programmes/${school.programme}/items`;
}

async function jonas(): Promise<string> {
  const [found] = await asTenant(product.stores.db, school.tenant, (tx) =>
    rowsOf<{ id: string }>(tx, sql`select id from learners where external_id = 'jonas'`),
  );
  return found?.id ?? '';
}

function eventsLike(id: string): Promise<{ id: string; type: string; source: string }[]> {
  return asTenant(product.stores.db, school.tenant, (tx) =>
    rowsOf(tx, sql`select id, type, source_id as source from events where id like ${id}`),
  );
}

/** Of adding, as Maya is told it; NaN before there are answers enough. */
async function mastery(): Promise<number> {
  const { body } = await product.ask<LearnerOutlooks>(`/v1/learners/${school.learner}/outlook`, maya);
  const skills = body.enrolments[0]?.path?.skills ?? [];
  return skills.find(({ skill }) => skill === 'Adding')?.mastery ?? Number.NaN;
}

async function nudgeOf(kind: Nudge['kind'], params: Nudge['params']): Promise<string> {
  const { db } = product.stores;
  const at = new Date();
  return asTenant(db, school.tenant, async (tx) => {
    const [place] = await placesOfLearner(tx, school.tenant, school.learner);
    const who = { learner: school.learner, enrolment: place?.enrolment ?? '', cohort: school.cohort };
    const nudge = { ...who, kind, rule: 'quiet_days' as const, period: kind, params, dueAt: at };
    return (await storeNudge(tx, school.tenant, nudge, at)) ?? '';
  });
}
