import type { RedisClient } from './connect.ts';
import { allShards } from './due.ts';
import { newsKey } from './keys.ts';
import { askShards } from './pipelines.ts';
import { shardOf } from './shards.ts';

/** A cohort of which something was announced that is not recorded yet, and when the last of it was, in ms. */
export interface News {
  tenant: string;
  cohort: string;
  at: number;
}

/** Of all shards at most `most` each, those that wait longest first. */
export async function readNews(redis: RedisClient, most: number): Promise<News[]> {
  const { replies, failure } = await askShards(
    redis,
    allShards,
    (shard) => shard,
    (pipeline, shard) => pipeline.zrange(newsKey(shard), 0, String(most - 1), 'WITHSCORES'),
  );
  const news = replies.flatMap((reply) => {
    const pairs = (reply ?? []) as string[];
    return pairs.flatMap((name, index): News[] => {
      if (index % 2 === 1) return [];
      const [tenant = '', cohort = ''] = name.split('/');
      return [{ tenant, cohort, at: Number(pairs[index + 1]) }];
    });
  });
  // What one node says is used, though another be away.
  if (failure && news.length === 0) throw failure;
  return news;
}

/** Everything of these cohorts up to `until` (ms) is recorded: they are no news, unless something was announced since. */
export async function forgetNews(
  redis: RedisClient,
  recorded: { tenant: string; cohort: string; until: number }[],
): Promise<void> {
  await Promise.all(
    recorded.map(({ tenant, cohort, until }) =>
      redis.recorded(newsKey(shardOf(cohort)), until, `${tenant}/${cohort}`),
    ),
  );
}
