import { serve } from '@hono/node-server';
import { pino } from 'pino';
import { loggable } from '#db/loggable.ts';
import { isPostgresUp, openPostgres } from '#db/postgres/connect.ts';
import { migrate } from '#db/postgres/migrate.ts';
import { openListener, openRedis, untilReady } from '#db/redis/connect.ts';
import { isRedisUp } from '#db/redis/health.ts';
import { BadSetting } from '#db/settings.ts';
import { type AsideEvent, archiveLog } from './archive.ts';
import { assessDue } from './assess.ts';
import { openChannels } from './channels/channels.ts';
import { type Config, readConfig } from './config.ts';
import { watchDueShards } from './due-shards.ts';
import { sendDigests } from './digest.ts';
import { countDriftVerdicts } from './drift-verdicts.ts';
import { keepDrifts } from './drift.ts';
import { followUp } from './follow-up.ts';
import { createHealth } from './health.ts';
import { runJobs } from './jobs.ts';
import { runLoop } from './loop.ts';
import { openMail } from './mail.ts';
import { expectShortLives } from './memory.ts';
import { prune } from './prune.ts';
import { Recorder } from './record.ts';
import { Rules } from './rules.ts';
import { keepUsuals } from './usual.ts';
import { tellCounts, watchCountedShards } from './tell-counts.ts';
import { watchSources } from './watch-sources.ts';
import { scoreWeeks } from './weeks.ts';

/** An event wakes a worker at once; an idle one looks this often whether it is time to look at everybody. */
const assessEveryMs = 250;
const archiveEveryMs = 500;
const pruneEveryMs = 3_600_000;
/** Each cohort in its turn every ten minutes; a new one is seen within the first. */
const usualEveryMs = 60_000;
/** Once a day is enough; a cohort that is new today waits this long at most. */
const driftEveryMs = 600_000;
/** A week may be seen as scored some minutes after it is over for an hour. */
const weeksEveryMs = 300_000;
/** Outcomes are known an hour after a day or more; nobody waits for them. */
const followUpEveryMs = 60_000;
/** How late a digest may come; one that was sent and could not be noted is sent again after this. */
const digestEveryMs = 30_000;
/** A source is down after ten minutes at the earliest; that it is back should be on the screen soon. */
const watchEveryMs = 15_000;
/** Feeds keep what was announced for longer than this by far. */
const recordEveryMs = 1_000;
const readyWithinMs = 30_000;

try {
  await work(readConfig(process.env));
} catch (error) {
  if (!(error instanceof BadSetting)) throw error;
  console.error(error.message);
  // Connections that were opened would keep the process, which nobody would start again.
  process.exit(2);
}

async function work(config: Config): Promise<void> {
  expectShortLives();
  const log = pino({
    level: config.logLevel,
    base: { process: 'workers' },
    serializers: { err: loggable },
  });
  await migrate(config.databaseUrl);
  const postgres = await openPostgres(config.databaseUrl);
  const redis = openRedis(config.redisUrl);
  // A line of its own: a step of the others that waits in Redis must not keep the log from being emptied.
  const logRedis = openRedis(config.redisUrl);
  const listener = openListener(config.redisUrl);
  await Promise.all([redis, logRedis, listener].map((one) => untilReady(one, readyWithinMs)));
  const { db } = postgres;
  const due = await watchDueShards(listener);
  const counted = await watchCountedShards(listener);

  const health = createHealth({ postgres: () => isPostgresUp(postgres.pool), redis: () => isRedisUp(redis) });
  const rules = new Rules(db, (told) =>
    log.error(told, 'a model in use cannot be opened, the product tells'),
  );
  const assessing = runLoop(
    'assess',
    health.counted('assess', () => assessDue(db, redis, rules, due.next())),
    assessEveryMs,
    log,
    due.onWake,
  );
  const telling = runLoop(
    'tell counts',
    health.counted('counts', async () => tellCounts(redis, rules, await counted.next())),
    assessEveryMs,
    log,
    counted.onWake,
  );
  const onAside = (event: AsideEvent) => {
    log.error(event, 'an event cannot be stored and was put aside');
    health.countAside();
  };
  const archive = health.counted('archive', () => archiveLog(db, logRedis, onAside));
  const archiving = runLoop(
    'archive',
    // It goes on by itself while there is much; the little that came meanwhile is stored with what comes in the pause.
    async () => {
      await archive();
      return 0;
    },
    archiveEveryMs,
    log,
  );
  const pruning = runLoop(
    'prune',
    health.counted('prune', () => prune(db, Date.now())),
    pruneEveryMs,
    log,
  );
  const keepingUsuals = runLoop(
    'usual',
    health.counted('usual', () => keepUsuals(db, redis, Date.now())),
    usualEveryMs,
    log,
  );
  const keepingDrifts = runLoop(
    'drift',
    health.counted('drift', async () => {
      const counted = await keepDrifts(db, redis, rules, Date.now());
      if (counted === 0) health.tellDrifts(await countDriftVerdicts(db, new Date()));
      return counted;
    }),
    driftEveryMs,
    log,
  );
  const scoringWeeks = runLoop(
    'weeks',
    health.counted('weeks', () => scoreWeeks(db, Date.now())),
    weeksEveryMs,
    log,
  );
  const followingUp = runLoop(
    'follow up',
    health.counted('follow_up', () => followUp(db, log, Date.now())),
    followUpEveryMs,
    log,
  );
  const mail = config.mail === null ? null : openMail(config.mail);
  const mailer = mail && { send: mail.send, origin: config.origin, refused: new Map() };
  const digesting =
    mailer &&
    runLoop(
      'digest',
      async () => {
        await sendDigests(db, mailer, log, Date.now());
        return 0;
      },
      digestEveryMs,
      log,
    );
  const watching = runLoop(
    'watch',
    health.counted('watch', () => watchSources(db, redis, Date.now())),
    watchEveryMs,
    log,
  );
  const recorder = new Recorder(db, redis);
  const recording = runLoop(
    'record',
    health.counted('record', async () => {
      // A minute is closed now and then; between, there is nothing to hurry for.
      await recorder.record(Date.now());
      return 0;
    }),
    recordEveryMs,
    log,
  );
  const channels = await openChannels(db, {
    ...config,
    mail: mail && config.mail && { send: mail.send, from: config.mail.from },
  });
  const jobs = runJobs(config.databaseUrl, db, redis, log, channels);
  const server =
    config.port === undefined
      ? null
      : serve({ fetch: health.app.fetch, port: config.port, hostname: config.host });
  log.info({ port: config.port, mail: mail !== null }, 'working');

  let isStopping = false;
  async function stop(why: string): Promise<void> {
    if (isStopping) return;
    isStopping = true;
    log.info({ why }, 'stopping');
    server?.close();
    await jobs.stop();
    const loops = [
      assessing,
      telling,
      archiving,
      pruning,
      keepingUsuals,
      keepingDrifts,
      scoringWeeks,
      followingUp,
      watching,
      recording,
      ...(digesting ? [digesting] : []),
    ];
    await Promise.all(loops.map((loop) => loop.stop()));
    channels.close();
    mail?.close();
    listener.disconnect();
    redis.disconnect();
    logRedis.disconnect();
    await postgres.close();
    log.info('stopped');
    process.exit(0);
  }
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
  // Started by a parent that is gone: nobody is left to stop us later.
  process.on('disconnect', () => void stop('parent gone'));
}
