import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asTenant } from '#db/postgres/connect.ts';
import { placesOf } from '#db/postgres/enrolments.ts';
import { askMentor } from '#db/postgres/mentor-requests.ts';
import { openCases } from '#db/postgres/cases.ts';
import { keepHours, mentorsFor } from '#db/postgres/mentors.ts';
import { storeNudge } from '#db/postgres/nudges.ts';
import type { Case, MentorRequest } from '#engagement/case.ts';
import type { MentorHours } from '#engagement/nudging/mentor-hours.ts';
import { type Product, openProduct } from '#test/product.ts';
import type { Screen } from '#test/screen.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';

interface Mine {
  request: MentorRequest | null;
  mentors: { id: string; name: string; about: string | null; openings: string[] }[];
}
type Refusal = { error: { code: string; field?: string } };

let product: Product;
let school: School;
let maya: { cookie: string };
let mentor: { cookie: string };
let enrolment: string;

const always: MentorHours = {
  about: 'Physics by training; no question is too small.',
  timeZone: 'Europe/Berlin',
  hours: ([1, 2, 3, 4, 5, 6, 7] as const).map((weekday) => ({ weekday, from: 0, to: 1_440 })),
};

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'mentors');
  maya = { cookie: await product.signIn(school.people.learner) };
  mentor = { cookie: await product.signIn(school.people.mentor) };
  const { tenant, cohort } = school;
  const places = await asTenant(product.stores.db, tenant, (tx) => placesOf(tx, tenant, [cohort], ['maya']));
  enrolment = places.get('maya')?.[0]?.enrolment ?? '';
});
afterAll(() => product?.close());

describe('a learner who asks for a mentor', () => {
  test('is in the queue at once, once, even before any mentor said when they have time, and can take it back', async () => {
    const queue = await product.watch(mentor.cookie, 'cases');
    expect((await mine()).body).toEqual({ request: null, mentors: [] });
    const asked = await product.ask<Mine>('/v1/me/mentor-requests', maya, sent({}));
    expect(asked.body.request).toMatchObject({ status: 'open', askedFor: null, takenBy: null, meetAt: null });
    const id = asked.body.request?.id ?? '';
    const seen = await caseOn(queue, 'the case', (one) => one.id === id);
    expect(seen).toMatchObject({ cause: 'asked', learner: school.learner, note: null });

    const again = await product.ask<Mine>(
      '/v1/me/mentor-requests',
      maya,
      sent({ note: ' About the second sheet. ' }),
    );
    expect(again.body.request?.id).toBe(id);
    await caseOn(queue, 'the note', ({ note }) => note === 'About the second sheet.');
    expect(await asking()).toHaveLength(1);
    const back = await product.ask<Mine>(`/v1/me/mentor-requests/${id}/take-back`, maya, sent({}));
    expect(back.body.request).toBeNull();
    expect(await asking()).toEqual([]);
    // Nothing else brought them there.
    expect((await product.ask<{ items: Case[] }>('/v1/cases', mentor)).body.items).toEqual([]);
    expect((await product.ask(`/v1/me/mentor-requests/${id}/take-back`, maya, sent({}))).status).toBe(404);
  });

  test('who is in the queue for another reason is there for both, and for that one alone once they take it back', async () => {
    const { tenant, cohort, learner } = school;
    const one = {
      enrolment,
      learner,
      cohort,
      band: 'low' as const,
      reasons: [],
      cause: 'unanswered' as const,
    };
    await asTenant(product.stores.db, tenant, (tx) =>
      openCases(tx, tenant, [one], new Date(Date.now() - 60_000)),
    );
    const read = async (cause: string) =>
      (await product.ask<{ items: Case[] }>(`/v1/cases?cause=${cause}`, mentor)).body.items;
    expect(await read('unanswered')).toMatchObject([{ cause: 'unanswered', earlierCause: null }]);
    for (const note of ['first', 'second']) await product.ask('/v1/me/mentor-requests', maya, sent({ note }));
    const [both] = await read('unanswered');
    expect(both).toMatchObject({ cause: 'asked', earlierCause: 'unanswered', note: 'second' });
    expect(await read('asked')).toHaveLength(1);
    await product.ask(`/v1/me/mentor-requests/${both?.id}/take-back`, maya, sent({}));
    expect(await read('unanswered')).toMatchObject([
      { id: both?.id, cause: 'unanswered', earlierCause: null },
    ]);
    await product.ask(`/v1/cases/${both?.id}/claim`, mentor, sent({}));
    await product.ask(`/v1/cases/${both?.id}/close`, mentor, sent({}));
    expect(await read('unanswered')).toEqual([]);
  });

  test('sees who has time, who takes it up, and when it is done, while it happens', async () => {
    const saved = await product.ask<MentorHours & { next: string[] }>(
      '/v1/mentors/me',
      mentor,
      sent(always, 'PUT'),
    );
    expect(saved.body.next).toHaveLength(3);
    const [first] = (await mine()).body.mentors;
    expect(first).toMatchObject({ name: 'mentor of mentors', about: always.about });
    const at = first?.openings[1] ?? '';
    const asked = await product.ask<Mine>('/v1/me/mentor-requests', maya, sent({ mentor: first?.id, at }));
    expect(asked.body.request).toMatchObject({ status: 'open', askedFor: 'mentor of mentors', meetAt: at });

    const page = await product.watch(maya.cookie, 'me');
    const id = asked.body.request?.id ?? '';
    await product.ask(`/v1/cases/${id}/claim`, mentor, sent({}));
    await requestOn(page, 'that it was taken', ({ takenBy }) => takenBy === 'mentor of mentors');
    await product.ask(`/v1/cases/${id}/close`, mentor, sent({ notes: 'Went through the sheet.' }));
    const closed = await requestOn(page, 'that it is done', ({ status }) => status === 'closed');
    expect(JSON.stringify(closed)).not.toContain('Went through');
  });

  test('by accepting a nudge, has asked whom it offered', async () => {
    const { tenant, cohort, learner, people } = school;
    const [first] = (await mine()).body.mentors;
    const params = { mentor: 'mentor of mentors', user: people.mentor.id, at: first?.openings[0] ?? '' };
    const offered = {
      learner,
      enrolment,
      cohort,
      kind: 'mentor_connection',
      rule: 'high_risk',
      period: 'p',
    } as const;
    const nudge = await asTenant(product.stores.db, tenant, (tx) =>
      storeNudge(tx, tenant, { ...offered, params, dueAt: new Date() }, new Date()),
    );
    await product.ask(`/v1/nudges/${nudge}/answer`, maya, sent({ answer: 'accepted' }));
    expect((await mine()).body.request).toMatchObject({ status: 'open', meetAt: params.at });
    const [one, ...more] = await asking();
    expect(more).toEqual([]);
    expect(one).toMatchObject({
      askedFor: { id: people.mentor.id, name: 'mentor of mentors' },
      meetAt: params.at,
    });
  });

  test('is told what is wrong with what they ask', async () => {
    const [first] = (await mine()).body.mentors;
    const refusals = [
      [{ mentor: school.people.manager.id }, 400, 'mentor'],
      [{ mentor: first?.id, at: '2020-01-01T10:00:00Z' }, 409, 'at'],
      [{ at: 'soon' }, 400, 'at'],
      [{ note: 'x'.repeat(1_001) }, 400, 'note'],
    ] as const;
    for (const [wanted, status, field] of refusals) {
      const refused = await product.ask<Refusal>('/v1/me/mentor-requests', maya, sent(wanted));
      expect(refused).toMatchObject({ status, body: { error: { field } } });
    }
    expect((await product.ask('/v1/me/mentor-requests', mentor, sent({}))).status).toBe(403);
    expect((await product.ask('/v1/me/mentor', { key: school.apiKey })).status).toBe(403);
  });
});

describe('a mentor', () => {
  test('is offered first where they look after the learner, then who looks after fewest, and no time twice', async () => {
    const { tenant, cohort, people } = school;
    const now = Date.now();
    const { time, left } = await asTenant(product.stores.db, tenant, async (tx) => {
      await keepHours(tx, tenant, people.admin.id, always, new Date(now));
      const places = await placesOf(tx, tenant, [cohort], ['jonas']);
      const jonas = { enrolment: places.get('jonas')?.[0]?.enrolment ?? '', learner: 'jonas', cohort };
      const [first] = await mentorsFor(tx, tenant, 'jonas', now);
      const time = first?.openings[0] ?? 0;
      const meetAt = new Date(time);
      await askMentor(tx, tenant, { ...jonas, mentor: first?.user ?? '', meetAt, note: null }, new Date(now));
      const then = await mentorsFor(tx, tenant, 'maya', now);
      return { time, left: then.find(({ user }) => user === first?.user)?.openings ?? [] };
    });
    expect(left.length).toBeGreaterThan(0);
    expect(left).not.toContain(time);

    const [asked] = await asking();
    await product.ask(`/v1/cases/${asked?.id}/claim`, mentor, sent({}));
    const firstFor = async (learner: string) => {
      const found = await asTenant(product.stores.db, tenant, (tx) => mentorsFor(tx, tenant, learner, now));
      return found[0]?.user;
    };
    expect(await firstFor(school.learner)).toBe(people.mentor.id);
    expect(await firstFor('somebody else')).toBe(people.admin.id);
  });

  test('says when they have time for themselves alone, and is told what makes no sense', async () => {
    for (const role of ['manager', 'learner'] as const) {
      const cookie = await product.signIn(school.people[role]);
      expect((await product.ask('/v1/mentors/me', { cookie })).status).toBe(403);
    }
    const wrong = { ...always, hours: [{ weekday: 1, from: 600, to: 540 }] };
    expect(await product.ask<Refusal>('/v1/mentors/me', mentor, sent(wrong, 'PUT'))).toMatchObject({
      status: 400,
      body: { error: { field: 'hours.0' } },
    });
    expect(
      await product.ask<Refusal>('/v1/mentors/me', mentor, sent({ ...always, timeZone: 'Nowhere' }, 'PUT')),
    ).toMatchObject({
      status: 400,
      body: { error: { field: 'timeZone' } },
    });
    expect((await product.ask<MentorHours>('/v1/mentors/me', mentor)).body).toMatchObject(always);
  });
});

function mine() {
  return product.ask<Mine>('/v1/me/mentor', maya);
}

async function asking(): Promise<Case[]> {
  const { body } = await product.ask<{ items: Case[] }>('/v1/cases?cause=asked', mentor);
  return body.items.filter(({ learner }) => learner === school.learner);
}

function caseOn(screen: Screen, what: string, isIt: (one: Case) => boolean): Promise<Case> {
  return screen.until(what, ({ views }) => {
    const view = views.get('cases');
    return view?.of === 'cases' ? view.cases.find(isIt) : null;
  });
}

function requestOn(
  screen: Screen,
  what: string,
  isIt: (one: MentorRequest) => boolean,
): Promise<MentorRequest> {
  return screen.until(what, ({ views }) => {
    const view = views.get('me');
    return view?.of === 'me' && view.request !== null && isIt(view.request) ? view.request : null;
  });
}

function sent(body: unknown = {}, method = 'POST'): RequestInit {
  return { method, body: JSON.stringify(body), headers: { origin: product.url } };
}
