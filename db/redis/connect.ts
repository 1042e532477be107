import { readFileSync } from 'node:fs';
import { Cluster, Redis } from 'ioredis';
import { BadSetting } from '../settings.ts';
import { clusterAddressOf } from './address.ts';
import { ClusterListener } from './cluster-listener.ts';
import { credentialsOf, openCluster } from './cluster.ts';

/** One Redis or a cluster of them: the same commands, as long as each keeps to the keys of one shard. */
export type RedisClient = Redis | Cluster;

/** Hears what is said in channels; `ready` each time it may have missed something. */
export interface Listener {
  on(event: 'message' | 'smessage', heard: (channel: string, message: string) => void): unknown;
  on(event: 'ready', heard: () => void): unknown;
  subscribe(channel: string): Promise<unknown>;
  ssubscribe(channel: string): Promise<unknown>;
  sunsubscribe(channel: string): Promise<unknown>;
  disconnect(): void;
}

declare module 'ioredis' {
  interface Redis {
    ingest(...words: (string | number)[]): Promise<string>;
    lease(due: string, fence: string, leaseMs: number, most: number): Promise<string[] | null>;
    done(due: string, said: string, ...words: (string | number)[]): Promise<number>;
    announce(
      feed: string,
      numbers: string,
      news: string,
      change: string,
      epoch: string,
      keep: number,
      keepS: number,
      recordedAs: string,
      keepBytes: number,
    ): Promise<number>;
    recorded(news: string, until: number, ...cohorts: string[]): Promise<number>;
    rate(bucket: string, perSecond: number, holds: number, asked: number, now: number): Promise<number>;
  }
  interface Cluster extends Pick<Redis, 'ingest' | 'lease' | 'done' | 'announce' | 'recorded' | 'rate'> {}
  interface ChainableCommander {
    lease(due: string, fence: string, leaseMs: number, most: number): ChainableCommander;
  }
}

/** A command that takes longer means a Redis that hangs: the caller answers 503 rather than wait with it. */
const commandTimeoutMs = 5_000;
/** ioredis' own 10 s would meet a Redis that is loading its log after a crash, and sit it out. */
const connectTimeoutMs = 1_000;
const reconnectAfterMs = 200;
const limits = {
  connectTimeout: connectTimeoutMs,
  commandTimeout: commandTimeoutMs,
  maxRetriesPerRequest: 0,
};
const ofOneConnection = { ...limits, enableOfflineQueue: false, retryStrategy: () => reconnectAfterMs };

/**
 * Opens one connection, or one to each node of a cluster. Commands fail at once while it is down
 * instead of queueing unseen: whether to try again is for the caller to decide, who knows what has
 * been promised to whom.
 */
export function openRedis(url: string): RedisClient {
  const address = clusterAddressOf(url);
  const redis = quiet(
    address ? openCluster(address, limits, reconnectAfterMs) : new Redis(url, ofOneConnection),
  );
  for (const [name, numberOfKeys] of [
    ['ingest', 7],
    ['lease', 2],
    ['done', 2],
    ['announce', 3],
    ['recorded', 1],
    ['rate', 1],
  ] as const) {
    const lua = readFileSync(new URL(`./${name}.lua`, import.meta.url), 'utf8');
    redis.defineCommand(name, { lua, numberOfKeys });
  }
  return redis;
}

/** A connection that only listens, and by itself listens again after a reconnect: then it is `ready` anew. */
export function openListener(url: string): Listener {
  const address = clusterAddressOf(url);
  if (!address) return quiet(new Redis(url, ofOneConnection));
  return new ClusterListener(quiet(openCluster(address, limits, reconnectAfterMs)), (host, port) =>
    quiet(new Redis({ host, port, ...credentialsOf(address), ...ofOneConnection, autoResubscribe: false })),
  );
}

export function isCluster(redis: RedisClient): boolean {
  return redis instanceof Cluster;
}

/** Every Redis that keeps keys of its own: what has no key is asked of each. */
export function mastersOf(redis: RedisClient): Redis[] {
  return redis instanceof Cluster ? redis.nodes('master') : [redis];
}

/** Without a listener ioredis prints every failed attempt; the outage itself is seen by the health check. */
function quiet<T extends RedisClient>(redis: T): T {
  redis.on('error', () => {});
  return redis;
}

/** Resolves once every node can be used; rejects when one cannot within the time, or is not of the kind the address says. */
export async function untilReady(client: RedisClient | Listener, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  if (client instanceof ClusterListener) {
    await readyBy(client.map, deadline);
    await Promise.all(client.lines.map((line) => readyBy(line, deadline)));
  } else if (client instanceof Cluster) {
    await readyBy(client, deadline);
    await Promise.all(mastersOf(client).map((node) => readyBy(node, deadline)));
  } else if (client instanceof Redis) {
    await readyBy(client, deadline);
    await refuseNode(client);
  }
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
