import { type JobHelpers, Logger as JobLogger, type Runner, run } from 'graphile-worker';
import type { RedisClient } from '#db/redis/connect.ts';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Database } from '#db/postgres/connect.ts';
import { type JobPool, giveBackJobs, openJobPool } from '#db/postgres/job-pool.ts';
import { announceAlerts, announceCase, announceChallenge, announceNudge } from './announce.ts';
import { countAnswer } from './count-answer.ts';
import { decideNudges } from './decide-nudges.ts';
import { deliverNudge } from './deliver.ts';
import { pause, runLoop } from './loop.ts';
import { lookAfterOutage, tellOutage } from './tell-outage.ts';
import { rescore } from './rescore.ts';
import { trainModel, trainingMaxMs } from './train-model.ts';

const nudgeJob = z.object({ tenant: z.string(), nudge: z.string() });
const learnerJob = z.object({ tenant: z.string(), learner: z.string() });
const alertsJob = z.object({ tenant: z.string(), alerts: z.array(z.string()) });
const challengeJob = z.object({ tenant: z.string(), challenge: z.string() });
const answerJob = z.object({ tenant: z.string(), check: z.string(), item: z.string() });
const caseJob = z.object({ tenant: z.string(), case: z.string() });
const outageJob = z.object({ tenant: z.string(), outage: z.string() });

const atOnce = 4;
/** Only a fallback: a new job wakes us through LISTEN. */
const pollMs = 1_000;

/** After the runner has given up, such as in a long outage of PostgreSQL, it is started again this much later. */
const againAfterMs = 1_000;

/** The longest, to mark 100,000 learners, takes a few seconds. */
const jobMaxMs = 120_000;
const giveBackEveryMs = 60_000;
/** Those that may take longer, and how long. */
const longJobs = { train_model: trainingMaxMs };
/**
 * How jobs are ended, at once as they are without it. Ended one by one, a job whose end cannot be written since
 * PostgreSQL has just gone away takes the whole process with it; in batches it ends the runner, and another is begun.
 */
const endedInBatches = { completeJobBatchDelay: 0, failJobBatchDelay: 0 };
/** What failed so often is told to have failed, and is over. */
const trainingTriesMost = 3;

export interface Jobs {
  /** Ends after the jobs in progress. */
  stop: () => Promise<void>;
}

/**
 * Runs the jobs that were stored together with what they are about; a failed one is tried again
 * with growing pauses. The runner gives up after ten failures to look for jobs: we do not.
 */
export function runJobs(databaseUrl: string, db: Database, redis: RedisClient, log: Logger): Jobs {
  const pool = openJobPool(databaseUrl);
  const stopping = Promise.withResolvers<void>();
  const stopped = new AbortController();
  let isStopping = false;
  let runner: Runner | null = null;
  const givingBack = runLoop('jobs left', () => giveBackJobs(pool, jobMaxMs, longJobs), giveBackEveryMs, log);

  const done = (async () => {
    while (!isStopping) {
      try {
        runner = await startRunner(pool, { databaseUrl, db, redis, log, stopped: stopped.signal });
        if (isStopping) await runner.stop();
        else await runner.promise;
      } catch (error) {
        log.error({ err: error }, 'the job runner gave up');
      }
      if (!isStopping) await pause(againAfterMs, [stopping.promise]);
    }
  })();

  return {
    async stop() {
      isStopping = true;
      stopping.resolve();
      stopped.abort();
      await givingBack.stop();
      // Without PostgreSQL it cannot say goodbye; its jobs are given back when their locks run out.
      await runner
        ?.stop()
        .catch((error: unknown) => log.warn({ err: error }, 'the job runner did not stop cleanly'));
      await done;
      await pool.end();
    },
  };
}

interface RunnerNeeds {
  databaseUrl: string;
  db: Database;
  redis: RedisClient;
  log: Logger;
  /** Aborted when this worker is to end, and a job that takes long with it. */
  stopped: AbortSignal;
}

function startRunner(pool: JobPool, { databaseUrl, db, redis, log, stopped }: RunnerNeeds): Promise<Runner> {
  return run({
    pgPool: pool,
    concurrency: atOnce,
    pollInterval: pollMs,
    noHandleSignals: true,
    parsedCronItems: [],
    preset: { worker: endedInBatches },
    logger: new JobLogger(
      () => (level, message) => log[level === 'warning' ? 'warn' : level]({ jobs: true }, message),
    ),
    taskList: {
      decide_nudges: (payload: unknown) => decideNudges(db, learnerJob.parse(payload), log, Date.now()),
      deliver_nudge: (payload: unknown) => deliverNudge(db, redis, nudgeJob.parse(payload), log),
      count_answer: (payload: unknown) => countAnswer(db, redis, answerJob.parse(payload), log),
      announce_nudge: (payload: unknown) => announceNudge(db, redis, nudgeJob.parse(payload)),
      announce_alerts: (payload: unknown) => announceAlerts(db, redis, alertsJob.parse(payload)),
      announce_challenge: (payload: unknown) => announceChallenge(db, redis, challengeJob.parse(payload)),
      announce_case: (payload: unknown) => announceCase(db, redis, caseJob.parse(payload)),
      tell_outage: (payload: unknown, { addJob }) =>
        tellOutage(db, redis, outageJob.parse(payload), (runAt) =>
          addJob('look_after_outage', payload, { runAt }),
        ),
      look_after_outage: (payload: unknown) =>
        lookAfterOutage(db, redis, outageJob.parse(payload), Date.now()),
      rescore: (payload: unknown, { addJob }) =>
        rescore(db, redis, payload, (spec) => addJob('rescore', payload, spec)),
      train_model: (payload: unknown, { addJob, job }) =>
        trainModel({ databaseUrl, db, log }, payload, {
          again: (spec) => addJob('train_model', payload, spec),
          stopped,
          isLastTry: job.attempts >= trainingTriesMost,
        }),
    } satisfies Record<string, (payload: unknown, helpers: JobHelpers) => Promise<void>>,
  });
}
