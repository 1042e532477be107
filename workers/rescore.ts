import { z } from 'zod';
import type { Database } from '#db/postgres/connect.ts';
import { learnersIn, scoredLearners } from '#db/postgres/scored-learners.ts';
import { planKey } from '#db/postgres/course-plans.ts';
import { rescoreKey } from '#db/postgres/scoring-decisions.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import { markDue } from '#db/redis/due.ts';
import { rescoredAfterMs } from '#engagement/scoring.ts';

const rescoreJob = z.object({
  tenant: z.string(),
  programme: z.string().optional(),
  cohort: z.string().optional(),
  at: z.iso.datetime().transform((text) => Date.parse(text)),
});

/** Learners marked together. */
const atOnce = 1_000;
/** Of a large programme no more are due in a second: those of others are looked at in between. */
const duePerSecond = 20_000;

/**
 * Has everybody looked at again whom a change of scoring, or of a cohort's plan, is about, once no worker goes by the rules of before. Sooner, a
 * learner who was due anyway could be judged by the old rules and then not be looked at for hours; called sooner, it has
 * itself called `again`.
 */
export async function rescore(
  db: Database,
  redis: RedisClient,
  payload: unknown,
  again: (spec: { runAt: Date; jobKey: string }) => Promise<unknown>,
): Promise<void> {
  const { tenant, programme = null, cohort, at } = rescoreJob.parse(payload);
  const scope = { tenant, programme };
  const from = at + rescoredAfterMs;
  if (Date.now() < from) {
    const key = cohort === undefined ? rescoreKey(scope) : planKey(tenant, cohort);
    await again({ runAt: new Date(from), jobKey: `${key}/later` });
    return;
  }
  const all =
    cohort === undefined ? scoredLearners(db, scope, atOnce) : learnersIn(db, tenant, cohort, atOnce);
  await markAll(redis, tenant, all, Date.now());
}

async function markAll(
  redis: RedisClient,
  tenant: string,
  all: ReturnType<typeof learnersIn>,
  now: number,
): Promise<void> {
  let marked = 0;
  for await (const { cohort, learners } of all) {
    const due = learners.map(({ enrolment }) => ({ tenant, cohort, enrolment }));
    await markDue(redis, due, now + Math.floor((marked / duePerSecond) * 1_000));
    marked += due.length;
  }
}
