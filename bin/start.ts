import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '#db/postgres/migrate.ts';
import { openRedis, untilReady } from '#db/redis/connect.ts';
import { areOldWindows } from '#db/redis/windows.ts';
import { BadSetting } from '#db/settings.ts';
import { type Config, readConfig } from '#server/config.ts';
import { buildPageIfStale } from './build.ts';
import { demoFile, demoKeys, fillDemo, keysWork, writeDemo } from './demo.ts';
import { firstFreePort } from './free-port.ts';
import { keepRunning } from './keep-running.ts';
import { nodeService, runNode } from './node-program.ts';
import { progressOn } from './progress.ts';
import { type Run, claimRun } from './run.ts';
import type { Service } from './service.ts';
import { type Stores, startStores } from './stores.ts';

// `npm start`: stores, tables, a demo, the page, server, workers and a class that plays, until Ctrl-C.

interface Stoppable {
  stop: (how?: { inHaste?: boolean }) => Promise<void>;
}

const folder = join(import.meta.dirname, '../.holdfast');
const redisWithinMs = 5_000;
const answerWithinMs = 1_000;

const { step, say, complain } = progressOn(process.stdout, process.stderr);
// Whoever read what we print may be gone; that is no reason to fall.
process.stdout.on('error', () => {});

/** Aborted when somebody wants us to stop, or when we cannot go on. */
const stopping = new AbortController();
/** What there is to stop, in the order of its start. */
const opened: Stoppable[] = [];
/** Those of them that are no stores. */
const services: Service[] = [];
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);

process.exit(
  await main().catch((error: unknown) => {
    complain(error);
    return 1;
  }),
);

async function main(): Promise<number> {
  const config = configOf(process.env);
  if (config instanceof BadSetting) {
    complain(config);
    return 2;
  }
  await mkdir(folder, { recursive: true });
  const run = await claimRun(folder, say);
  if (!('record' in run)) {
    complain(`Another npm start runs in this folder${run.url === null ? '' : `: ${run.url}`}`);
    return 1;
  }
  let code = 0;
  const rising = rise(run, config).catch((error: unknown) => {
    if (stopping.signal.aborted) return; // interrupted, so it had to fail
    complain(error);
    code = 1;
    stopping.abort();
  });
  await aborted();
  run.answer.isStopping = true;
  await step('stopping', closeAll, () => 'stopped');
  // What was only about to open when all else was closed.
  await rising;
  await closeAll();
  await run.end();
  return code;
}

/** The order of the work. What does not need each other goes on at the same time. */
async function rise(run: Run, { host, port: wantedPort }: Config): Promise<void> {
  const keys = await demoKeys(folder);
  const [stores, port] = await Promise.all([
    openStores(run).then(async (stores) => {
      if (keys === null) await fill(stores);
      else await rebuildIfOld(stores);
      return stores;
    }),
    firstFreePort(wantedPort, host, say),
    step(
      'building the page',
      () => buildPageIfStale(stopping.signal),
      (isNew) => (isNew ? 'built the page' : 'the page is up to date'),
    ),
  ]);
  const url = `http://${reachableAs(host)}:${port}`;
  const env = environmentFor(stores, { PORT: String(port), HOLDFAST_DEMO: 'true' });
  const program = (name: string, script: string) => ({
    name,
    script,
    env,
    logFile: join(folder, `logs/${name}.log`),
  });
  const open = opener(run, stores);

  const server = nodeService(program('server', 'server/main.ts'), () => isReady(url));
  const workers = nodeService(program('workers', 'workers/main.ts'), isSpawned);
  await step('starting server and workers', () => Promise.all([open(server), open(workers)]));
  if (keys !== null && !(await keysWork(url, keys))) await fill(stores);
  await writeDemo(folder, url);
  const play = { ...program('play', 'bin/play.ts'), args: ['--demo', demoFile(folder), '--state', 'none'] };
  await open(nodeService(play, isSpawned));

  run.answer.url = url;
  say(`Open ${url} and continue as manager, mentor or learner.`);
  say(`Keys for programs are in .holdfast/demo.json, logs in .holdfast/logs. Ctrl-C stops everything.`);
  console.log(`ready ${url}`);
}

async function openStores(run: Run): Promise<Stores> {
  const given = { databaseUrl: process.env['DATABASE_URL'], redisUrl: process.env['REDIS_URL'] };
  const starting = startStores(folder, { ...given, say, signal: stopping.signal });
  // A start that fails has stopped what it started.
  opened.push({ stop: async (how) => (await starting.catch(() => null))?.stop(how) });
  const ours = [given.databaseUrl ? [] : 'PostgreSQL', given.redisUrl ? [] : 'Redis'].flat();
  const stores = await (ours.length === 0
    ? starting
    : step(`starting ${ours.join(' and ')}`, () => starting));
  const record = () => run.record(stores, services);
  record();
  for (const service of [stores.postgres, stores.redis]) {
    if (service) void keepRunning(service, { say, onStart: record });
  }
  await step('bringing the database up to date', () =>
    Promise.race([migrate(stores.databaseUrl), aborted()]),
  );
  stopping.signal.throwIfAborted();
  return stores;
}

/** What starts a service, and again whenever it ends. */
function opener(run: Run, stores: Stores): (service: Service) => Promise<void> {
  const record = () => run.record(stores, services);
  return async (service) => {
    stopping.signal.throwIfAborted();
    opened.push(service);
    services.push(service);
    await service.start();
    record();
    void keepRunning(service, { say, onStart: record });
  };
}

/** After an update that counts in another way. Nothing is running yet that a rebuild could disturb. */
async function rebuildIfOld(stores: Stores): Promise<void> {
  const redis = openRedis(stores.redisUrl);
  try {
    await untilReady(redis, redisWithinMs);
    if (!(await areOldWindows(redis))) return;
  } finally {
    redis.disconnect();
  }
  const program = { name: 'rebuild', script: 'bin/rebuild.ts', args: [], env: environmentFor(stores, {}) };
  const logFile = join(folder, 'logs/rebuild.log');
  await step('counting the history anew, as this version does', () =>
    runNode({ ...program, logFile }, stopping.signal),
  );
}

async function fill(stores: Stores): Promise<void> {
  await step('filling the demo', () => fillDemo(folder, environmentFor(stores, {}), stopping.signal));
}

/** A second signal is from somebody who does not want to wait. */
function stop(): void {
  if (stopping.signal.aborted) for (const one of opened) void one.stop({ inHaste: true });
  stopping.abort();
}

async function closeAll(): Promise<void> {
  for (const one of opened.toReversed()) await one.stop();
}

function aborted(): Promise<void> {
  const { signal } = stopping;
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Refuses what server and workers would refuse, before anything is started. */
function configOf(environment: NodeJS.ProcessEnv): Config | BadSetting {
  try {
    const later = { DATABASE_URL: 'postgres://later', REDIS_URL: 'redis://later' };
    const given = Object.entries(environment).filter(([, value]) => value !== '');
    return readConfig({ ...later, ...Object.fromEntries(given) });
  } catch (error) {
    if (error instanceof BadSetting) return error;
    throw error;
  }
}

function environmentFor({ databaseUrl, redisUrl }: Stores, ours: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, ...ours };
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`, { signal: AbortSignal.timeout(answerWithinMs) }).then(
    (answer) => answer.ok,
    () => false,
  );
}

async function isSpawned(): Promise<boolean> {
  return true;
}

/** A server that listens everywhere is reached from here like any other. */
function reachableAs(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
