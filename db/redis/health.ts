import { Cluster, type Redis } from 'ioredis';
import { type RedisClient, mastersOf } from './connect.ts';

/** Whether every key can be read and written now. */
export async function isRedisUp(redis: RedisClient): Promise<boolean> {
  const masters = mastersOf(redis);
  const answers = await Promise.all(masters.map((one) => isUp(one, redis instanceof Cluster)));
  return answers.length > 0 && answers.every(Boolean);
}

async function isUp(redis: Redis, isNode: boolean): Promise<boolean> {
  // A node that is away would queue the question until it is back.
  if (redis.status !== 'ready') return false;
  try {
    // A node that has not found the others yet, or lost them, answers a ping but serves nothing.
    if (isNode) return (await redis.cluster('INFO')).includes('cluster_state:ok');
    return (await redis.ping()) === 'PONG';
  } catch {
    return false;
  }
}

/** How an acknowledged write is kept: only `always` survives a crash of the machine. Null when Redis does not tell. */
export async function durabilityOf(redis: RedisClient): Promise<string | null> {
  const all = await Promise.all(mastersOf(redis).map(durabilityOfOne));
  // A cluster keeps what it is told as well as the least careful of its nodes.
  return all.find((one) => one !== 'always') ?? all[0] ?? null;
}

async function durabilityOfOne(redis: Redis): Promise<string | null> {
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

/** Whether any of them uses more than this share of what it may, or of its machine's memory when it has no limit of its own. */
export async function isFullAbove(redis: RedisClient, share: number): Promise<boolean> {
  const all = await Promise.all(mastersOf(redis).map((one) => usedShareOf(one)));
  return all.some((used) => used > share);
}

async function usedShareOf(redis: Redis): Promise<number> {
  try {
    const info = await redis.info('memory');
    const figure = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
    const most = figure('maxmemory') || figure('total_system_memory');
    return most > 0 ? figure('used_memory') / most : 0;
  } catch {
    return 0;
  }
}
