import { join } from 'node:path';
import { runningStores } from './run.ts';

const folder = join(import.meta.dirname, '../.holdfast');

/** The environment, in which a store that is not set is the one of the `npm start` that runs here. */
export async function storesFromHere(): Promise<NodeJS.ProcessEnv> {
  const stores = await runningStores(folder);
  return {
    ...(stores && { DATABASE_URL: stores.databaseUrl, REDIS_URL: stores.redisUrl }),
    ...Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== '')),
  };
}
