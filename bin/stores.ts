import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startPostgres } from './postgres-server.ts';
import { startRedis } from './redis-server.ts';
import type { Service } from './service.ts';

export interface Stores {
  databaseUrl: string;
  redisUrl: string;
  /** The private ones, which can be killed and started again at the same address; null for one that was given. */
  postgres: Service | null;
  redis: Service | null;
  /** Stops the private ones; their data stays. */
  stop: (how?: { inHaste?: boolean }) => Promise<void>;
}

interface Options {
  /** Addresses of stores to use instead of private ones. */
  databaseUrl?: string | undefined;
  redisUrl?: string | undefined;
  /** Told about what takes long. */
  say?: (line: string) => void;
  /** Gives up what takes long. */
  signal?: AbortSignal;
}

/** Starts a private PostgreSQL and a private Redis that keep their data in this folder. */
export async function startStores(folder: string, options: Options = {}): Promise<Stores> {
  const { databaseUrl, redisUrl, say = () => {}, signal } = options;
  const place = resolve(folder);
  const logs = join(place, 'logs');
  await mkdir(logs, { recursive: true });
  const startingPostgres = databaseUrl ? given(databaseUrl) : startPostgres(place, logs);
  const startingRedis = redisUrl ? given(redisUrl) : startRedis(place, logs, say, signal);
  try {
    const [postgres, redis] = await Promise.all([startingPostgres, startingRedis]);
    return {
      databaseUrl: postgres.url,
      redisUrl: redis.url,
      postgres: postgres.service,
      redis: redis.service,
      async stop(how) {
        await redis.service?.stop(how);
        await postgres.service?.stop(how);
      },
    };
  } catch (error) {
    // Of two that start at the same time, one that came up must not stay behind alone.
    for (const started of await Promise.allSettled([startingPostgres, startingRedis])) {
      if (started.status === 'fulfilled') await started.value.service?.stop();
    }
    throw error;
  }
}

async function given(url: string): Promise<{ url: string; service: null }> {
  return { url, service: null };
}
