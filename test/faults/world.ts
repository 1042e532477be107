import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOnFreePort } from '#bin/free-port.ts';
import { nodeService } from '#bin/node-program.ts';
import type { Service } from '#bin/service.ts';
import { type Stores, startStores } from '#bin/stores.ts';
import { type Accounts, openAccounts } from '#db/postgres/accounts.ts';
import { type Database, openPostgres } from '#db/postgres/connect.ts';
import { migrate } from '#db/postgres/migrate.ts';
import { sharedSecret } from '#db/postgres/secrets.ts';
import { type Random, openRandom } from '#seed/random.ts';

/** The product as it runs in earnest, one process each, on stores of its own that can be broken. */
export interface World {
  stores: Stores & { postgres: Service; redis: Service };
  db: Database;
  accounts: Accounts;
  server: Service;
  workers: Service;
  /** Where the server listens. */
  url: string;
  /** What chance decides; the same seed decides the same. */
  random: Random;
  /** Another server or other workers beside the first, with settings of their own. */
  start: (program: 'server' | 'workers', settings?: Record<string, string>) => Promise<Running>;
  /** Ends everything; rejects when one of our processes did not end well. */
  close: () => Promise<void>;
}

export interface Running {
  service: Service;
  url: string;
}

const scripts = { server: 'server/main.ts', workers: 'workers/main.ts' };
const ports = { server: 'PORT', workers: 'WORKERS_PORT' };

export async function openWorld(seed: string | number): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-faults-'));
  const { postgres, redis, ...stores } = await startStores(folder);
  if (postgres === null || redis === null) throw new Error('the stores of a world are its own');
  await migrate(stores.databaseUrl);
  const { db, close: closeDatabase } = await openPostgres(stores.databaseUrl);
  const secret = await sharedSecret(db, 'sessions');
  const accounts = openAccounts(db, { origins: ['http://127.0.0.1'], secret });
  const started: Service[] = [];

  async function start(
    program: 'server' | 'workers',
    settings: Record<string, string> = {},
  ): Promise<Running> {
    let url = '';
    const number = started.length;
    const service = await startOnFreePort(async (port) => {
      url = `http://127.0.0.1:${port}`;
      const env = {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        DATABASE_URL: stores.databaseUrl,
        REDIS_URL: stores.redisUrl,
        HOLDFAST_LOG_LEVEL: 'warn',
        [ports[program]]: String(port),
        ...settings,
      };
      const logFile = join(folder, 'logs', `${program}-${number}.log`);
      const isReady = () => isAnswering(`${url}/readyz`);
      return nodeService({ name: program, script: scripts[program], env, logFile }, isReady);
    });
    started.push(service);
    return { service, url };
  }

  const server = await start('server');
  const workers = await start('workers');
  return {
    stores: { ...stores, postgres, redis },
    db,
    accounts,
    server: server.service,
    workers: workers.service,
    url: server.url,
    random: openRandom(seed),
    start,
    async close() {
      for (const service of started) await service.stop();
      await closeDatabase();
      await stores.stop();
      await rm(folder, { recursive: true });
      const how = await Promise.all(started.map(async (service) => service.child?.ended));
      if (how.some((ending) => ending !== 'exit code 0'))
        throw new Error(`our processes ended with ${how.join(', ')}`);
    },
  };
}

async function isAnswering(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
