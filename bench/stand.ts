import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import postgres from 'postgres';
import { startOnFreePort } from '#bin/free-port.ts';
import { nodeService } from '#bin/node-program.ts';
import type { Service } from '#bin/service.ts';
import { startStores } from '#bin/stores.ts';
import { type Database, openPostgres } from '#db/postgres/connect.ts';
import { migrate } from '#db/postgres/migrate.ts';
import { type RedisClient, openRedis, untilReady } from '#db/redis/connect.ts';

/** Private stores, empty at first, and what a bench does with them. */
export interface Stand {
  folder: string;
  databaseUrl: string;
  /** As the product opens them. */
  db: Database;
  redis: RedisClient;
  /** As their owner, one connection each: nothing is cut off for taking long. */
  owner: postgres.Sql;
  redisOwner: Redis;
  redisPid: number;
  /** Starts a program of ours on a free port, and says which. */
  start: (script: string, env?: Record<string, string>) => Promise<Started>;
  /** Empties Redis, which does not answer meanwhile, and waits until this server has seen it again. */
  empty: (server: Started) => Promise<void>;
}

export interface Started {
  pid: number;
  port: number;
  /** Resolves when it answers that it can work. */
  ready: () => Promise<void>;
  stop: () => Promise<void>;
}

const readyWithinMs = 5_000;
const lookEveryMs = 50;
const answerWithinMs = 2_000;

/** Does the work on a stand; whatever was started for it has ended afterwards, and its files are gone. */
export async function onStand<T>(
  { say, signal }: { say: (line: string) => void; signal: AbortSignal },
  work: (stand: Stand) => Promise<T>,
): Promise<T> {
  /** What there is to close, in the order in which it was opened; known before it is open. */
  const opened: (() => Promise<unknown>)[] = [];
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  try {
    return await Promise.race([aborted, open(opened, say, signal).then(work)]);
  } finally {
    for (const close of opened.toReversed()) await close();
  }
}

async function open(
  opened: (() => Promise<unknown>)[],
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Stand> {
  const folder = await mkdtemp(join(tmpdir(), `holdfast-bench-${process.pid}-`));
  opened.push(() => rm(folder, { recursive: true, force: true }));
  const starting = startStores(folder, { say, signal });
  opened.push(async () => (await starting.catch(() => null))?.stop());
  const { databaseUrl, redisUrl, redis: redisService } = await starting;
  await migrate(databaseUrl);
  signal.throwIfAborted();

  const pool = await openPostgres(databaseUrl);
  opened.push(pool.close);
  const owner = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  opened.push(() => owner.end({ timeout: 1 }));
  const redis = openRedis(redisUrl);
  const redisOwner = new Redis(redisUrl);
  opened.push(async () => [redis, redisOwner].forEach((one) => one.disconnect()));
  await untilReady(redis, readyWithinMs);

  async function start(script: string, more: Record<string, string> = {}): Promise<Started> {
    signal.throwIfAborted();
    let port = 0;
    const rising = startOnFreePort(async (free) => {
      port = free;
      const env = {
        ...process.env,
        DATABASE_URL: databaseUrl,
        REDIS_URL: redisUrl,
        PORT: String(port),
        WORKERS_PORT: String(port),
        HOLDFAST_LOG_LEVEL: 'silent',
        ...more,
      };
      const logFile = join(folder, 'logs', `${script.replaceAll('/', '-')}.log`);
      return nodeService({ name: script, script, env, logFile }, () => isReady(port));
    });
    opened.push(async () => (await rising.catch(() => null))?.stop());
    const service = await rising;
    return { pid: pidOf(service), port, stop: () => service.stop(), ready: () => untilAnswering(port) };
  }
  async function empty(server: Started): Promise<void> {
    await redisOwner.flushall();
    await server.ready();
  }
  return {
    folder,
    databaseUrl,
    db: pool.db,
    redis,
    owner,
    redisOwner,
    redisPid: pidOf(redisService),
    start,
    empty,
  };
}

function pidOf(service: Service | null): number {
  if (!service?.child) throw new Error('a program that was started has a process');
  return service.child.mark.pid;
}

async function untilAnswering(port: number): Promise<void> {
  while (!(await isReady(port))) await pause(lookEveryMs);
}

async function isReady(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(answerWithinMs) }).then(
    (answer) => answer.ok,
    () => false,
  );
}
