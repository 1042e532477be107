import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { BadSetting } from '../settings.ts';

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
 * Opens one connection. Commands fail at once while it is down instead of queueing unseen: whether
 * to try again is for the caller to decide, who knows what has been promised to whom.
 */
export function openRedis(url: string): Redis {
  const redis = connection(url);
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
export function openListener(url: string): Redis {
  return connection(url);
}

export async function isRedisUp(redis: Redis): Promise<boolean> {
  try {
    return (await redis.ping()) === 'PONG';
  } catch {
    return false;
  }
}

/** Whether Redis uses more than this share of what it may, or of the machine's memory when it has no limit of its own. */
export async function isFullAbove(redis: Redis, share: number): Promise<boolean> {
  try {
    const info = await redis.info('memory');
    const figure = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
    const most = figure('maxmemory') || figure('total_system_memory');
    return most > 0 && figure('used_memory') > share * most;
  } catch {
    return false;
  }
}

/** How an acknowledged write is kept: only `always` survives a crash of the machine. Null when Redis does not tell. */
export async function durabilityOf(redis: Redis): Promise<string | null> {
  try {
    const isLogged = await settingOf(redis, 'appendonly');
    return isLogged === 'yes' ? await settingOf(redis, 'appendfsync') : 'off';
  } catch {
    return null;
  }
}

/** One setting a question: the order in which Redis answers several is its own. */
async function settingOf(redis: Redis, name: string): Promise<string | null> {
  const [, value = null] = await redis.config('GET', name);
  return value;
}

function connection(url: string): Redis {
  const redis = new Redis(url, {
    connectTimeout: connectTimeoutMs,
    commandTimeout: commandTimeoutMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => reconnectAfterMs,
  });
  // Without a listener ioredis prints every failed attempt; the outage itself is seen by the health check.
  redis.on('error', () => {});
  return redis;
}

/** Resolves once the connection can be used; rejects when it cannot within the time. */
export async function untilReady(redis: Redis, withinMs: number): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      redis.off('ready', ready);
      const { host, port } = redis.options;
      reject(new BadSetting(`REDIS_URL: Redis at ${host}:${port} does not answer`));
    }, withinMs);
    function ready(): void {
      clearTimeout(timer);
      resolve();
    }
    redis.once('ready', ready);
  });
}
