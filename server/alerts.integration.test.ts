import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { raiseAlerts } from '#db/postgres/alerts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { placesOf } from '#db/postgres/enrolments.ts';
import { interventions, learnerWeeks } from '#db/postgres/schema.ts';
import type { Alert, AlertCounts, AlertDecision, AlertDetail } from '#engagement/alert.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';

let product: Product;
let school: School;
let maya: string;
let jonas: string;
let mentor: { cookie: string };
let manager: { cookie: string };
const dayMs = 86_400_000;

const quiet: AlertDecision = { type: 'lms_inactivity', severity: 'high', trigger: { silentDays: 3 } };
const missed: AlertDecision = {
  type: 'attendance',
  severity: 'critical',
  trigger: { missed: 4, sessions: 5 },
};
const dark: AlertDecision = {
  type: 'negative_sentiment',
  severity: 'medium',
  trigger: { sentiment: 41, texts: 3, help: 1 },
};

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'inbox');
  const places = await asTenant(product.stores.db, school.tenant, (tx) =>
    placesOf(tx, school.tenant, [school.cohort], ['maya', 'jonas']),
  );
  maya = places.get('maya')?.[0]?.enrolment ?? '';
  jonas = places.get('jonas')?.[0]?.enrolment ?? '';
  mentor = { cookie: await product.signIn(school.people.mentor) };
  manager = { cookie: await product.signIn(school.people.manager) };
  await raise(maya, missed, 1);
  await raise(maya, dark, 2);
  await raise(jonas, quiet, 3);
});
afterAll(() => product?.close());

describe('the list of alerts', () => {
  test('is filtered by status, severity, type, cohort and learner, and paged', async () => {
    expect(await typesOf('')).toEqual(['attendance', 'negative_sentiment', 'lms_inactivity']);
    expect(await typesOf('?status=active,acknowledged&severity=critical,high')).toEqual([
      'attendance',
      'lms_inactivity',
    ]);
    expect(await typesOf('?type=negative_sentiment')).toEqual(['negative_sentiment']);
    expect(await typesOf(`?learner=${school.learner}&cohort=${school.cohort}`)).toHaveLength(2);
    expect(await typesOf('?cohort=elsewhere')).toEqual([]);
    expect(await typesOf('?status=resolved')).toEqual([]);
    const first = await list('?limit=2');
    const second = await list(`?limit=2&cursor=${first.next}`);
    expect([...first.items, ...second.items].map((alert) => alert.type)).toHaveLength(3);
    expect(second.next).toBeNull();
  });

  test('refuses a filter nobody knows, by name', async () => {
    const answer = await product.ask('/v1/alerts?status=active,gone', mentor);
    expect(answer).toMatchObject({ status: 400, body: { error: { field: 'status' } } });
  });

  test('is counted by status, and by severity of those that are open', async () => {
    const { body } = await product.ask<AlertCounts>('/v1/alerts/summary', mentor);
    expect(body).toEqual({
      status: { active: 3, acknowledged: 0, resolved: 0, dismissed: 0 },
      severity: { low: 0, medium: 1, high: 1, critical: 1 },
    });
  });

  test('is not open to learners, not even about themselves', async () => {
    const cookie = await product.signIn(school.people.learner);
    const { items } = await list('');
    const asked = [
      await product.ask('/v1/alerts', { cookie }),
      await product.ask('/v1/alerts/summary', { cookie }),
      await product.ask(`/v1/alerts/${items[0]?.id}`, { cookie }),
      await act(items[0], 'acknowledge', {}, { cookie }),
    ];
    expect(asked.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  });

  test('says with each what would help, what they asked for first', async () => {
    const { items } = await list('?type=negative_sentiment');
    expect(items[0]?.recommended[0]).toEqual({
      code: 'answer_request',
      kind: 'message',
      params: { help: 1 },
    });
  });
});

test('an alert says from which lines on it is raised, as its programme has them today', async () => {
  const alert = await only('attendance');
  const usual = { 'flags.lowAttendance': 70, 'alerts.missedSessions': 2, 'alerts.attendanceCritical': 25 };
  expect((await read(alert)).rules).toEqual({ ...usual, steadyPoints: 2 });
  const path = `/v1/programmes/${school.programme}/scoring`;
  const body = JSON.stringify({ scoring: { alerts: { missedSessions: 3 } } });
  await product.ask(path, manager, { method: 'PUT', body });
  expect((await read(alert)).rules).toEqual({ ...usual, 'alerts.missedSessions': 3, steadyPoints: 2 });
});

describe('what is done about an alert', () => {
  test('is seen on every open inbox, with who and when, and told step by step', async () => {
    const inbox = await product.watch(manager.cookie, 'alerts');
    await inbox.until('the open alerts', ({ views }) => {
      const view = views.get('alerts');
      return view?.of === 'alerts' && view.alerts.length === 3;
    });
    const alert = await only('attendance');
    const acknowledged = await act(alert, 'acknowledge', { notes: 'I call on Monday' });
    expect(acknowledged.body).toMatchObject({
      status: 'acknowledged',
      handledBy: { name: 'mentor of inbox' },
    });
    await inbox.until('the acknowledgement', ({ views }) => {
      const view = views.get('alerts');
      return view?.of === 'alerts' && view.alerts.some(({ status }) => status === 'acknowledged');
    });
    const intervention = { kind: 'call', action: 'Called about the missed sessions' };
    const resolved = await act(alert, 'resolve', { notes: 'works again', intervention });
    expect(resolved.body).toMatchObject({ status: 'resolved', notes: 'works again' });
    expect(resolved.body.steps.map(({ step, by, notes }) => [step, by, notes])).toEqual([
      ['raised', null, null],
      ['acknowledged', 'mentor of inbox', 'I call on Monday'],
      ['resolved', 'mentor of inbox', 'works again'],
    ]);
    expect(resolved.body.interventions).toMatchObject([
      { ...intervention, by: 'mentor of inbox', after: null },
    ]);
    await inbox.until('that it is off the list', ({ views }) => {
      const view = views.get('alerts');
      return view?.of === 'alerts' && view.alerts.length === 2;
    });
  });

  test('twice by the same is the same, by another a conflict that names the first', async () => {
    const alert = await only('attendance');
    expect(await act(alert, 'resolve', {})).toMatchObject({ status: 200 });
    expect(await act(alert, 'resolve', {}, manager)).toMatchObject({
      status: 409,
      body: { error: { code: 'not_possible', message: 'This alert is resolved by mentor of inbox.' } },
    });
    const { body } = await product.ask<AlertDetail>(`/v1/alerts/${alert?.id}`, mentor);
    expect(body.interventions).toHaveLength(1);
  });

  test('to dismiss needs a reason of the list', async () => {
    const alert = await only('negative_sentiment');
    expect(await act(alert, 'dismiss', { notes: 'x' })).toMatchObject({
      status: 400,
      body: { error: { field: 'reason' } },
    });
    expect(await act(alert, 'dismiss', { reason: 'bored' })).toMatchObject({ status: 400 });
    const done = await act(alert, 'dismiss', { reason: 'false_alarm', notes: 'irony: all is well' });
    expect(done.body).toMatchObject({
      status: 'dismissed',
      reason: 'false_alarm',
      notes: 'irony: all is well',
    });
    expect(done.body.steps.at(-1)).toMatchObject({ reason: 'false_alarm', notes: 'irony: all is well' });
  });

  test('may be taken back, unless another of its kind is open meanwhile', async () => {
    const alert = await only('attendance');
    expect((await act(alert, 'reopen', { notes: 'missed again' })).body).toMatchObject({
      status: 'active',
      handledBy: null,
    });
    await act(alert, 'resolve', {});
    await raise(maya, missed, 0, 4);
    expect(await act(alert, 'reopen', {})).toMatchObject({
      status: 409,
      body: { error: { code: 'other_open' } },
    });
  });

  test('may be linked to what was done before, for this learner and no other alert', async () => {
    const alert = await only('lms_inactivity');
    const answered = (await only('attendance'))?.id ?? null;
    await asTenant(product.stores.db, school.tenant, (tx) =>
      tx.insert(interventions).values([
        { id: 'long ago', enrolmentId: jonas, ...met(15) },
        { id: 'met', enrolmentId: jonas, ...met(9), score: 52 },
        { id: 'newer', enrolmentId: jonas, ...met(2) },
        { id: 'taken', enrolmentId: jonas, ...met(1), alertId: answered },
        { id: 'other', enrolmentId: maya, ...met(0) },
      ]),
    );
    const { doneLately } = await read(alert);
    expect(doneLately.map(({ id }) => id)).toEqual(['newer', 'met']);
    expect(doneLately[1]).toMatchObject({ kind: 'meeting', action: 'Met after class', by: 'Ana' });
    const taken = await act(alert, 'resolve', { interventionId: 'taken' });
    expect(taken).toMatchObject({ status: 400, body: { error: { field: 'interventionId' } } });
    const wrong = await act(alert, 'resolve', { interventionId: 'other' });
    expect(wrong).toMatchObject({ status: 400, body: { error: { field: 'interventionId' } } });
    expect((await only('lms_inactivity'))?.status).toBe('active');
    const done = await act(alert, 'resolve', { interventionId: 'met' });
    expect(done.body).toMatchObject({
      scoreHandled: 52,
      interventions: [{ id: 'met', score: 52 }],
      doneLately: [],
    });
  });

  test('is measured by the score a week after, where weeks are scored', async () => {
    const ended = new Date(Date.now() - 2 * dayMs).toISOString().slice(0, 10);
    await asTenant(product.stores.db, school.tenant, (tx) =>
      tx.insert(learnerWeeks).values({
        tenantId: school.tenant,
        enrolmentId: jonas,
        startsOn: new Date(Date.now() - 8 * dayMs).toISOString().slice(0, 10),
        endsOn: ended,
        score: 61.3,
        flags: [],
        days: {},
      }),
    );
    const alert = await only('lms_inactivity');
    const { body } = await product.ask<AlertDetail>(`/v1/alerts/${alert?.id}`, mentor);
    expect(body.interventions[0]).toMatchObject({ score: 52, after: { score: 61.3, days: 8 } });
  });

  test('by a program carries the name of its key', async () => {
    const alert = await only('lms_inactivity');
    const { body } = await act(alert, 'reopen', {}, { key: school.apiKey });
    expect(body.steps.at(-1)).toMatchObject({ step: 'reopened', by: 'reader' });
    // What was done about it is not written down a second time when it is resolved again.
    expect(body.doneLately.map(({ id }) => id)).toEqual(['newer', 'met']);
  });

  test('to many at once says of each what became of it', async () => {
    const { items } = await list('');
    const closed = items.find(({ status }) => status === 'dismissed');
    const open = items.filter(({ status }) => status === 'active');
    const ids = [...open, ...(closed ? [closed] : [])].map(({ id }) => id);
    const body = { ids: [...ids, 'nowhere'], move: 'resolve', notes: 'after the assembly' };
    const answer = await bulk(body);
    expect(answer.body.results.map(({ outcome }) => outcome)).toEqual([
      'done',
      'done',
      'not_possible',
      'not_found',
    ]);
    expect(answer.body.results[0]?.alert).toMatchObject({ status: 'resolved', notes: 'after the assembly' });
    expect(await bulk({ ids, move: 'dismiss' })).toMatchObject({ status: 400 });
    const tooMany = Array.from({ length: 201 }, (_, index) => String(index));
    expect(await bulk({ ids: tooMany, move: 'acknowledge' })).toMatchObject({ status: 400 });
  });
});

function raise(enrolment: string, decided: AlertDecision, daysAgo: number, ahead = 0): Promise<void> {
  const at = new Date(Date.now() + (ahead - daysAgo) * dayMs);
  const wanted = [{ ...decided, enrolment, score: 47 }];
  return asTenant(product.stores.db, school.tenant, (tx) => raiseAlerts(tx, school.tenant, wanted, at));
}

function met(daysAgo: number) {
  const at = new Date(Date.now() - daysAgo * dayMs);
  return { tenantId: school.tenant, kind: 'meeting' as const, action: 'Met after class', byName: 'Ana', at };
}

async function list(query: string) {
  const answer = await product.ask<{ items: Alert[]; next: string | null }>(`/v1/alerts${query}`, mentor);
  expect(answer.status).toBe(200);
  return answer.body;
}

async function typesOf(query: string): Promise<string[]> {
  return (await list(query)).items.map((alert) => alert.type);
}

/** The oldest of a type. */
async function only(type: string): Promise<Alert | undefined> {
  return (await list(`?type=${type}`)).items.at(-1);
}

async function read(alert: Alert | undefined): Promise<AlertDetail> {
  return (await product.ask<AlertDetail>(`/v1/alerts/${alert?.id}`, mentor)).body;
}

function act(
  alert: Alert | undefined,
  move: string,
  body: object,
  as: { cookie?: string; key?: string } = mentor,
) {
  const sent = { method: 'POST', body: JSON.stringify(body) };
  return product.ask<AlertDetail>(`/v1/alerts/${alert?.id}/${move}`, as, sent);
}

function bulk(body: object) {
  const sent = { method: 'POST', body: JSON.stringify(body) };
  return product.ask<{ results: { id: string; outcome: string; alert: Alert | null }[] }>(
    '/v1/alerts/bulk',
    mentor,
    sent,
  );
}
