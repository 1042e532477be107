import type { Logger } from 'pino';
import { givenAnswer } from '#db/postgres/checks.ts';
import { type Database, asTenant } from '#db/postgres/connect.ts';
import { ensureOwnSource } from '#db/postgres/own-source.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import { ingest } from '#db/redis/windows.ts';
import { answerEvent } from '#engagement/nudging/check.ts';

/** More than anybody answers: a check has three questions. */
const perLearnerMinute = 600;

/**
 * Counts an answer to a question of a check as an event like any other, by the same atomic step: windows, log and who is
 * due come of it. Done twice it counts once, by its id. What Redis does not take fails, and is tried again.
 */
export async function countAnswer(
  db: Database,
  redis: RedisClient,
  { tenant, check, item }: { tenant: string; check: string; item: string },
  log: Logger,
): Promise<void> {
  const { given, source } = await asTenant(db, tenant, async (tx) => ({
    given: await givenAnswer(tx, tenant, { check, item }),
    source: await ensureOwnSource(tx, tenant),
  }));
  if (given === null) return log.warn({ check, item }, 'an answer to count is gone');
  const { enrolment, cohort, timeZone } = given;
  const event = answerEvent(check, given.answer, given);
  const batch = { tenant, cohort, source, receivedAt: Date.now(), rows: [{ enrolment, event }] };
  const [taken] = await ingest(redis, batch, { timeZone, perLearnerMinute });
  if (taken === 'over_limit') throw new Error('more answers of one learner than can be; later');
}
