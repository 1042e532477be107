import { Logger as JobLogger, type Runner, type TaskList, run } from 'graphile-worker';
import type { Logger } from 'pino';
import type { JobPool } from '#db/postgres/job-pool.ts';
import { pause } from './loop.ts';

/** Only a fallback: a new job wakes us through LISTEN. */
const pollMs = 1_000;

/** After the runner has given up, such as in a long outage of PostgreSQL, it is started again this much later. */
const againAfterMs = 1_000;

/**
 * How jobs are ended, at once as they are without it. Ended one by one, a job whose end cannot be written since
 * PostgreSQL has just gone away takes the whole process with it; in batches it ends the runner, and another is begun.
 */
const endedInBatches = { completeJobBatchDelay: 0, failJobBatchDelay: 0 };

/** Runs these tasks, so many at once. The runner gives up after ten failures to look for jobs: we do not. */
export function keepRunner(
  {
    pool,
    atOnce,
    log,
    forbiddenFlags = () => [],
  }: {
    pool: JobPool;
    atOnce: number;
    log: Logger;
    /** Asked before each look for a job: one that has any of these flags is left for later. */
    forbiddenFlags?: () => string[];
  },
  taskList: TaskList,
): { stop: () => Promise<void> } {
  const stopping = Promise.withResolvers<void>();
  let isStopping = false;
  let runner: Runner | null = null;
  const done = (async () => {
    while (!isStopping) {
      try {
        runner = await run({
          pgPool: pool,
          concurrency: atOnce,
          pollInterval: pollMs,
          noHandleSignals: true,
          parsedCronItems: [],
          forbiddenFlags,
          preset: { worker: endedInBatches },
          logger: new JobLogger(
            () => (level, message) => log[level === 'warning' ? 'warn' : level]({ jobs: true }, message),
          ),
          taskList,
        });
        if (isStopping) await runner.stop();
        else await runner.promise;
      } catch (error) {
        log.error({ err: error }, 'the job runner gave up');
      }
      if (!isStopping) await pause(againAfterMs, [stopping.promise]);
    }
  })();
  return {
    /** Ends after the jobs in progress. */
    async stop() {
      isStopping = true;
      stopping.resolve();
      // Without PostgreSQL it cannot say goodbye; its jobs are given back when their locks run out.
      await runner
        ?.stop()
        .catch((error: unknown) => log.warn({ err: error }, 'the job runner did not stop cleanly'));
      await done;
    },
  };
}
