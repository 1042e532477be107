import { randomUUID } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createKey } from '#db/postgres/accounts.ts';
import { createCohort } from '#db/postgres/cohorts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { enrol } from '#db/postgres/enrolments.ts';
import { createSource } from '#db/postgres/sources.ts';
import { readWindows } from '#db/redis/windows.ts';
import type { LearnerRow } from '#engagement/cohort.ts';
import { readWindow } from '#engagement/window.ts';
import { anyBody } from '#test/any-body.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import type { IngestAnswer } from './ingest.ts';

/** As long as a machine takes that others use. */
const waiting = { timeout: 10_000, interval: 20 };
let product: Product;
let school: School;
let closed: School;
let slow: School;
let idle: School;
let strict: School;
let ids = 0;

beforeAll(async () => {
  product = await openProduct(await ownStores());
  const { db, accounts } = product.stores;
  school = await createSchool(db, accounts, 'open');
  closed = await createSchool(db, accounts, 'closed', { unknownLearners: 'refuse' });
  slow = await createSchool(db, accounts, 'slow', { eventsPerSecond: 1 });
  idle = await createSchool(db, accounts, 'idle', { eventsPerSecond: 1 });
  strict = await createSchool(db, accounts, 'strict', { learnerEventsPerMinute: 5 });
});
afterAll(() => product?.close());

describe('a batch', () => {
  test('may be one event, an array or a line each, plain, gzip or brotli', async () => {
    const lines = [event(), event()].map((one) => JSON.stringify(one)).join('\n');
    const array = JSON.stringify([event(), event()]);
    const single = JSON.stringify(event());
    expect(await post(single)).toMatchObject(kept(1));
    expect(await post(array)).toMatchObject(kept(2));
    expect(await post(lines, { 'content-type': 'application/x-ndjson' })).toMatchObject(kept(2));
    expect(await post(gzipSync(JSON.stringify(event())), { 'content-encoding': 'gzip' })).toMatchObject(
      kept(1),
    );
    expect(
      await post(brotliCompressSync(JSON.stringify(event())), { 'content-encoding': 'br' }),
    ).toMatchObject(kept(1));
  });

  test('keeps its good events when others are bad, and says what is wrong with each', async () => {
    const good = event();
    const answer = await post(
      JSON.stringify([
        { ...event(), type: 'sang_a_song' },
        good,
        { ...event(), at: 'yesterday' },
        { ...event(), at: new Date(Date.now() + 6 * 60_000).toISOString() },
        { ...event(), percent: 101 },
        'not an object',
        { ...event(), course: 'no such course' },
      ]),
    );
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ accepted: 1, duplicates: 0 });
    expect(answer.body.rejected.map((one) => [one.index, one.code])).toEqual([
      [0, 'unknown_type'],
      [2, 'invalid_time'],
      [3, 'in_future'],
      [4, 'invalid_field'],
      [5, 'not_an_object'],
      [6, 'unknown_course'],
    ]);
    for (const one of answer.body.rejected) expect(one.message.length).toBeGreaterThan(10);
  });

  test('sent again is told to be duplicates and counts nothing', async () => {
    const batch = [event({ learner: 'twice' }), event({ learner: 'twice' })];
    expect(await post(JSON.stringify(batch))).toMatchObject(kept(2));
    expect(await post(JSON.stringify([...batch, batch[0]]))).toMatchObject({
      status: 202,
      body: { accepted: 0, duplicates: 3, rejected: [] },
    });
    expect(await countedToday('twice')).toBe(2);
  });

  test('a line that is no JSON is refused by itself', async () => {
    const lines = `${JSON.stringify(event())}\n{"id": broken\n`;
    expect(await post(lines, { 'content-type': 'application/x-ndjson' })).toMatchObject({
      status: 202,
      body: { accepted: 1, rejected: [{ index: 1, code: 'not_json' }] },
    });
  });

  test('an event older than a week goes to history alone', async () => {
    const old = event({ learner: 'late', at: new Date(Date.now() - 8 * 86_400_000).toISOString() });
    expect(await post(JSON.stringify([old, event({ learner: 'late' })]))).toMatchObject(kept(2));
    expect(await countedToday('late')).toBe(1);
  });
});

describe('lines', () => {
  const lines = { 'content-type': 'application/x-ndjson' };

  test('are kept as they arrive: what broke off was kept up to there, and counts once when all of it comes again', async () => {
    const events = Array.from({ length: 1_200 }, () => JSON.stringify(event({ learner: 'streamed' })));
    const gone = new AbortController();
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(Buffer.from(`${events.slice(0, 1_000).join('\n')}\n`));
        await vi.waitFor(async () => expect(await countedToday('streamed')).toBe(1_000), waiting);
        gone.abort();
      },
    });
    const request = { method: 'POST', body, duplex: 'half', signal: gone.signal } as RequestInit;
    const headers = { ...lines, authorization: `Bearer ${school.sourceKey}` };
    await expect(fetch(`${product.url}/v1/events`, { ...request, headers })).rejects.toThrow('abort');
    expect(await post(events.join('\n'), lines)).toMatchObject({
      status: 202,
      body: { accepted: 200, duplicates: 1_000, rejected: [] },
    });
    expect(await countedToday('streamed')).toBe(1_200);
  });

  test('may be more than an array holds, compressed, with the index of each bad one', async () => {
    const many = Array.from({ length: 3_000 }, (_, index) =>
      index % 1_000 === 7 ? '{' : JSON.stringify(event({ learner: `l${index % 50}` })),
    );
    const answer = await post(gzipSync(many.join('\n')), { ...lines, 'content-encoding': 'gzip' });
    expect(answer).toMatchObject({ status: 202, body: { accepted: 2_997, duplicates: 0 } });
    expect(answer.body.rejected.map((one) => one.index)).toEqual([7, 1_007, 2_007]);
  });

  test('of which none is JSON are refused as a whole', async () => {
    expect(await post('this\nis\nprose', lines)).toMatchObject({
      status: 400,
      body: { error: { code: 'not_json' } },
    });
  });
});

describe('an Idempotency-Key', () => {
  test('gets the same answer again, for the same body alone', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = JSON.stringify([event(), { ...event(), type: 'no such type' }]);
    const first = await post(body, key);
    expect(first).toMatchObject({ status: 202, body: { accepted: 1, duplicates: 0 } });
    const again = await post(body, key);
    expect([again.status, again.body]).toEqual([202, first.body]);
    expect(await post(JSON.stringify(event()), key)).toMatchObject({
      status: 409,
      body: { error: { code: 'key_reused' } },
    });
    // Keys belong to a source: another one's is another one.
    expect(await post(JSON.stringify(event()), key, closed.sourceKey)).toMatchObject(kept(1));
  });

  test('sent twice at the same moment is answered alike, and counted once', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = JSON.stringify(Array.from({ length: 50 }, () => event({ learner: 'at once' })));
    const answers = await Promise.all([post(body, key), post(body, key), post(body, key)]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(await countedToday('at once')).toBe(50);
  });

  test('is answered while the source has to wait, and that of a refused request stays free', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = batchOf(30);
    const first = await post(body, key, idle.sourceKey);
    expect(first.status).toBe(202);
    const other = { 'idempotency-key': randomUUID() };
    const refused = batchOf(3);
    expect((await post(refused, other, idle.sourceKey)).status).toBe(429);
    expect(await post(body, key, idle.sourceKey)).toMatchObject({ status: 202, body: first.body });
    expect((await post(refused, other, idle.sourceKey)).status).toBe(429);
  });

  test('that is too long is refused', async () => {
    expect(await post(JSON.stringify(event()), { 'idempotency-key': 'k'.repeat(256) })).toMatchObject({
      status: 400,
      body: { error: { code: 'bad_idempotency_key' } },
    });
  });
});

describe('one learner', () => {
  test('may have so many events a minute; the others of the batch are kept', async () => {
    const batch = Array.from({ length: 8 }, () => event({ learner: 'wild' }));
    const answer = await post(JSON.stringify([...batch, event({ learner: 'calm' })]), {}, strict.sourceKey);
    expect(answer).toMatchObject({ status: 202, body: { accepted: 6, duplicates: 0 } });
    expect(answer.body.rejected.map((one) => [one.index, one.code])).toEqual([
      [5, 'over_limit'],
      [6, 'over_limit'],
      [7, 'over_limit'],
    ]);
  });
});

test('a learner enrolled elsewhere counts there with the next event', async () => {
  const { db } = product.stores;
  const both = await asTenant(db, school.tenant, async (tx) => {
    const cohort = await createCohort(tx, school.tenant, {
      programme: school.programme,
      name: 'Second',
      course: 'second',
      timeZone: 'UTC',
    });
    const cohorts = [school.cohort, cohort];
    const source = await createSource(tx, school.tenant, {
      name: 'Both',
      cohorts,
      homeCohort: null,
      eventsPerSecond: 1_000,
    });
    return { cohort, source };
  });
  const key = await createKey(product.stores.accounts, {
    tenant: school.tenant,
    by: school.people.admin.id,
    name: 'Both',
    scopes: { events: ['write'] },
    source: both.source,
  });
  const second = () => post(JSON.stringify(event({ course: 'second' })), {}, key);
  expect(await second()).toMatchObject({ body: { rejected: [{ code: 'unknown_course' }] } });
  await asTenant(db, school.tenant, (tx) => enrol(tx, school.tenant, both.cohort, [{ externalId: 'maya' }]));
  await vi.waitFor(async () => expect(await second()).toMatchObject(kept(1)), waiting);
});

describe('a source that may not enrol', () => {
  test('has events of unknown learners refused, and those of known ones kept', async () => {
    const batch = JSON.stringify([event({ learner: 'stranger' }), event({ learner: 'maya' })]);
    expect(await post(batch, {}, closed.sourceKey)).toMatchObject({
      status: 202,
      body: { accepted: 1, rejected: [{ index: 0, code: 'unknown_learner' }] },
    });
  });
});

describe('a refusal', () => {
  test.each([
    ['a body that is not JSON', 400, 'not_json', { body: '{"id":' }],
    ['a body of another type', 415, 'unsupported_type', { headers: { 'content-type': 'text/plain' } }],
    ['another encoding', 415, 'unsupported_encoding', { headers: { 'content-encoding': 'zstd' } }],
    [
      'a body that is not what its encoding says',
      400,
      'bad_encoding',
      { headers: { 'content-encoding': 'gzip' } },
    ],
    ['no key', 401, 'no_key', { key: null }],
    ['a wrong key', 401, 'wrong_key', { key: 'hf_wrong' }],
    ['more than 1 MiB', 413, 'too_large', { body: `"${'x'.repeat(1024 * 1024)}"` }],
    [
      'more than 1,000 events',
      413,
      'too_large',
      { body: JSON.stringify(Array.from({ length: 1001 }, () => 1)) },
    ],
    [
      'a bomb of 64 MiB',
      413,
      'too_large',
      { body: gzipSync(Buffer.alloc(64 * 1024 * 1024, 32)), headers: { 'content-encoding': 'gzip' } },
    ],
  ] as const)('%s is answered %i %s', async (_what, status, code, request: Request) => {
    const key = request.key === undefined ? school.sourceKey : request.key;
    const answer = await post(request.body ?? JSON.stringify(event()), request.headers ?? {}, key);
    expect(answer).toMatchObject({ status, body: { error: { code } } });
    expect(answer.body.error.message.length).toBeGreaterThan(10);
  });

  test('a key of the API without the scope is answered 403, and a source key opens no other door', async () => {
    expect(await post(JSON.stringify(event()), {}, school.apiKey)).toMatchObject({
      status: 403,
      body: { error: { code: 'missing_scope' } },
    });
    expect(await product.ask('/v1/cohorts', { key: school.sourceKey })).toMatchObject({ status: 403 });
  });

  test('a source over its rate is told when to come back', async () => {
    expect((await post(batchOf(10), {}, slow.sourceKey)).status).toBe(202);
    const answer = await post(batchOf(10), {}, slow.sourceKey);
    expect(answer).toMatchObject({ status: 429, body: { error: { code: 'too_many' } } });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  });
});

test('no body whatever brings the intake down or is answered with a fault of ours', async () => {
  let tried = 0;
  await fc.assert(
    fc.asyncProperty(anyBody, async (text) => {
      tried++;
      const answer = await post(text);
      expect([202, 400, 413]).toContain(answer.status);
    }),
    { numRuns: 200, seed: 42 },
  );
  // What bodies tried to give to all objects.
  for (const field of ['id', 'learner', 'type', 'at']) expect(Reflect.get({}, field)).toBeUndefined();
  expect(tried).toBeGreaterThanOrEqual(200);
});

interface Request {
  body?: string | Buffer;
  headers?: Record<string, string>;
  key?: string | null;
}

function event(more: Record<string, unknown> = {}) {
  return { id: `e${ids++}`, learner: 'maya', type: 'content_view', at: new Date().toISOString(), ...more };
}

function batchOf(events: number): string {
  return JSON.stringify(Array.from({ length: events }, () => event()));
}

function kept(accepted: number) {
  return { status: 202, body: { accepted, duplicates: 0, rejected: [] } };
}

function post(
  body: string | Buffer,
  headers: Record<string, string> = {},
  key: string | null = school.sourceKey,
) {
  const type = { 'content-type': 'application/json', ...headers };
  return product.ask<IngestAnswer & { error: { code: string; message: string } }>(
    '/v1/events',
    key === null ? {} : { key },
    {
      method: 'POST',
      headers: type,
      body: body as BodyInit,
    },
  );
}

async function countedToday(learner: string): Promise<number> {
  const rows = await product.ask<{ items: LearnerRow[] }>(`/v1/cohorts/${school.cohort}/learners?limit=200`, {
    key: school.apiKey,
  });
  const row = rows.body.items.find((one) => one.name === learner);
  const { redis } = product.stores;
  const [packed = null] = await readWindows(redis, school.tenant, school.cohort, [row?.enrolment ?? '']);
  return readWindow(packed, Date.now(), 'Europe/Berlin').days.reduce((sum, events) => sum + events, 0);
}
