import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { noteHeard } from '#db/redis/heard.ts';
import type { SourceSummary } from '#engagement/source.ts';
import { type Product, openProduct } from '#test/product.ts';
import type { Screen } from '#test/screen.ts';
import { writeRhythm } from '#test/rhythm.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import { watchSources } from '#workers/watch-sources.ts';

type List = { items: SourceSummary[] };

const minuteMs = 60_000;
let product: Product;
let ours: School;
let theirs: School;
/** Whose source goes down. */
let other: School;

beforeAll(async () => {
  product = await openProduct(await ownStores());
  const { db, accounts } = product.stores;
  ours = await createSchool(db, accounts, 'ours');
  theirs = await createSchool(db, accounts, 'theirs');
  other = await createSchool(db, accounts, 'other');
});
afterAll(() => product?.close());

describe('a source', () => {
  test('that never sent anything says so', async () => {
    const [source] = await sources(ours);
    expect(source).toMatchObject({
      name: 'LMS',
      cohorts: [{ id: ours.cohort, name: 'Cohort of ours' }],
      state: 'never',
      lastEventAt: null,
      parts: [],
      outages: [],
    });
    expect(source?.hours.events).toHaveLength(48);
  });

  test('is receiving a second after its first event, and what it feeds is known once that is archived', async () => {
    await send('first', 'forum_post');
    const at = Date.now();
    const source = await vi.waitFor(async () => {
      const [found] = await sources(ours);
      expect(found).toMatchObject({ state: 'receiving', parts: ['lms', 'sentiment'], eventsLastHour: 1 });
      return found;
    });
    expect(Math.abs(Date.parse(source?.lastEventAt ?? '') - at)).toBeLessThan(2_000);
  });

  test('is open to staff and to programs that may read, not to learners', async () => {
    expect(await sources(ours, { key: ours.apiKey })).toHaveLength(1);
    const learner = await product.signIn(ours.people.learner);
    expect((await product.ask('/v1/sources', { cookie: learner })).status).toBe(403);
  });
});

describe('a source that goes down', () => {
  let screen: Screen;
  const { now, silentSince } = { now: Date.now(), silentSince: Date.now() - 12 * minuteMs };

  beforeAll(async () => {
    const { db, redis } = product.stores;
    screen = await product.watch(await product.signIn(other.people.mentor), 'sources');
    await screen.until('the topic', ({ views }) => views.get('sources'));
    const { tenant, source, cohort } = other;
    const until = silentSince - 60 * minuteMs;
    await writeRhythm(db, { tenant, source, cohort, perHour: { lms: 240 }, until });
    await noteHeard(redis, tenant, source, silentSince);
    await watchSources(db, redis, now);
  });

  test('is down on every open screen at once, with what it usually sends', async () => {
    const news = await screen.until('the outage', outageIn);
    expect(news).toMatchObject({
      source: other.source,
      name: 'LMS',
      usualPerHour: 240,
      startedAt: new Date(silentSince).toISOString(),
      endedAt: null,
      cohorts: [{ id: other.cohort, parts: ['lms'] }],
    });
  });

  test('is down in the list, with the outage and the hours before it', async () => {
    const [source] = await sources(other);
    expect(source).toMatchObject({
      state: 'down',
      downSince: new Date(silentSince).toISOString(),
      outages: [{ startedAt: new Date(silentSince).toISOString(), endedAt: null }],
    });
    expect(source?.hours.events[10]).toBe(240);
    expect(source?.hours.usual[10]).toEqual({ low: 240, high: 240 });
  });

  test('is known to a screen that is opened later, and to nobody elsewhere', async () => {
    const later = await product.watch(await product.signIn(other.people.manager), 'sources');
    expect(await later.until('the outage', outageIn)).toMatchObject({ source: other.source });
    const elsewhere = await product.watch(await product.signIn(theirs.people.manager), 'sources');
    expect(await elsewhere.until('the topic', ({ views }) => views.get('sources'))).toEqual({
      of: 'sources',
      outages: [],
    });
    expect(await sources(theirs)).toMatchObject([{ id: theirs.source, state: 'never' }]);
  });

  test('is back with its next event, on every open screen', async () => {
    await send('back', 'login', other);
    const { db, redis } = product.stores;
    await vi.waitFor(async () => {
      await watchSources(db, redis, Date.now());
      const [source] = await sources(other);
      expect(source).toMatchObject({ state: 'receiving', downSince: null });
    });
    const news = await screen.until('the end', (seen) => {
      const outage = outageIn(seen);
      return outage !== undefined && outage.endedAt !== null && outage;
    });
    expect(Date.parse(news.endedAt ?? '')).toBeGreaterThan(now);
  });
});

async function sources(school: School, as?: { key: string }): Promise<SourceSummary[]> {
  const who = as ?? { cookie: await product.signIn(school.people.mentor) };
  const { status, body } = await product.ask<List>('/v1/sources', who);
  expect(status).toBe(200);
  return body.items;
}

async function send(id: string, type: string, school = ours): Promise<void> {
  const body = JSON.stringify({ id, learner: 'maya', type, at: new Date().toISOString() });
  const answer = await product.ask('/v1/events', { key: school.sourceKey }, { method: 'POST', body });
  expect(answer).toMatchObject({ status: 202, body: { accepted: 1 } });
}

function outageIn({ views }: Screen) {
  const view = views.get('sources');
  return view?.of === 'sources' ? view.outages[0] : undefined;
}
