import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { asTenant, rowsOf } from '#db/postgres/connect.ts';
import { logLengths } from '#db/redis/log.ts';
import { readWindows } from '#db/redis/windows.ts';
import { parseEvent } from '#engagement/event.ts';
import type { JourneyEntry, LearnerDetail } from '#engagement/learner.ts';
import type { View } from '#engagement/live.ts';
import type { LiveRow } from '#engagement/screen/cohort-view.ts';
import type { Nudge } from '#engagement/nudge.ts';
import { readWindow } from '#engagement/window.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';

let product: Product;
let school: School;
const minute = 60_000;
const day = 86_400_000;
const waiting = { timeout: 8_000, interval: 25 };

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'walk');
});
afterAll(() => product?.close());

test('one event walks all twelve steps, and all three people see what comes of it', async () => {
  const manager = await product.signIn(school.people.manager);
  const mentor = await product.signIn(school.people.mentor);
  const learner = await product.signIn(school.people.learner);
  const heatmap = await product.watch(manager, `cohort/${school.cohort}`);
  const queue = await product.watch(mentor, 'cases');
  const page = await product.watch(learner, 'me');
  await heatmap.until('the cohort before anything happened', ({ views }) =>
    views.get(`cohort/${school.cohort}`),
  );
  await queue.until('the empty queue', ({ views }) => views.get('cases'));
  await page.until('the empty page', ({ views }) => views.get('me'));

  // Maya was last seen six days ago; the batch that says so arrives only now.
  const at = Date.now() - 6 * day;
  const sent = {
    id: 'walk-1',
    learner: 'maya',
    type: 'quiz_attempt',
    at: new Date(at).toISOString(),
    percent: 40,
  };

  // 1 parsed
  expect(parseEvent(sent, Date.now())).toMatchObject({
    ok: true,
    event: { id: 'walk-1', at: Math.floor(at) },
  });
  // 2 accepted
  const answer = await post([sent]);
  expect(answer).toMatchObject({ status: 202, body: { accepted: 1, duplicates: 0, rejected: [] } });
  // 3 counted in the windows
  const enrolment = await enrolmentOf('maya');
  const [packed = null] = await readWindows(product.stores.redis, school.tenant, school.cohort, [enrolment]);
  expect(readWindow(packed, Date.now(), 'Europe/Berlin').days.at(-7)).toBe(1);
  // 3b copied to the history, and the log trimmed
  await vi.waitFor(async () => {
    expect(await historyOf(enrolment)).toEqual([{ id: 'walk-1', type: 'quiz_attempt', percent: 40 }]);
    expect(await logLengths(product.stores.redis)).toEqual(new Map());
  }, waiting);
  // 4, 5, 6 leased, decided, stored
  const detail = await vi.waitFor(async () => {
    const found = await product.ask<LearnerDetail>(`/v1/learners/${school.learner}`, { cookie: manager });
    expect(found.body.enrolments[0]?.assessment.band).toBe('critical');
    return found.body;
  }, waiting);
  const said = detail.enrolments[0]?.assessment;
  expect(sum(said?.parts.map((part) => part.points))).toBeCloseTo(said?.score ?? 0, 1);
  expect(1 / (1 + Math.exp(-sum(said?.reasons.map((reason) => reason.weight))))).toBeCloseTo(
    said?.risk ?? 0,
    3,
  );
  // 7 delivered, 8 announced, 9 pushed, 10 applied: to the learner
  const nudge = await page.until('the nudge', ({ views }) => {
    const view = views.get('me');
    return view?.of === 'me' && view.nudges[0];
  });
  expect(nudge).toMatchObject({ rule: 'quiet_days', params: { days: 6 }, openedAt: null, answer: null });
  expect(nudge.deliveredAt).not.toBeNull();
  // to the mentors
  const flagged = await queue.until('the case', ({ views }) => {
    const view = views.get('cases');
    return view?.of === 'cases' && view.cases[0];
  });
  expect(flagged).toMatchObject({ learner: school.learner, band: 'critical', status: 'open' });
  // and to the manager, whose row changes
  await heatmap.until(
    'the band in the row',
    rowOf('maya', (row) => row.band === 'critical'),
  );

  // The learner opens it, which staff see; looking again changes nothing.
  const open = () =>
    product.ask<Nudge>(`/v1/nudges/${nudge.id}/open`, { cookie: learner }, { method: 'POST' });
  const opened = await open();
  expect(opened.body).toMatchObject({ learnerExternalId: 'maya', answer: null });
  expect(Date.parse(opened.body.openedAt ?? '')).toBeGreaterThan(Date.parse(nudge.createdAt));
  expect((await open()).body).toEqual(opened.body);
  const seen = await product.ask<LearnerDetail>(`/v1/learners/${school.learner}`, { cookie: mentor });
  expect(seen.body.nudges[0]?.openedAt).toBe(opened.body.openedAt);

  // The learner answers, and every page of theirs shows it.
  const answered = await product.ask(
    `/v1/nudges/${nudge.id}/answer`,
    { cookie: learner },
    jsonBody({ answer: 'accepted' }),
  );
  expect(answered).toMatchObject({ status: 200, body: { answer: 'accepted' } });
  await page.until('the answer', ({ views }) => {
    const view = views.get('me');
    return view?.of === 'me' && view.nudges[0]?.answer === 'accepted';
  });
  // The mentor claims, and every open screen shows by whom.
  const claimed = await product.ask(`/v1/cases/${flagged.id}/claim`, { cookie: mentor }, { method: 'POST' });
  expect(claimed).toMatchObject({
    status: 200,
    body: { status: 'claimed', claimedBy: { name: 'mentor of walk' } },
  });
  await queue.until('the claim in the queue', ({ views }) => {
    const view = views.get('cases');
    return view?.of === 'cases' && view.cases[0]?.claimedBy?.name === 'mentor of walk';
  });
  await heatmap.until(
    'the claim in the row',
    rowOf('maya', (row) => row.case?.claimedBy === 'mentor of walk'),
  );

  // The learner returns, with what they read on the train of the last two days: the minute's cell changes on the manager's screen.
  const now = Date.now();
  const read = (id: string, ago: number) => {
    const at = new Date(now - ago).toISOString();
    return { id, learner: 'maya', type: 'content_view', at };
  };
  await post([read('walk-2', 0), read('walk-3', day), read('walk-4', 2 * day)]);
  const cell = await heatmap.until('the cell of this minute', ({ views }) => {
    const view = views.get(`cohort/${school.cohort}`);
    if (view?.of !== 'cohort') return undefined;
    return (
      view.rows.find((row) => row.learner === school.learner)?.cells[
        59 - (view.minute - Math.floor(now / minute))
      ] || undefined
    );
  });
  expect(cell).toBe(1);
  // And the mentor sees that they are back.
  await queue.until('the lower band in the queue', ({ views }) => {
    const view = views.get('cases');
    return view?.of === 'cases' && ['low', 'medium'].includes(view.cases[0]?.band ?? '');
  });

  // And all of it stands in the learner's journey, in order.
  const journey = await product.ask<{ items: JourneyEntry[] }>(`/v1/learners/${school.learner}/journey`, {
    cookie: manager,
  });
  const kinds = new Set(journey.body.items.map((item) => item.what));
  expect(kinds).toEqual(new Set(['event', 'band', 'nudge', 'case', 'alert', 'alert_step']));
});

test('a learner reads field by field what staff read of them', async () => {
  const [staff, own] = await Promise.all([
    product.signIn(school.people.manager),
    product.signIn(school.people.learner),
  ]);
  const path = `/v1/learners/${school.learner}`;
  await vi.waitFor(async () => {
    const [theirs, mine] = await Promise.all([
      product.ask(path, { cookie: staff }),
      product.ask(path, { cookie: own }),
    ]);
    expect(mine.status).toBe(200);
    expect(mine.body).toEqual(theirs.body);
  }, waiting);
});

function rowOf(name: string, matches: (row: LiveRow) => boolean) {
  return ({ views }: { views: Map<string, View> }) => {
    const view = views.get(`cohort/${school.cohort}`);
    if (view?.of !== 'cohort') return undefined;
    return view.rows.find((row) => row.name.toLowerCase().startsWith(name) && matches(row));
  };
}

function post(events: unknown[]) {
  return product.ask('/v1/events', { key: school.sourceKey }, jsonBody(events));
}

function jsonBody(value: unknown): RequestInit {
  return { method: 'POST', body: JSON.stringify(value), headers: { 'content-type': 'application/json' } };
}

async function enrolmentOf(externalId: string): Promise<string> {
  const [row] = await asTenant(product.stores.db, school.tenant, (tx) =>
    rowsOf<{ id: string }>(
      tx,
      sql`select n.id from enrolments n join learners l on l.id = n.learner_id where l.external_id = ${externalId}`,
    ),
  );
  return row?.id ?? '';
}

function historyOf(enrolment: string) {
  return asTenant(product.stores.db, school.tenant, (tx) =>
    rowsOf<{ id: string; type: string; percent: number }>(
      tx,
      sql`select id, type, (body->>'percent')::int as percent from events where enrolment_id = ${enrolment}`,
    ),
  );
}

function sum(values: number[] = []): number {
  return values.reduce((total, value) => total + value, 0);
}
