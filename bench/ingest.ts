import type { Bench } from './bench.ts';
import { drive } from './drive.ts';
import { measureHistory } from './history.ts';
import { measureAndForget, usedBytes } from './redis-memory.ts';
import { type Row, row, written } from './row.ts';
import { type School, createSchool } from './school.ts';
import { type Figures, latencyRows, limitStream, sideBySide } from './side-by-side.ts';
import type { Stand, Started } from './stand.ts';

/** Enough that the server always has a batch to do. More would only queue, and be counted as latency. */
const batches = { connections: 16, events: 100 };
/** A single event is over so soon that it takes more of them. */
const singles = { connections: 64, events: 1 };

const usualMs = 60_000;
const quickMs = 5_000;
/** Of a figure that is not the main one. */
const shortMs = 15_000;
const usualRuns = 3;

const learnersAtFirst = 10_000;
const learnersSteps = [100_000, 1_000_000];
/** A log long enough that archiving it takes seconds. */
const historyRequests = 3_000;

/** How many events the server keeps, beside a server that does nothing but keep them. */
export async function ingest(bench: Bench): Promise<Row[]> {
  const { stand, settings, say } = bench;
  const runs = settings.isQuick ? 1 : usualRuns;
  const forMs = (settings.forMs ?? (settings.isQuick ? quickMs : usualMs)) / runs;
  const shortRunMs = Math.min(forMs, shortMs / runs);
  const learnersMost = settings.learners ?? (settings.isQuick ? learnersAtFirst : Infinity);

  const school = await createSchool(stand, learnersAtFirst);
  const server = await stand.start('server/main.ts');
  const limit = await stand.start('bench/limit.ts', { STREAM: limitStream });
  const sides = { server, limit, school };

  say(`${batches.events} events a batch`);
  const inBatches = await sideBySide(bench, sides, { ...batches, runs, forMs });
  const rows = eventRows(`${batches.events} a batch`, inBatches);

  say('one event a request');
  const alone = await sideBySide(bench, sides, { ...singles, runs, forMs: shortRunMs });
  rows.push(
    row('one a request', 'requests/s', alone.ours.requestsPerSecond, alone.best?.requestsPerSecond),
    ...latencyRows('one a request', alone),
  );

  if (settings.withWorkers) {
    say('with workers beside');
    await empty(stand, server);
    const workers = await stand.start('workers/main.ts');
    const beside = await sideBySide(bench, sides, { ...batches, runs, forMs });
    await workers.stop();
    rows.push(...eventRows(`${batches.events} a batch, with workers`, beside));
  }

  for (const learners of learnersSteps.filter((step) => step <= learnersMost)) {
    say(`${written(learners)} learners`);
    await empty(stand, server);
    const emptyBytes = await usedBytes(stand.redisOwner);
    const larger = { server, limit: null, school: await createSchool(stand, learners) };
    const accepted = await fill(bench, larger, learners / batches.events);
    const memory = await measureAndForget(stand.redisOwner, emptyBytes);
    const { ours } = await sideBySide(bench, larger, { ...batches, runs, forMs: shortRunMs });
    rows.push(
      row(`${written(learners)} learners`, 'events/s', ours.eventsPerSecond, inBatches.best?.eventsPerSecond),
      row(
        `${written(learners)} learners, cost of an event against ${written(learnersAtFirst)}`,
        'times',
        inBatches.ours.eventsPerSecond / ours.eventsPerSecond,
      ),
      row(`${written(learners)} learners, memory of Redis`, 'bytes a learner', memory.rest / learners),
      row(`${written(learners)} learners, ids remembered`, 'bytes an event', memory.ids / accepted),
      row(`${written(learners)} learners, log not archived`, 'bytes an event', memory.log / accepted),
    );
  }

  if (!settings.isQuick) {
    say('archiving and rebuilding');
    await empty(stand, server);
    const archived = { server, limit: null, school: await createSchool(stand, learnersAtFirst) };
    const accepted = await fill(bench, archived, historyRequests);
    rows.push(...(await measureHistory(stand, archived.school, accepted)));
  }
  return rows;
}

function eventRows(name: string, figures: { ours: Figures; best: Figures | null }): Row[] {
  const { ours, best } = figures;
  return [row(name, 'events/s', ours.eventsPerSecond, best?.eventsPerSecond), ...latencyRows(name, figures)];
}

/** Sends so many batches, and says how many events the server kept. */
async function fill(
  { signal }: Bench,
  { server, school }: { server: Started; school: School },
  requests: number,
): Promise<number> {
  const load = { ...batches, ...school, port: server.port, until: { requests } };
  return (await drive(load, signal)).accepted;
}

/** Empties Redis, which does not answer meanwhile, and waits until the server has seen it again. */
async function empty(stand: Stand, server: Started): Promise<void> {
  await stand.redisOwner.flushall();
  await server.ready();
}
