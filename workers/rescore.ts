import { z } from 'zod';
import type { Database } from '#db/postgres/connect.ts';
import { scoredLearners } from '#db/postgres/scored-learners.ts';
import { type ScoringScope, rescoreKey } from '#db/postgres/scoring-decisions.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import { markDue } from '#db/redis/due.ts';
import { rescoredAfterMs } from '#engagement/scoring.ts';

const rescoreJob = z.object({
  tenant: z.string(),
  programme: z.string().optional(),
  at: z.iso.datetime().transform((text) => Date.parse(text)),
});

/** Learners marked together. */
const atOnce = 1_000;
/** Of a large programme no more are due in a second: those of others are looked at in between. */
const duePerSecond = 20_000;

/**
 * Has everybody looked at again whom a change of scoring is about, once no worker goes by the rules of before. Sooner, a
 * learner who was due anyway could be judged by the old rules and then not be looked at for hours; called sooner, it has
 * itself called `again`.
 */
export async function rescore(
  db: Database,
  redis: RedisClient,
  payload: unknown,
  again: (spec: { runAt: Date; jobKey: string }) => Promise<unknown>,
): Promise<void> {
  const { tenant, programme = null, at } = rescoreJob.parse(payload);
  const scope = { tenant, programme };
  const from = at + rescoredAfterMs;
  if (Date.now() < from) {
    await again({ runAt: new Date(from), jobKey: `${rescoreKey(scope)}/later` });
    return;
  }
  await markAll(db, redis, scope, Date.now());
}

async function markAll(db: Database, redis: RedisClient, scope: ScoringScope, now: number): Promise<void> {
  const { tenant } = scope;
  let marked = 0;
  for await (const { cohort, learners } of scoredLearners(db, scope, atOnce)) {
    const due = learners.map(({ enrolment }) => ({ tenant, cohort, enrolment }));
    await markDue(redis, due, now + Math.floor((marked / duePerSecond) * 1_000));
    marked += due.length;
  }
}
