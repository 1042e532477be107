import type { JobHelpers } from 'graphile-worker';
import type { RedisClient } from '#db/redis/connect.ts';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Database } from '#db/postgres/connect.ts';
import { giveBackJobs, openJobPool } from '#db/postgres/job-pool.ts';
import { laneFlag } from '#db/postgres/nudge-deliveries.ts';
import { type Lane, lanes } from '#engagement/nudging/delivery.ts';
import { announceAlerts, announceCase, announceChallenge, announceNudge } from './announce.ts';
import type { Channels } from './channels/channels.ts';
import { countAnswer } from './count-answer.ts';
import { decideNudges } from './decide-nudges.ts';
import { deliverNudge } from './deliver.ts';
import { runLoop } from './loop.ts';
import { keepRunner } from './runner.ts';
import { sendDelivery } from './send-delivery.ts';
import { lookAfterOutage, tellOutage } from './tell-outage.ts';
import { tryWebhook } from './try-webhook.ts';
import { rescore } from './rescore.ts';
import { trainModel, trainingMaxMs } from './train-model.ts';
import { Turns } from './turns.ts';

const nudgeJob = z.object({ tenant: z.string(), nudge: z.string() });
const learnerJob = z.object({ tenant: z.string(), learner: z.string() });
/** Of one tenant. Jobs of before name one learner alone. */
const learnersJob = z.union([z.array(learnerJob), learnerJob]).transform((payload) => {
  const asked = [payload].flat();
  return { tenant: asked[0]?.tenant ?? '', learners: [...new Set(asked.map(({ learner }) => learner))] };
});
const alertsJob = z.object({ tenant: z.string(), alerts: z.array(z.string()) });
const challengeJob = z.object({ tenant: z.string(), challenge: z.string() });
const answerJob = z.object({ tenant: z.string(), check: z.string(), item: z.string() });
const caseJob = z.object({ tenant: z.string(), case: z.string() });
const deliveryJob = z.object({ tenant: z.string(), delivery: z.string() });
const webhookJob = z.object({ tenant: z.string(), webhook: z.string() });
const outageJob = z.object({ tenant: z.string(), outage: z.string() });

const atOnce = 4;
/**
 * Jobs that ask others mostly wait for them: they have a runner of their own, so that nothing else waits with them. So
 * many ask the mail server, more than which many servers do not like of one client, and so many what is a tenant's own.
 */
const mailsAtOnce = 12;
const ownAtOnce = 24;
/** Of either, how many one tenant may have. */
const turnsEach = 6;
/** Tests of webhooks, for which somebody waits. */
const triesAtOnce = 4;

/** The longest, to mark 100,000 learners, takes a few seconds. */
const jobMaxMs = 120_000;
const giveBackEveryMs = 60_000;
/** Those that may take longer, and how long. */
const longJobs = { train_model: trainingMaxMs };
/** What failed so often is told to have failed, and is over. */
const trainingTriesMost = 3;

export interface Jobs {
  /** Ends after the jobs in progress. */
  stop: () => Promise<void>;
}

/**
 * Runs the jobs that were stored together with what they are about; a failed one is tried again
 * with growing pauses.
 */
export function runJobs(
  databaseUrl: string,
  db: Database,
  redis: RedisClient,
  log: Logger,
  channels: Channels,
): Jobs {
  const pool = openJobPool(databaseUrl);
  const outsidePool = openJobPool(databaseUrl);
  const stopped = new AbortController();
  const givingBack = runLoop('jobs left', () => giveBackJobs(pool, jobMaxMs, longJobs), giveBackEveryMs, log);

  const runner = keepRunner(
    { pool, atOnce, log },
    tasksOf({ databaseUrl, db, redis, log, channels, stopped: stopped.signal }),
  );
  const turns = { mail: new Turns(mailsAtOnce, turnsEach), own: new Turns(ownAtOnce, turnsEach) };
  const outsideRunner = keepRunner(
    {
      pool: outsidePool,
      atOnce: mailsAtOnce + ownAtOnce + triesAtOnce,
      log,
      // What would find no turn is not taken up: thousands that wait for a slow server are passed over at once.
      forbiddenFlags: () => lanes.flatMap((lane) => fullOf(lane, turns[lane])),
    },
    outsideTasksOf({ db, redis, log, channels, turns }),
  );

  return {
    async stop() {
      stopped.abort();
      await givingBack.stop();
      await Promise.all([runner.stop(), outsideRunner.stop()]);
      await Promise.all([pool.end(), outsidePool.end()]);
    },
  };
}

type Task = (payload: unknown, helpers: JobHelpers) => Promise<void>;

interface TaskNeeds {
  databaseUrl: string;
  db: Database;
  redis: RedisClient;
  log: Logger;
  channels: Channels;
  /** Aborted when this worker is to end, and a job that takes long with it. */
  stopped: AbortSignal;
}

function fullOf(lane: Lane, turns: Turns): string[] {
  return turns.areAllTaken ? [laneFlag(lane)] : turns.sated.map((tenant) => laneFlag(lane, tenant));
}

/** What asks providers and systems that are not ours. */
function outsideTasksOf({
  db,
  redis,
  log,
  channels,
  turns,
}: Pick<TaskNeeds, 'db' | 'redis' | 'log' | 'channels'> & { turns: Record<Lane, Turns> }) {
  return {
    send_delivery: (payload: unknown) =>
      sendDelivery({ db, channels, turns, log }, deliveryJob.parse(payload)),
    try_webhook: (payload: unknown) => tryWebhook(db, redis, channels.post, webhookJob.parse(payload)),
  } satisfies Record<string, Task>;
}

function tasksOf({ databaseUrl, db, redis, log, channels, stopped }: TaskNeeds) {
  return {
    decide_nudges: (payload: unknown) => decideNudges(db, learnersJob.parse(payload), log, Date.now()),
    deliver_nudge: (payload: unknown) =>
      deliverNudge(db, redis, nudgeJob.parse(payload), log, channels.email !== null),
    count_answer: (payload: unknown) => countAnswer(db, redis, answerJob.parse(payload), log),
    announce_nudge: (payload: unknown) => announceNudge(db, redis, nudgeJob.parse(payload)),
    announce_alerts: (payload: unknown) => announceAlerts(db, redis, alertsJob.parse(payload)),
    announce_challenge: (payload: unknown) => announceChallenge(db, redis, challengeJob.parse(payload)),
    announce_case: (payload: unknown) => announceCase(db, redis, caseJob.parse(payload)),
    tell_outage: (payload: unknown, { addJob }) =>
      tellOutage(db, redis, outageJob.parse(payload), (runAt) =>
        addJob('look_after_outage', payload, { runAt }),
      ),
    look_after_outage: (payload: unknown) => lookAfterOutage(db, redis, outageJob.parse(payload), Date.now()),
    rescore: (payload: unknown, { addJob }) =>
      rescore(db, redis, payload, (spec) => addJob('rescore', payload, spec)),
    train_model: (payload: unknown, { addJob, job }) =>
      trainModel({ databaseUrl, db, log }, payload, {
        again: (spec) => addJob('train_model', payload, spec),
        stopped,
        isLastTry: job.attempts >= trainingTriesMost,
      }),
  } satisfies Record<string, Task>;
}
