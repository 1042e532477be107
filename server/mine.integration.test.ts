import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asTenant } from '#db/postgres/connect.ts';
import { storeNudge } from '#db/postgres/nudges.ts';
import { enrolments } from '#db/postgres/schema.ts';
import type { Case } from '#engagement/case.ts';
import type { Nudge } from '#engagement/nudge.ts';
import type { Contest } from '#engagement/nudging/contest.ts';
import { type NudgePreferences, usualPreferences } from '#engagement/nudging/preferences.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';

let product: Product;
let school: School;
let other: School;
let maya: { cookie: string };
let manager: { cookie: string };
let enrolment: string;

beforeAll(async () => {
  product = await openProduct(await ownStores());
  const { db, accounts } = product.stores;
  school = await createSchool(db, accounts, 'mine');
  other = await createSchool(db, accounts, 'others');
  maya = { cookie: await product.signIn(school.people.learner) };
  manager = { cookie: await product.signIn(school.people.manager) };
  const [place] = await asTenant(db, school.tenant, (tx) =>
    tx.select({ id: enrolments.id }).from(enrolments).where(eq(enrolments.learnerId, school.learner)),
  );
  enrolment = place?.id ?? '';
});
afterAll(() => product?.close());

describe('what a learner wants of nudges', () => {
  test('is the usual until they say so, and theirs alone to say', async () => {
    expect(await ask('/v1/me/preferences', maya)).toMatchObject({ status: 200, body: usualPreferences });
    const wanted: NudgePreferences = {
      ...usualPreferences,
      channels: ['email'],
      declined: ['peer_challenge'],
      quietHours: { from: 20 * 60, to: 9 * 60 },
      timeZone: 'Asia/Kathmandu',
      shownAs: 'Fox',
    };
    expect(await put(wanted, maya)).toMatchObject({ status: 200, body: wanted });
    expect((await ask('/v1/me/preferences', maya)).body).toEqual(wanted);
    const theirs = { cookie: await product.signIn(other.people.learner) };
    expect((await ask('/v1/me/preferences', theirs)).body).toEqual(usualPreferences);
    expect((await ask('/v1/me/preferences', manager)).status).toBe(403);
  });

  test.each([
    [{ quietHours: { from: -1, to: 10 } }, 'quietHours'],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ declined: ['reminder', 'reminder'] }, 'declined'],
    [{ shownAs: ' ' }, 'shownAs'],
    [{ channels: ['pigeon'] }, 'channels.0'],
  ])('that makes no sense (%j) is refused by its field', async (wrong, field) => {
    const refused = await put({ ...usualPreferences, ...wrong }, maya);
    expect(refused).toMatchObject({ status: 400, body: { error: { field } } });
  });
});

describe('"this is wrong"', () => {
  test('takes back what is planned at once, brings a person, and is answered', async () => {
    const { db } = product.stores;
    const soon = new Date(Date.now() + 3_600_000);
    await asTenant(db, school.tenant, (tx) =>
      storeNudge(
        tx,
        school.tenant,
        {
          learner: school.learner,
          enrolment,
          cohort: school.cohort,
          kind: 'reminder',
          rule: 'quiet_days',
          period: '2026-W10',
          params: { days: 3 },
          dueAt: soon,
        },
        new Date(),
      ),
    );
    const said = await contest({ enrolment, what: 'risk', note: 'I was ill' }, maya);
    expect(said).toMatchObject({ status: 200, body: { status: 'open', what: 'risk', note: 'I was ill' } });
    expect((await contest({ enrolment, what: 'risk', note: 'again' }, maya)).body.id).toBe(said.body.id);

    const nudges = await product.ask<{ items: Nudge[] }>('/v1/nudges', manager);
    expect(nudges.body.items[0]).toMatchObject({ deliveredAt: null, withdrawnFor: 'contested' });
    const cases = await product.ask<{ items: Case[] }>('/v1/cases', manager);
    expect(cases.body.items).toMatchObject([{ learner: school.learner, cause: 'contested' }]);

    const seen = await product.ask<{ items: Contest[] }>('/v1/contests?status=open', manager);
    expect(seen.body.items).toMatchObject([{ id: said.body.id, learnerName: 'Maya of mine' }]);
    const path = `/v1/contests/${said.body.id}/answer`;
    const answer = { status: 'upheld', answer: 'You were ill: we have noted it.' };
    expect((await product.ask(path, maya, json(answer))).status).toBe(403);
    expect(await product.ask(path, manager, json(answer))).toMatchObject({
      status: 200,
      body: { status: 'upheld', answeredBy: 'manager of mine' },
    });
    const late = { status: 'explained', answer: 'No.' };
    expect(await product.ask(path, manager, json(late))).toMatchObject({
      status: 409,
      body: { error: { code: 'already_answered' } },
    });
    const own = await product.ask<{ items: Contest[] }>('/v1/contests', maya);
    expect(own.body.items[0]).toMatchObject({ status: 'upheld', answer: answer.answer });
  });

  test('may be taken back by whoever said it, and by nobody else', async () => {
    const said = await contest({ enrolment, what: 'score', note: null }, maya);
    const path = `/v1/contests/${said.body.id}/withdraw`;
    const theirs = { cookie: await product.signIn(other.people.learner) };
    expect((await product.ask(path, theirs, json({}))).status).toBe(404);
    expect((await product.ask(path, manager, json({}))).status).toBe(403);
    expect(await product.ask(path, maya, json({}))).toMatchObject({ body: { status: 'withdrawn' } });
  });

  test('is said of oneself alone', async () => {
    const theirs = { cookie: await product.signIn(other.people.learner) };
    expect((await contest({ enrolment, what: 'risk', note: null }, theirs)).status).toBe(404);
    expect((await contest({ enrolment, what: 'risk', note: null }, manager)).status).toBe(403);
    const wrong = await product.ask('/v1/contests', maya, json({ enrolment, what: 'weather' }));
    expect(wrong).toMatchObject({ status: 400, body: { error: { field: 'what' } } });
  });
});

describe('what is kept of a learner', () => {
  test('they may take along, all of it and nothing of others', async () => {
    const at = new Date(Date.now() - 3_600_000).toISOString();
    const events = ['maya', 'jonas'].map((learner) => ({ id: `own ${learner}`, learner, type: 'login', at }));
    await product.ask('/v1/events', { key: school.sourceKey }, json(events));
    const data = await untilThere();
    expect(Object.keys(data)).toEqual(
      expect.arrayContaining(['learner', 'enrolments', 'events', 'nudges', 'contests', 'nudge_preferences']),
    );
    const text = JSON.stringify(data);
    expect(text).toContain('own maya');
    expect(text).toContain('I was ill');
    expect(text).not.toMatch(/jonas|tenant_id/i);
    expect((await ask('/v1/me/data', manager)).status).toBe(403);
  });

  test('and they see who looked at them, by name', async () => {
    await ask(`/v1/learners/${school.learner}`, manager);
    await ask(`/v1/cohorts/${school.cohort}/learners`, { key: school.apiKey });
    const { body } = await product.ask<{ items: { by: string | null; role: string; what: string }[] }>(
      '/v1/me/looks',
      maya,
    );
    expect(body.items).toContainEqual(
      expect.objectContaining({ by: 'manager of mine', role: 'manager', what: 'learner', times: 1 }),
    );
    expect(body.items).toContainEqual(expect.objectContaining({ by: null, role: 'program', what: 'cohort' }));
  });

  /** The archive copies events into the history within a second. */
  async function untilThere(): Promise<Record<string, unknown[]>> {
    for (;;) {
      const { body } = await product.ask<Record<string, unknown[]>>('/v1/me/data', maya);
      if ((body['events']?.length ?? 0) > 0) return body;
    }
  }
});

const ask = (path: string, who: { cookie: string } | { key: string }) => product.ask(path, who);

function put(wanted: unknown, who: { cookie: string }) {
  return product.ask('/v1/me/preferences', who, { ...json(wanted), method: 'PUT' });
}

function contest(said: unknown, who: { cookie: string }) {
  return product.ask<Contest>('/v1/contests', who, json(said));
}

function json(value: unknown): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  };
}
