import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startRedisCluster } from '#bin/redis-cluster.ts';
import { startStores } from '#bin/stores.ts';
import { type Scopes, createKey } from '#db/postgres/accounts.ts';
import { createCohort } from '#db/postgres/cohorts.ts';
import { asTenant, rowsOf } from '#db/postgres/connect.ts';
import { enrol, placesOf } from '#db/postgres/enrolments.ts';
import { createSource } from '#db/postgres/sources.ts';
import { logLengths } from '#db/redis/log.ts';
import { shardOf, slotOf, tagOf } from '#db/redis/shards.ts';
import { readWindows } from '#db/redis/windows.ts';
import { readWindow } from '#engagement/window.ts';
import { openRandom } from '#seed/random.ts';
import type { Crowd } from './faults/crowd.ts';
import { keepSending } from './faults/ledger.ts';
import { type Product, openProduct } from './product.ts';
import { type School, createSchool } from './school.ts';

// One node of a cluster is killed with -9 while events flow to cohorts on all of them.

/** A cohort on each node, with a source that sends to it alone. */
interface Place {
  node: number;
  cohort: string;
  sourceKey: string;
  crowd: Crowd;
}

const folder = await mkdtemp(join(tmpdir(), 'holdfast-cluster-faults-'));
const cluster = await startRedisCluster(folder, join(folder, 'logs'));
const stores = await startStores(folder, { redisUrl: cluster.url });
const nodeCount = cluster.services.length;
const slotCount = 16_384;
/** Enough events before and after a fault for a loss to show. */
const eventsAround = 400;
const recoversWithin = { timeout: 20_000, interval: 20 };
/** A store that is away is said to be within this, never waited for. */
const answeredWithinMs = 1_000;
let product: Product;
let school: School;
let places: Place[];

beforeAll(async () => {
  product = await openProduct(stores);
  school = await createSchool(product.stores.db, product.stores.accounts, 'cluster');
  places = await placesOnAllNodes();
});

afterAll(async () => {
  await product?.close();
  await stores.stop();
  await cluster.stop();
  await rm(folder, { recursive: true });
});

test('a node killed with -9 while events flow loses nothing that was acknowledged, and holds up nobody', async () => {
  const cookie = await product.signIn(school.people.manager);
  const [lost, ...kept] = places;
  if (!lost) throw new Error('there is a node');
  const topic = `cohort/${lost.cohort}`;
  const screen = await product.watch(cookie, topic);
  await screen.until('the cohort', ({ views }) => views.get(topic));
  const { url } = product;
  const ledgers = places.map(({ crowd }) => keepSending({ url, crowd, random: openRandom('cluster') }));
  await Promise.all(ledgers.map((ledger) => ledger.until(eventsAround)));

  await cluster.services[lost.node]?.kill();
  expect(await answerTo(lost)).toBe(503);
  for (const place of kept) expect(await answerTo(place)).toBe(202);
  await vi.waitFor(async () => {
    expect(await product.ask('/readyz')).toMatchObject({ status: 503, body: { redis: false } });
  }, recoversWithin);
  for (const place of places) expect([202, 503]).toContain(await answerTo(place));

  await cluster.services[lost.node]?.start();
  const atStart = ledgers.map((ledger) => ledger.acknowledged.size);
  const seen = screen.messages.length;
  await Promise.all(ledgers.map((ledger, index) => ledger.until((atStart[index] ?? 0) + eventsAround)));
  await Promise.all(ledgers.map((ledger) => ledger.stop()));
  await screen.until('a change after the fault', ({ messages }) =>
    messages.slice(seen).find((message) => message.kind === 'delta' || message.kind === 'snapshot'),
  );
  // Each was refused with the time to come back, and none was left without an answer.
  for (const ledger of ledgers)
    expect([...ledger.refusals.keys()].filter((what) => what !== 503)).toEqual([]);

  await vi.waitFor(
    async () => expect(await logLengths(product.stores.redis)).toEqual(new Map()),
    recoversWithin,
  );
  for (const [index, { cohort }] of places.entries()) {
    const found = await historyIds(cohort);
    const missing = [...(ledgers[index]?.acknowledged.keys() ?? [])].filter((id) => !found.has(id));
    const doubled = [...found.values()].filter((times) => times > 1);
    expect({ missing, doubled }).toEqual({ missing: [], doubled: [] });
    // The windows say what the history says: nothing was counted twice on a retry.
    expect(await countedInWindows(cohort)).toBe(found.size);
  }
});

/** The status an event of a cohort is answered with, in time. */
async function answerTo({ sourceKey }: Place): Promise<number> {
  const asked = performance.now();
  const event = { id: randomUUID(), learner: 'learner-0', type: 'login', at: new Date().toISOString() };
  const body = JSON.stringify(event);
  const { status } = await product.ask('/v1/events', { key: sourceKey }, { method: 'POST', body });
  expect(performance.now() - asked).toBeLessThan(answeredWithinMs);
  return status;
}

async function placesOnAllNodes(): Promise<Place[]> {
  const { db, accounts } = product.stores;
  const { tenant, programme, people } = school;
  const names = Array.from({ length: 25 }, (_, index) => `learner-${index}`);
  const found = new Map<number, Place>();
  for (let number = 0; found.size < nodeCount; number++) {
    const made = await asTenant(db, tenant, async (tx) => {
      const course = `course-${number}`;
      const facts = { programme, name: `Cohort ${number}`, course, timeZone: 'Europe/Berlin' };
      const cohort = await createCohort(tx, tenant, facts);
      const name = `LMS ${number}`;
      await enrol(
        tx,
        tenant,
        cohort,
        names.map((externalId) => ({ externalId })),
      );
      const limits = { eventsPerSecond: 100_000, learnerEventsPerMinute: 1_000_000 };
      const source = await createSource(tx, tenant, { name, cohorts: [cohort], homeCohort: null, ...limits });
      return { cohort, source, enrolled: await placesOf(tx, tenant, [cohort], names) };
    });
    const node = Math.floor((slotOf(tagOf(shardOf(made.cohort))) * nodeCount) / slotCount);
    if (found.has(node)) continue;
    const scopes: Scopes = { events: ['write'] };
    const key = { tenant, by: people.admin.id, name: `LMS ${number}`, scopes, source: made.source };
    const sourceKey = await createKey(accounts, key);
    const learners = names.map((name) => ({ name, places: made.enrolled.get(name) ?? [] }));
    const crowd = { tenant, by: people.admin.id, source: made.source, sourceKey, learners };
    found.set(node, { node, cohort: made.cohort, sourceKey, crowd });
  }
  return [...found.values()];
}

function historyIds(cohort: string): Promise<Map<string, number>> {
  return asTenant(product.stores.db, school.tenant, async (tx) => {
    const found = await rowsOf<{ id: string; times: number }>(
      tx,
      sql`select id, count(*)::int as times from events
          where enrolment_id in (select id from enrolments where cohort_id = ${cohort}) group by id`,
    );
    return new Map(found.map((row) => [row.id, row.times]));
  });
}

async function countedInWindows(cohort: string): Promise<number> {
  const ids = await asTenant(product.stores.db, school.tenant, (tx) =>
    rowsOf<{ id: string }>(tx, sql`select id from enrolments where cohort_id = ${cohort}`),
  );
  const all = ids.map((row) => row.id);
  const windows = await readWindows(product.stores.redis, school.tenant, cohort, all);
  const days = windows.flatMap((window) => readWindow(window, Date.now(), 'Europe/Berlin').days);
  return days.reduce((sum, events) => sum + events, 0);
}
