import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { asTenant, rowsOf } from '#db/postgres/connect.ts';
import { enrol } from '#db/postgres/enrolments.ts';
import type { Nudge } from '#engagement/nudge.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import { cohortOf } from './cohort.ts';
import { openConducted } from './live.ts';
import { newPlace } from './place.ts';
import { type PlaySettings, play } from './play.ts';

const learners = cohortOf(40, 1);
const waiting = { timeout: 12_000, interval: 50 };
const dayMs = 86_400_000;

let product: Product;
let school: School;
let runs = 0;
const stopping = new AbortController();

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'play');
});
afterAll(() => product?.close());

describe('playing a cohort through the API', () => {
  test('everything sent is accepted, once, and is in the history', async () => {
    const run = newRun();
    const report = await play(settingsFor(run, { forMs: 3_000 }));
    expect(report.sent).toBeGreaterThan(60);
    expect(report).toMatchObject({ accepted: report.sent, duplicates: 0, refused: 0, dropped: 0, unsent: 0 });
    expect(report.p50Ms).toBeGreaterThan(0);
    expect(report.p95Ms).toBeGreaterThanOrEqual(report.p50Ms ?? 0);
    await vi.waitFor(async () => expect(await storedOf(run)).toBe(report.sent), waiting);
  });

  test('a faster play ends in the present, and nothing of it lies ahead or too far back', async () => {
    const run = newRun();
    const report = await play(settingsFor(run, { forMs: 2_000, speed: 60 }));
    expect(report).toMatchObject({ accepted: report.sent, refused: 0 });
    const span = await vi.waitFor(async () => {
      const { first, last, count } = await spanOf(run);
      expect(count).toBe(report.sent);
      return { first, last };
    }, waiting);
    expect(span.last).toBeLessThanOrEqual(Date.now());
    expect(span.last - span.first).toBeGreaterThan(60_000);
  });

  test('a wrong key ends it with the reason', async () => {
    const settings = settingsFor(newRun(), { sourceKey: 'hf_wrong' });
    await expect(play(settings)).rejects.toThrow(/401.*wrong_key/);
  });

  test('a learner whose nudge is accepted on the page comes back', async () => {
    const maya = {
      externalId: 'maya',
      name: 'Maya of play',
      persona: 'fading',
      isPlayedByPerson: true,
    } as const;
    const at = new Date(Date.now() - 5 * dayMs).toISOString();
    const event = { id: 'long-ago', learner: 'maya', type: 'login', at };
    await product.ask(
      '/v1/events',
      { key: school.sourceKey },
      { method: 'POST', body: JSON.stringify(event) },
    );
    const cookie = await product.signIn(school.people.learner);
    const nudge = await vi.waitFor(async () => {
      const { body } = await product.ask('/v1/nudges', { cookie });
      const { items } = body as { items: { id: string }[] };
      expect(items).toHaveLength(1);
      return items[0]?.id;
    }, waiting);

    const run = newRun();
    const stop = new AbortController();
    const playing = play(
      settingsFor(run, { learners: [maya, ...learners], speed: 10, forMs: 60_000, stop: stop.signal }),
    );
    const answer = {
      method: 'POST',
      body: JSON.stringify({ answer: 'accepted' }),
      headers: { origin: product.url },
    };
    const answered = await product.ask(`/v1/nudges/${nudge}/answer`, { cookie }, answer);
    expect(answered.status).toBe(200);
    await vi.waitFor(async () => expect(await storedOf(`${run}-maya`)).toBeGreaterThan(0), waiting);
    stop.abort();
    expect((await playing).refused).toBe(0);
  });
});

describe('playing again', () => {
  test('a cohort that lived on meanwhile is caught up with, at once', async () => {
    const run = newRun();
    const from = Date.now() - 60_000;
    const settings = settingsFor(run, { forMs: 1_000, away: 'caught_up' });
    Object.assign(settings.place, {
      status: 'stopped',
      beganAt: from,
      from,
      until: from,
      settledUntil: from,
    });
    const report = await play(settings);
    expect(report.sent).toBeGreaterThan(60 * 60);
    expect(report).toMatchObject({ accepted: report.sent, refused: 0, unsent: 0 });
    expect(settings.place.status).toBe('ended');
    await vi.waitFor(async () => expect(await storedOf(run)).toBe(report.sent), waiting);
  });

  test('a conducted class begins anew in the present, and what was not answered is told', async () => {
    const run = newRun();
    const settings = settingsFor(run, { forMs: 1_000 });
    const from = Date.now() - 3_600_000;
    const told = { from, until: from + 10_000, settledUntil: from + 4_000 };
    Object.assign(settings.place, { status: 'stopped', beganAt: from, ...told });
    const unanswered = settings
      .openCohort({ from, run })
      .advance(told.until)
      .filter(({ at }) => at >= told.settledUntil);
    const report = await play(settings);
    expect(report.unsent).toBe(0);
    expect(unanswered.length).toBeGreaterThan(100);
    await vi.waitFor(async () => expect(await storedOf(run)).toBe(unanswered.length), waiting);
    const anew = await vi.waitFor(async () => {
      const span = await spanOf(`${run}.1`);
      expect(span.count).toBe(report.sent - unanswered.length);
      return span;
    }, waiting);
    expect(anew.first).toBeGreaterThan(Date.now() - 30_000);
  });
});

describe('nudged learners', () => {
  const nudged = cohortOf(205, 3).map((learner, index) => ({
    ...learner,
    externalId: `nudged-${index}`,
    isPlayedByPerson: index === 0,
  }));
  type Page = { items: Nudge[]; next: string | null };

  test('open, accept, put off or refuse their nudges, however many; one played by a person is left alone', async () => {
    const enrolledAt = new Date(Date.now() - 40 * dayMs);
    await asTenant(product.stores.db, school.tenant, (tx) =>
      enrol(
        tx,
        school.tenant,
        school.cohort,
        nudged.map(({ externalId, name }) => ({ externalId, name, enrolledAt })),
      ),
    );
    const at = new Date(Date.now() - 5 * dayMs).toISOString();
    const events = nudged.map(({ externalId }) => ({
      id: externalId,
      learner: externalId,
      type: 'login',
      at,
    }));
    await product.ask(
      '/v1/events',
      { key: school.sourceKey },
      { method: 'POST', body: JSON.stringify(events) },
    );
    // Each is decided by itself, with all that is known of its learner.
    const decided = { timeout: 80_000, interval: 500 };
    await vi.waitFor(async () => expect(await nudgesOfThem()).toHaveLength(nudged.length), decided);

    const run = newRun();
    const stop = new AbortController();
    const settings = settingsFor(run, { learners: nudged, speed: 60, forMs: 600_000, stop: stop.signal });
    const playing = play(settings);
    const { taken } = settings.place;
    await vi.waitFor(() => {
      expect(taken.received).toBe(nudged.length - 1);
      expect(settings.place.news.filter(({ told }) => told !== 'all')).toEqual([]);
    }, waiting);
    stop.abort();
    const report = await playing;
    expect(report.taken).toEqual(taken);
    const nudges = await nudgesOfThem();
    const count = (isSo: (nudge: Nudge) => boolean) => nudges.filter(isSo).length;
    expect(taken).toEqual({
      received: nudged.length - 1,
      opened: count(({ openedAt }) => openedAt !== null),
      accepted: count(({ answer }) => answer === 'accepted'),
      later: count(({ answer }) => answer === 'later'),
      not_for_me: count(({ answer }) => answer === 'not_for_me'),
    });
    expect(taken.accepted).toBeGreaterThan(30);
    expect(taken.opened).toBeGreaterThan(taken.accepted + taken.later);
    expect(taken.later).toBeGreaterThan(0);
    expect(nudges.find(({ learnerExternalId }) => learnerExternalId === 'nudged-0')?.openedAt).toBeNull();
  }, 120_000);

  async function nudgesOfThem(): Promise<Nudge[]> {
    const found: Nudge[] = [];
    for (let cursor = ''; ;) {
      const { body } = await product.ask<Page>(`/v1/nudges?limit=200${cursor}`, { key: school.apiKey });
      found.push(...body.items.filter((one) => one.learnerExternalId.startsWith('nudged-')));
      if (body.next === null) return found;
      cursor = `&cursor=${body.next}`;
    }
  }
});

describe('playing over a bad line', () => {
  /** What happens to the next requests, one each; then all goes well. */
  let accidents: ((request: IncomingMessage, response: ServerResponse) => Promise<void>)[] = [];
  let line: Server;
  let url: string;

  beforeAll(async () => {
    line = createServer((request, response) => void (accidents.shift() ?? passOn)(request, response));
    line.listen(0, '127.0.0.1');
    await once(line, 'listening');
    url = `http://127.0.0.1:${(line.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    accidents = [];
  });
  afterAll(() => {
    line.closeAllConnections();
    line.close();
  });

  test('what was refused for now or cut off is sent again with the same ids: nothing lost, nothing doubled', async () => {
    accidents = [unavailable, cutBefore, keptButCutAfter, tooMany, keptButCutAfter];
    const run = newRun();
    const troubles: string[] = [];
    const report = await play(
      settingsFor(run, { url, apiKey: undefined, forMs: 4_000, onTrouble: (what) => troubles.push(what) }),
    );
    expect(report.sent).toBeGreaterThan(60);
    expect(report.accepted + report.duplicates).toBe(report.sent);
    // The batches whose answers were cut off had been kept.
    expect(report.duplicates).toBeGreaterThan(0);
    expect(report).toMatchObject({ refused: 0, dropped: 0, unsent: 0 });
    await vi.waitFor(async () => expect(await storedOf(run)).toBe(report.sent), waiting);
    // An outage is told once, not with every try.
    expect(troubles).toHaveLength(1);
    expect(troubles[0]).toContain('503');
  });

  test('told to stop while nobody answers, it ends in time and says what is unsent', async () => {
    accidents = Array.from({ length: 100 }, () => cutBefore);
    const stop = new AbortController();
    let waitingMost = 0;
    const began = performance.now();
    const report = await play(
      settingsFor(newRun(), {
        url,
        apiKey: undefined,
        stop: stop.signal,
        onProgress: ({ tally }) => {
          waitingMost = Math.max(waitingMost, tally.waiting);
          if (tally.waiting > 40) stop.abort();
        },
      }),
    );
    expect(report).toMatchObject({ sent: 0, accepted: 0, p50Ms: null });
    expect(report.unsent).toBeGreaterThanOrEqual(waitingMost);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  async function passOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await deliver(request);
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  }

  async function keptButCutAfter(request: IncomingMessage): Promise<void> {
    await deliver(request);
    request.socket.destroy();
  }

  async function cutBefore(request: IncomingMessage): Promise<void> {
    request.socket.destroy();
  }

  async function unavailable(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    response
      .writeHead(503, { 'retry-after': '0' })
      .end('{"error":{"code":"unavailable","message":"not now"}}');
  }

  async function tooMany(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    response.writeHead(429, { 'retry-after': '1' }).end('{"error":{"code":"too_many","message":"slower"}}');
  }

  async function deliver(request: IncomingMessage): Promise<Response> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { authorization = '' } = request.headers;
    return fetch(`${product.url}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { authorization, 'content-type': 'application/json' },
      ...(request.method === 'POST' ? { body: Buffer.concat(chunks) } : {}),
    });
  }
});

function settingsFor(run: string, more: Partial<PlaySettings>): PlaySettings {
  const { learners: played = learners, speed = 1 } = more;
  const settings = { learners: null, rate: null, speed, forMs: null, seed: '1', zone: 'UTC' };
  return {
    url: product.url,
    sourceKey: school.sourceKey,
    apiKey: school.apiKey,
    learners: played,
    openCohort: ({ from, run: idPrefix }) =>
      openConducted({
        learners: played,
        seed: 1,
        from,
        eventsPerSecond: 80 / speed,
        idPrefix,
        isOpening: true,
      }),
    away: 'skipped',
    speed,
    place: newPlace({ run, settings, url: product.url, sourceKey: school.sourceKey }),
    save: async () => {},
    stop: stopping.signal,
    onTrouble: () => {},
    onProgress: () => {},
    ...more,
  };
}

function newRun(): string {
  return `run${++runs}`;
}

async function storedOf(idPrefix: string): Promise<number> {
  return (await spanOf(idPrefix)).count;
}

async function spanOf(idPrefix: string): Promise<{ count: number; first: number; last: number }> {
  const [row] = await asTenant(product.stores.db, school.tenant, (tx) =>
    rowsOf<{ count: number; first: number; last: number }>(
      tx,
      sql`select count(*)::int as count, (extract(epoch from min(at)) * 1000)::float8 as first,
            (extract(epoch from max(at)) * 1000)::float8 as last
          from events where tenant_id = ${school.tenant} and starts_with(id, ${`${idPrefix}-`})`,
    ),
  );
  return row ?? { count: 0, first: 0, last: 0 };
}
