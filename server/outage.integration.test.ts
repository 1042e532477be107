import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startStores } from '#bin/stores.ts';
import { asTenant, rowsOf } from '#db/postgres/connect.ts';
import { type Product, openProduct } from '#test/product.ts';
import type { Screen } from '#test/screen.ts';
import { type School, createSchool } from '#test/school.ts';

// A store goes away and comes back. Nobody restarts anything.

const folder = await mkdtemp(join(tmpdir(), 'holdfast-outage-'));
const stores = await startStores(folder);
const within = { timeout: 15_000, interval: 50 };
let product: Product;
let school: School;
let cookie: string;
let screen: Screen;
const accepted: string[] = [];

beforeAll(async () => {
  product = await openProduct(stores);
  school = await createSchool(product.stores.db, product.stores.accounts, 'outage');
  cookie = await product.signIn(school.people.manager);
});

afterAll(async () => {
  await product?.close();
  await stores.stop();
  await rm(folder, { recursive: true });
});

describe.each(['postgres', 'redis'] as const)('%s away', (store) => {
  test('is said everywhere, nothing is acknowledged that cannot be kept, and all is well when it returns', async () => {
    expect(await send()).toMatchObject({ status: 202 });
    screen = await product.watch(cookie, `cohort/${school.cohort}`);
    await screen.until('the cohort', ({ views }) => views.get(`cohort/${school.cohort}`));
    expect(await send()).toMatchObject({ status: 202 });
    await screen.until('a change', ({ messages }) => messages.find((message) => message.kind === 'delta'));

    await stores[store]?.kill();
    await vi.waitFor(async () => {
      expect(await product.ask('/readyz')).toMatchObject({ status: 503, body: { [store]: false } });
    }, within);
    expect(await product.ask('/healthz')).toMatchObject({ status: 200 });
    // The log can do without PostgreSQL for a while, as long as it is known whose events these are.
    expect((await send()).status).toBe(store === 'postgres' ? 202 : 503);
    const refused = await send('somebody new');
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'unavailable' } } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    // Nobody is signed out by an outage: what cannot be looked up is not refused as unknown.
    const read = await product.ask('/v1/cohorts', { cookie });
    expect(read.status).toBe(store === 'postgres' ? 503 : 200);
    const program = await product.ask('/v1/cohorts', { key: school.apiKey });
    expect(program.status).toBe(store === 'postgres' ? 503 : 200);
    await screen.until('the news on the open page', ({ messages }) => {
      const last = messages.findLast((message) => message.kind === 'beat');
      return last?.kind === 'beat' && !last.stores[store];
    });

    await stores[store]?.start();
    await vi.waitFor(async () => expect(await product.ask('/readyz')).toMatchObject({ status: 200 }), within);
    await screen.until('the good news on the open page', ({ messages }) => {
      const last = messages.findLast((message) => message.kind === 'beat');
      return last?.kind === 'beat' && last.stores[store];
    });
    // The very page that was open goes on: an event after the outage reaches it.
    const before = screen.messages.length;
    await vi.waitFor(async () => expect(await send()).toMatchObject({ status: 202 }), within);
    await screen.until('a change after the outage', ({ messages }) =>
      messages.slice(before).find((message) => message.kind === 'delta' || message.kind === 'snapshot'),
    );
    expect(await product.ask('/v1/cohorts', { cookie })).toMatchObject({ status: 200 });
    // What was taken meanwhile is in the history as well, once.
    await vi.waitFor(async () => expect(await historyIds()).toEqual(accepted.toSorted()), within);
  });
});

async function send(learner = 'maya') {
  const event = { id: randomUUID(), learner, type: 'login', at: new Date().toISOString() };
  const answer = await product.ask(
    '/v1/events',
    { key: school.sourceKey },
    { method: 'POST', body: JSON.stringify(event) },
  );
  if (answer.status === 202) accepted.push(event.id);
  return answer;
}

function historyIds(): Promise<string[]> {
  return asTenant(product.stores.db, school.tenant, async (tx) => {
    const rows = await rowsOf<{ id: string }>(tx, sql`select id from events order by id collate "C"`);
    return rows.map((row) => row.id);
  });
}
