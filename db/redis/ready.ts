import { Cluster, Redis } from 'ioredis';
import { BadSetting } from '../settings.ts';
import { type RedisClient, mastersOf } from './connect.ts';

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
  if (redis instanceof Cluster) return 'no node of the Redis Cluster';
  return `Redis at ${redis.options.host}:${redis.options.port}`;
}
