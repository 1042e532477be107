import { readFileSync } from 'node:fs';
import { Cluster, Redis } from 'ioredis';
import { BadSetting } from '../settings.ts';
import { clusterAddressOf } from './address.ts';
import { openCluster } from './cluster.ts';

/** One Redis or a cluster of them: the same commands, as long as each keeps to the keys of one shard. */
export type RedisClient = Redis | Cluster;

declare module 'ioredis' {
  interface Redis {
    ingest(keys: number, ...words: (string | number)[]): Promise<string>;
    lease(due: string, fence: string, leaseMs: number, most: number): Promise<string[] | null>;
    done(due: string, ...words: (string | number)[]): Promise<number>;
    announce(
      feed: string,
      numbers: string,
      change: string,
      epoch: string,
      keep: number,
      keepS: number,
    ): Promise<number>;
    rate(bucket: string, perSecond: number, holds: number, asked: number, now: number): Promise<number>;
  }
  interface Cluster extends Pick<Redis, 'ingest' | 'lease' | 'done' | 'announce' | 'rate'> {}
  interface ChainableCommander {
    lease(due: string, fence: string, leaseMs: number, most: number): ChainableCommander;
    ingest(keys: number, ...words: (string | number)[]): ChainableCommander;
  }
}

/** A command that takes longer means a Redis that hangs: the caller answers 503 rather than wait with it. */
const commandTimeoutMs = 5_000;
/** ioredis' own 10 s would meet a Redis that is loading its log after a crash, and sit it out. */
const connectTimeoutMs = 1_000;
const reconnectAfterMs = 200;

/**
 * Opens one connection, or one to each node of a cluster. Commands fail at once while it is down
 * instead of queueing unseen: whether to try again is for the caller to decide, who knows what has
 * been promised to whom.
 */
export function openRedis(url: string): RedisClient {
  const redis = connection(url, false);
  for (const [name, numberOfKeys] of [
    ['ingest', null],
    ['lease', 2],
    ['done', 1],
    ['announce', 2],
    ['rate', 1],
  ] as const) {
    const lua = readFileSync(new URL(`./${name}.lua`, import.meta.url), 'utf8');
    redis.defineCommand(name, numberOfKeys === null ? { lua } : { lua, numberOfKeys });
  }
  return redis;
}

/** A connection that only listens; ioredis subscribes again by itself after a reconnect. */
export function openListener(url: string): RedisClient {
  return connection(url, true);
}

/** Calls back whenever a listener hears again after a time in which it may have missed something. */
export function onHearingAgain(listener: RedisClient, heard: () => void): void {
  listener.on('ready', heard);
  // A cluster stays ready while one of its nodes is away.
  if (listener instanceof Cluster) listener.on('subscribersReady', heard);
}

/** Every Redis that keeps keys of its own: what has no key is asked of each. */
export function mastersOf(redis: RedisClient): Redis[] {
  return redis instanceof Cluster ? redis.nodes('master') : [redis];
}

function connection(url: string, isListener: boolean): RedisClient {
  const limits = {
    connectTimeout: connectTimeoutMs,
    commandTimeout: commandTimeoutMs,
    maxRetriesPerRequest: 0,
  };
  const address = clusterAddressOf(url);
  const redis = address
    ? openCluster(address, limits, reconnectAfterMs, isListener)
    : new Redis(url, { ...limits, enableOfflineQueue: false, retryStrategy: () => reconnectAfterMs });
  // Without a listener ioredis prints every failed attempt; the outage itself is seen by the health check.
  redis.on('error', () => {});
  return redis;
}

/** Resolves once every node can be used; rejects when one cannot within the time, or is not of the kind the address says. */
export async function untilReady(redis: RedisClient, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  await readyBy(redis, deadline);
  if (redis instanceof Cluster) await Promise.all(mastersOf(redis).map((node) => readyBy(node, deadline)));
  else await refuseNode(redis);
}

function readyBy(redis: RedisClient, deadline: number): Promise<void> {
  return new Promise((resolve, reject) => {
    if (redis.status === 'ready') {
      resolve();
      return;
    }
    const timer = setTimeout(
      () => settle(new BadSetting(`REDIS_URL: ${nameOf(redis)} does not answer`)),
      deadline - performance.now(),
    );
    function settle(problem?: Error): void {
      clearTimeout(timer);
      redis.off('ready', ready);
      redis.off('error', failed);
      if (problem) reject(problem);
      else resolve();
    }
    function ready(): void {
      settle();
    }
    /** A single Redis will not become a cluster while we wait. */
    function failed(error: Error & { lastNodeError?: Error }): void {
      if (!error.lastNodeError?.message.includes('cluster support disabled')) return;
      settle(
        new BadSetting(
          'REDIS_URL: this is a single Redis, not a Redis Cluster: its address begins with redis://',
        ),
      );
    }
    redis.on('ready', ready);
    redis.on('error', failed);
  });
}

/** A node answers for its own keys only: it would look well until the first cohort of another node. */
async function refuseNode(redis: Redis): Promise<void> {
  const info = await redis.info('cluster');
  if (!info.includes('cluster_enabled:1')) return;
  const { host, port } = redis.options;
  throw new BadSetting(
    `REDIS_URL: Redis at ${host}:${port} is a node of a Redis Cluster: write redis-cluster://${host}:${port}`,
  );
}

function nameOf(redis: RedisClient): string {
  return redis instanceof Cluster
    ? 'the Redis Cluster'
    : `Redis at ${redis.options.host}:${redis.options.port}`;
}
