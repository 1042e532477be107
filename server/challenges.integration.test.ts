import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPerson, hashOf } from '#db/postgres/accounts.ts';
import { joinWeek } from '#db/postgres/challenges.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { enrol, placesOf } from '#db/postgres/enrolments.ts';
import { learnerOfUser, linkAccount } from '#db/postgres/learners.ts';
import { storeNudge } from '#db/postgres/nudges.ts';
import { challenges, nudgeDecisions } from '#db/postgres/schema.ts';
import { dayOf } from '#engagement/day.ts';
import type { Challenge } from '#engagement/nudging/challenge.ts';
import { weekFrom } from '#engagement/nudging/challenge.ts';
import { type Product, openProduct } from '#test/product.ts';
import type { Screen } from '#test/screen.ts';
import { type School, createSchool, password } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';

interface Mine {
  joins: boolean;
  shownAs: string | null;
  items: Challenge[];
}
interface Member {
  learner: string;
  enrolment: string;
  cookie: string;
}

const hourMs = 3_600_000;

let product: Product;
let school: School;
let maya: Member;
let jonas: Member;
let ida: Member;
/** Noon of this Monday in the cohort: then a week can be begun, whatever day the test runs on. */
let mondayNoon: number;

beforeAll(async () => {
  product = await openProduct(await ownStores());
  const { db, accounts } = product.stores;
  school = await createSchool(db, accounts, 'together');
  const { tenant, cohort } = school;
  const enrolledAt = new Date(Date.now() - 40 * 24 * hourMs);
  await asTenant(db, tenant, (tx) =>
    enrol(tx, tenant, cohort, [{ externalId: 'ida', name: 'Ida Sørensen', enrolledAt }]),
  );
  const passwordHash = await hashOf(accounts, password);
  const others = await Promise.all(
    ['jonas', 'ida'].map(async (externalId) => {
      const person = { name: externalId, email: `${externalId}@together.test`, role: 'learner' as const };
      const id = await createPerson(accounts, db, { ...person, tenant, passwordHash });
      await asTenant(db, tenant, (tx) => linkAccount(tx, tenant, externalId, id));
      return memberOf(externalId, { id, email: person.email });
    }),
  );
  maya = await memberOf('maya', school.people.learner);
  [jonas, ida] = others as [Member, Member];
  const today = dayOf(Date.now(), 'Europe/Berlin');
  mondayNoon = weekFrom(today - ((today + 3) % 7), 'Europe/Berlin').startsAt + 12 * hourMs;
});
afterAll(() => product?.close());

describe('weeks together', () => {
  test('are for learners who said that they like them, under a name of their choice', async () => {
    expect((await mineOf(maya)).body).toEqual({ joins: false, shownAs: null, items: [] });
    for (const role of ['admin', 'manager', 'mentor'] as const) {
      const cookie = await product.signIn(school.people[role]);
      expect((await product.ask('/v1/me/challenges', { cookie })).status).toBe(403);
    }
    expect((await product.ask('/v1/me/challenges', { key: school.apiKey })).status).toBe(403);
    expect(await wish(maya, { joins: true, shownAs: '  ' })).toMatchObject({
      status: 400,
      body: { error: { field: 'shownAs' } },
    });
    expect((await wish(maya, { joins: true, shownAs: null })).body.joins).toBe(true);
    await wish(jonas, { joins: true, shownAs: 'Comet' });
    await wish(ida, { joins: true, shownAs: null });
  });

  test('begin with one who says honestly that it waits for others, who are asked with all care', async () => {
    const id = await begun();
    expect((await mineOf(maya)).body.items).toMatchObject([
      { id, state: 'joined', joined: 0, asked: 2, others: [], goal: { what: 'active_days', each: 2 } },
    ]);
    expect((await mineOf(jonas)).body.items).toMatchObject([
      { id, state: 'invited', joined: 1, asked: 1, others: [], shownAs: 'Comet' },
    ]);
    const { db } = product.stores;
    const asked = await asTenant(db, school.tenant, (tx) => tx.select().from(nudgeDecisions));
    const together = asked
      .filter(({ rule }) => rule === 'working_together')
      .map(({ learnerId }) => learnerId);
    expect(together.toSorted()).toEqual([jonas.learner, ida.learner].toSorted());
    // Asked for again, by an app that repeats itself, it is the same week.
    expect(await begun()).toBe(id);
  });

  test('show within seconds who joined and how far they are, and no name or id that was not chosen', async () => {
    const screen = await product.watch(maya.cookie, 'me');
    const idas = await product.watch(ida.cookie, 'me');
    const [week] = (await mineOf(jonas)).body.items;
    const joined = await act(jonas, week, 'join');
    expect(joined.body.items).toMatchObject([{ state: 'joined', others: [{ shownAs: 'Maya', done: 0 }] }]);
    await act(ida, week, 'join');
    await othersOn(screen, 'both there', [
      { shownAs: 'Comet', done: 0 },
      { shownAs: 'Ida', done: 0 },
    ]);

    const event = {
      id: 'e1',
      learner: 'jonas',
      type: 'quiz_attempt',
      percent: 80,
      at: new Date().toISOString(),
    };
    await product.ask(
      '/v1/events',
      { key: school.sourceKey },
      { method: 'POST', body: JSON.stringify(event) },
    );
    await othersOn(screen, 'a day of his', [
      { shownAs: 'Comet', done: 1 },
      { shownAs: 'Ida', done: 0 },
    ]);
    expect((await mineOf(jonas)).body.items[0]?.done).toBe(1);

    // A new name holds at once, everywhere.
    await wish(jonas, { joins: true, shownAs: 'Zephyr' });
    await othersOn(screen, 'the new name', [
      { shownAs: 'Ida', done: 0 },
      { shownAs: 'Zephyr', done: 1 },
    ]);
    const all = [
      { heard: screen.messages, http: await mineOf(maya), of: [jonas, ida], names: ['Jonas', 'Sørensen'] },
      { heard: idas.messages, http: await mineOf(ida), of: [jonas, maya], names: ['Jonas', 'Maya of'] },
    ];
    for (const { heard, http, of, names } of all) {
      const text = JSON.stringify([heard, http.body]);
      expect(text).toContain('Zephyr');
      for (const secret of [...names, ...of.flatMap(({ learner, enrolment }) => [learner, enrolment])])
        expect(text).not.toContain(secret);
    }
  });

  test('are left at once, and the others see it', async () => {
    const screen = await product.watch(maya.cookie, 'me');
    const [week] = (await mineOf(jonas)).body.items;
    expect((await act(jonas, week, 'leave')).body.items).toEqual([]);
    await othersOn(screen, 'who is left', [{ shownAs: 'Ida', done: 0 }]);
    expect((await act(jonas, week, 'join')).body.items).toHaveLength(1);
    await act(jonas, week, 'leave');
  });

  test('are not there for whoever was not asked, and cannot be joined once they are over', async () => {
    const { tenant, cohort } = school;
    const { db } = product.stores;
    const at = (days: number) => new Date(Date.now() + days * 24 * hourMs);
    const own = {
      tenantId: tenant,
      cohortId: cohort,
      goal: { what: 'answers' as const, each: 10 },
      createdAt: at(-9),
    };
    await asTenant(db, tenant, (tx) =>
      tx.insert(challenges).values({ id: 'strange', startsAt: at(-9), endsAt: at(-2), ...own }),
    );
    for (const step of ['join', 'leave']) {
      const path = `/v1/challenges/strange/${step}`;
      expect((await product.ask(path, maya, sent())).status).toBe(404);
      expect(
        (await product.ask(path, { cookie: await product.signIn(school.people.mentor) }, sent())).status,
      ).toBe(403);
      expect((await product.ask(`/v1/challenges/none/${step}`, maya, sent())).status).toBe(404);
    }
    const past = await asTenant(db, tenant, (tx) =>
      joinWeek(tx, tenant, { ...ida, cohort, nudge: null }, mondayNoon - 14 * 24 * hourMs),
    );
    await product.ask(`/v1/challenges/${past}/leave`, ida, sent());
    expect(await product.ask(`/v1/challenges/${past}/join`, ida, sent())).toMatchObject({
      status: 409,
      body: { error: { code: 'over' } },
    });
  });

  test('are joined by accepting the nudge that offers one, once', async () => {
    const { tenant, cohort } = school;
    const { learner, enrolment } = jonas;
    const nudge = await asTenant(product.stores.db, tenant, (tx) =>
      storeNudge(
        tx,
        tenant,
        {
          learner,
          enrolment,
          cohort,
          kind: 'peer_challenge',
          rule: 'quiet_days',
          period: 'p',
          params: { others: 1, what: 'active_days', each: 2 },
          dueAt: new Date(),
        },
        new Date(),
      ),
    );
    const accept = () => product.ask(`/v1/nudges/${nudge}/answer`, jonas, sent({ answer: 'accepted' }));
    expect((await accept()).status).toBe(200);
    const [first, ...more] = (await mineOf(jonas)).body.items;
    expect(more).toEqual([]);
    expect(first).toMatchObject({ state: 'joined', shownAs: 'Zephyr' });
    await act(jonas, first, 'leave');
    // The answer stands already: saying it again brings nobody back.
    expect((await accept()).status).toBe(200);
    expect((await mineOf(jonas)).body.items).toEqual([]);
  });
});

async function memberOf(externalId: string, person: { id: string; email: string }): Promise<Member> {
  const { tenant, cohort } = school;
  const [learner, places] = await asTenant(product.stores.db, tenant, async (tx) => [
    await learnerOfUser(tx, tenant, person.id),
    await placesOf(tx, tenant, [cohort], [externalId]),
  ]);
  const enrolment = places.get(externalId)?.[0]?.enrolment ?? '';
  return { learner: learner ?? '', enrolment, cookie: await product.signIn(person) };
}

async function begun(): Promise<string> {
  const { tenant, cohort } = school;
  const joiner = { learner: maya.learner, enrolment: maya.enrolment, cohort, nudge: null };
  const id = await asTenant(product.stores.db, tenant, (tx) => joinWeek(tx, tenant, joiner, mondayNoon));
  return id ?? '';
}

function mineOf({ cookie }: Member) {
  return product.ask<Mine>('/v1/me/challenges', { cookie });
}

function wish({ cookie }: Member, wanted: { joins: boolean; shownAs: string | null }) {
  const headers = { origin: product.url };
  return product.ask<Mine>(
    '/v1/me/challenges',
    { cookie },
    { method: 'PUT', body: JSON.stringify(wanted), headers },
  );
}

function act(member: Member, week: Challenge | undefined, step: 'join' | 'leave') {
  return product.ask<Mine>(`/v1/challenges/${week?.id}/${step}`, member, sent());
}

function othersOn(screen: Screen, what: string, others: Challenge['others']): Promise<true> {
  const wanted = JSON.stringify(others);
  return screen.until(what, ({ views }) => {
    const view = views.get('me');
    return view?.of === 'me' && JSON.stringify(view.challenges[0]?.others) === wanted ? true : null;
  });
}

function sent(body: unknown = {}, method = 'POST'): RequestInit {
  return { method, body: JSON.stringify(body), headers: { origin: product.url } };
}
