import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startRedisCluster } from '#bin/redis-cluster.ts';
import { startRedis } from '#bin/redis-server.ts';
import {
  type Listener,
  type RedisClient,
  mastersOf,
  openListener,
  openRedis,
  untilReady,
} from '#db/redis/connect.ts';
import { leaseDue, listenForDue, markDue } from '#db/redis/due.ts';
import { FeedListener, announce } from '#db/redis/feed.ts';
import { durabilityOf, isRedisUp } from '#db/redis/health.ts';
import { feedKey, wakeChannel } from '#db/redis/keys.ts';
import { slotOf } from '#db/redis/shards.ts';
import { environmentOf, run } from './processes.ts';
import { ownStores } from './stores.ts';

// What differs when Redis is several: who has a key, and that one of them can be away alone.

const folder = await mkdtemp(join(tmpdir(), 'holdfast-cluster-'));
const cluster = await startRedisCluster(folder, join(folder, 'logs'));
const topic = (cohort: string) => `cohort/${cohort}` as const;
/** A cohort for each of the nodes. */
const cohorts = [0, 1, 2].map(cohortOf);
const within = { timeout: 15_000, interval: 20 };
const heard = new Map<string, number>();
let redis: RedisClient;
let listener: Listener;
let woken = 0;

beforeAll(async () => {
  redis = openRedis(cluster.url);
  listener = openListener(cluster.url);
  await Promise.all([untilReady(redis, 5_000), untilReady(listener, 5_000)]);
  const feeds = new FeedListener(listener);
  for (const cohort of cohorts)
    await feeds.listen('t', topic(cohort), () => heard.set(cohort, (heard.get(cohort) ?? 0) + 1));
  await listenForDue(listener, () => woken++);
});

afterAll(async () => {
  redis.disconnect();
  listener.disconnect();
  await cluster.stop();
  await rm(folder, { recursive: true });
});

describe('a cluster', () => {
  test('is up when each node is, and keeps what it is told as well as the worst of them', async () => {
    expect(await isRedisUp(redis)).toBe(true);
    expect(await durabilityOf(redis)).toBe('always');
    await mastersOf(redis)[1]?.config('SET', 'appendfsync', 'everysec');
    expect(await durabilityOf(redis)).toBe('everysec');
    await mastersOf(redis)[1]?.config('SET', 'appendfsync', 'always');
  });

  test('is asked for what is due on all nodes at once', async () => {
    for (const cohort of cohorts)
      await markDue(redis, [{ tenant: 't', cohort, enrolment: 'maya' }], Date.now());
    const leases = await leaseDue(redis, 1, 10);
    expect(new Set(leases.flatMap((lease) => lease.due.map((one) => one.cohort)))).toEqual(new Set(cohorts));
  });

  test('tells a feed where it is kept, and workers whatever node they listen at', async () => {
    await everybodyHears();
    for (const node of mastersOf(redis)) {
      const before = woken;
      await node.publish(wakeChannel, '1');
      await vi.waitFor(() => expect(woken).toBe(before + 1), within);
    }
  });
});

describe('the address', () => {
  test('of a node as if it were alone is refused, and the right one is named', async () => {
    const { port, password } = nodeAt(0);
    const alone = openRedis(`redis://:${password}@127.0.0.1:${port}`);
    await expect(untilReady(alone, 5_000)).rejects.toThrow(`write redis-cluster://127.0.0.1:${port}`);
    alone.disconnect();
  });

  test('of a node ends a server at its start', async () => {
    const { databaseUrl } = await ownStores();
    const { port, password } = nodeAt(0);
    const redisUrl = `redis://:${password}@127.0.0.1:${port}`;
    const server = run(['node', 'server/main.ts'], environmentOf({ databaseUrl, redisUrl }));
    expect(await once(server, 'exit')).toEqual([2, null]);
  });

  test('of a cluster where there is a single Redis is refused', async () => {
    const single = await startRedis(folder, join(folder, 'logs'), () => {});
    const { host, password } = new URL(single.url);
    const wrong = openRedis(`redis-cluster://:${password}@${host}/`);
    await expect(untilReady(wrong, 5_000)).rejects.toThrow('its address begins with redis://');
    wrong.disconnect();
    await single.service.stop();
  });

  test('of nobody is waited for no longer than agreed', async () => {
    const nobody = openRedis('redis-cluster://127.0.0.1:1,127.0.0.1:2');
    await expect(untilReady(nobody, 500)).rejects.toThrow('the Redis Cluster does not answer');
    nobody.disconnect();
  });
});

describe('a shard that moves to another node', () => {
  test('is found there by those who ask and by those who listen', async () => {
    const key = feedKey('t', topic(cohorts[0] ?? ''));
    await move(slotOf(key), nodeAt(0).port, nodeAt(1).port);
    await vi.waitFor(everybodyHears, within);
    await move(slotOf(key), nodeAt(1).port, nodeAt(0).port);
    await vi.waitFor(everybodyHears, within);
  });
});

describe('a node that is away', () => {
  test('fails at once for what it has, and the others go on', async () => {
    const [lost = '', ...kept] = cohorts;
    await cluster.services[0]?.kill();
    await vi.waitFor(async () => expect(await isRedisUp(redis)).toBe(false), within);
    const asked = performance.now();
    await expect(announce(redis, 't', topic(lost), { of: 'cohort', rows: [] })).rejects.toThrow(
      /closed|max retries/,
    );
    expect(performance.now() - asked).toBeLessThan(500);
    for (const cohort of kept)
      await markDue(redis, [{ tenant: 't', cohort, enrolment: 'jonas' }], Date.now());
    const leases = await leaseDue(redis, 1_000, 10);
    expect(leases.flatMap((lease) => lease.due.map((one) => one.cohort))).toEqual(
      expect.arrayContaining(kept),
    );
    for (const cohort of kept) await hears(cohort);

    await cluster.services[0]?.start();
    await vi.waitFor(async () => expect(await isRedisUp(redis)).toBe(true), within);
    await everybodyHears();
  });

  test('together with all the others is found again when they are back', async () => {
    await Promise.all(cluster.services.map((service) => service.kill()));
    // Long enough for the last one to be given up, which is the harder case.
    await vi.waitFor(() => expect(mastersOf(redis)).toHaveLength(0), within);
    const late = openRedis(cluster.url);
    const ready = untilReady(late, 15_000);
    await Promise.all(cluster.services.map((service) => service.start()));
    await ready;
    late.disconnect();
    await vi.waitFor(async () => expect(await isRedisUp(redis)).toBe(true), within);
    await vi.waitFor(everybodyHears, within);
    const before = woken;
    await mastersOf(redis)[0]?.publish(wakeChannel, '1');
    await vi.waitFor(() => expect(woken).toBe(before + 1), within);
  });
});

async function everybodyHears(): Promise<void> {
  for (const cohort of cohorts) await hears(cohort);
}

async function hears(cohort: string): Promise<void> {
  const before = heard.get(cohort) ?? 0;
  await announce(redis, 't', topic(cohort), { of: 'cohort', rows: [] });
  await vi.waitFor(() => expect(heard.get(cohort)).toBe(before + 1), { timeout: 1_000, interval: 5 });
}

/** A cohort whose shard is among the slots of a node. */
function cohortOf(node: number): string {
  for (let number = 0; ; number++) {
    const cohort = `cohort-${number}`;
    if (Math.floor((slotOf(feedKey('t', topic(cohort))) * 3) / 16_384) === node) return cohort;
  }
}

function nodeAt(index: number): { port: number; password: string } {
  const [, password = '', nodes = ''] = /:\/\/:(.*)@(.*)\/$/.exec(cluster.url) ?? [];
  return { port: Number(nodes.split(',')[index]?.split(':')[1]), password };
}

/** Moves a slot with its keys, as `redis-cli --cluster reshard` does. */
async function move(slot: number, from: number, to: number): Promise<void> {
  const at = (port: number) => {
    const node = mastersOf(redis).find(({ options }) => options.port === port);
    if (!node) throw new Error(`no node at ${port}`);
    return node;
  };
  const idOf = async (port: number) => at(port).cluster('MYID');
  await at(to).cluster('SETSLOT', slot, 'IMPORTING', await idOf(from));
  await at(from).cluster('SETSLOT', slot, 'MIGRATING', await idOf(to));
  const keys = (await at(from).call('CLUSTER', 'GETKEYSINSLOT', slot, 1_000)) as string[];
  const auth = ['AUTH', nodeAt(0).password];
  if (keys.length > 0)
    await at(from).call('MIGRATE', '127.0.0.1', to, '', 0, 1_000, ...auth, 'KEYS', ...keys);
  const id = await idOf(to);
  for (const node of mastersOf(redis)) await node.cluster('SETSLOT', slot, 'NODE', id);
}
