import type { RedisClient } from './connect.ts';
import { onceKey } from './keys.ts';

/** Whose request it is, and the digest of the key they gave it. */
interface Owner {
  tenant: string;
  source: string;
  key: string;
}

export type Claim = { is: 'new' } | { is: 'of_another_body' } | { is: 'answered'; answer: string };

const keptS = 86_400;

/** Says what is known of a key; the first one to ask binds it to a body. */
export async function claimOnce(redis: RedisClient, owner: Owner, body: string): Promise<Claim> {
  const key = onceKey(owner.tenant, owner.source, owner.key);
  // In one step: a process that dies here leaves no key that would stay for ever.
  const step = redis.multi().hsetnx(key, 'body', body).expire(key, keptS, 'NX').hmget(key, 'body', 'answer');
  const replies = (await step.exec()) ?? [];
  for (const [error] of replies) if (error) throw error;
  const [known = null, answer = null] = (replies.at(-1)?.[1] ?? []) as (string | null)[];
  if (known !== body) return { is: 'of_another_body' };
  return answer === null ? { is: 'new' } : { is: 'answered', answer };
}

/** Keeps the answer of a key unless there is one already; returns the one that holds. */
export async function keepAnswer(redis: RedisClient, owner: Owner, answer: string): Promise<string> {
  const key = onceKey(owner.tenant, owner.source, owner.key);
  await redis.hsetnx(key, 'answer', answer);
  return (await redis.hget(key, 'answer')) ?? answer;
}
