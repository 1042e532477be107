import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { z } from 'zod';
import { type Database, asTenant } from '#db/postgres/connect.ts';
import { endTraining, tellTraining, trainingUnderWay } from '#db/postgres/risk-models.ts';
import type { TrainingResult } from '#engagement/own-model.ts';
import type { ThreadNews } from './train-thread.ts';

const trainJob = z.object({ tenant: z.string(), training: z.string(), name: z.string() });

/** The most it takes, and what it may: 160,000 moments and a cohort of ten thousand learners fit well. */
const memoryMb = 1_536;
export const trainingMaxMs = 900_000;
/** A second training in one process would take the time of looks: it waits for the first. */
const againAfterMs = 15_000;

let isTraining = false;

/**
 * Trains a model of a tenant's own in a thread, and keeps it as a candidate. Done twice it keeps the first; ended half-way,
 * such as by the end of the worker, it is begun again from the start.
 */
export async function trainModel(
  { databaseUrl, db, log }: { databaseUrl: string; db: Database; log: Logger },
  payload: unknown,
  {
    again,
    stopped,
    isLastTry,
  }: {
    again: (spec: { runAt: Date; jobKey: string }) => Promise<unknown>;
    stopped: AbortSignal;
    isLastTry: boolean;
  },
): Promise<void> {
  const { tenant, training, name } = trainJob.parse(payload);
  if ((await asTenant(db, tenant, (tx) => trainingUnderWay(tx, tenant, training))) === null) return;
  if (isTraining) {
    await again({ runAt: new Date(Date.now() + againAfterMs), jobKey: `train/${tenant}/later` });
    return;
  }
  isTraining = true;
  try {
    await asTenant(db, tenant, (tx) => tellTraining(tx, tenant, training, { state: 'reading' }));
    const result = await inThread({ databaseUrl, tenant, name, now: Date.now() }, stopped, (share) =>
      asTenant(db, tenant, (tx) => tellTraining(tx, tenant, training, { state: 'learning', share })),
    );
    await asTenant(db, tenant, (tx) => endTraining(tx, tenant, training, result, new Date()));
    log.info({ tenant, training, state: result.training.state }, 'a training is over');
  } catch (error) {
    if (isLastTry && !stopped.aborted)
      await asTenant(db, tenant, (tx) => tellTraining(tx, tenant, training, { state: 'failed' }));
    throw error;
  } finally {
    isTraining = false;
  }
}

async function inThread(
  workerData: { databaseUrl: string; tenant: string; name: string; now: number },
  stopped: AbortSignal,
  onShare: (share: number) => Promise<void>,
): Promise<TrainingResult> {
  const thread = new Worker(join(import.meta.dirname, 'train-thread.ts'), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  const ending = AbortSignal.any([stopped, AbortSignal.timeout(trainingMaxMs)]);
  let telling = Promise.resolve();
  try {
    return await new Promise<TrainingResult>((resolve, reject) => {
      const end = () => reject(new Error('the training was ended before it was over'));
      if (ending.aborted) end();
      ending.addEventListener('abort', end, { once: true });
      thread.on('error', reject);
      thread.on('exit', end);
      thread.on('message', (news: ThreadNews) => {
        if ('result' in news) resolve(news.result);
        // One after the other, so that a share is never overtaken by an older one.
        else telling = telling.then(() => onShare(news.share)).catch(reject);
      });
    });
  } finally {
    await telling;
    await thread.terminate();
  }
}
