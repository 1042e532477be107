import type { Bench } from './bench.ts';
import { batches, fill, singles } from './fill.ts';
import { measureHistory, secondsUntilArchived } from './history.ts';
import { type Row, row, written } from './row.ts';
import { measureMany } from './scale.ts';
import { createSchool } from './school.ts';
import { type Compared, alone, compare, limitStream } from './compare.ts';

const usualMs = 60_000;
const quickMs = 5_000;
/** Of a figure that is not the main one. */
const shortMs = 15_000;
const usualRuns = 3;

const learnersAtFirst = 10_000;
const learnersSteps = [100_000, 1_000_000];
/** Of learners who are all new; a school has five times as many. */
const newcomers = 2_000;
/** A million events. */
const historyRequests = 10_000;

/** How many events the server keeps, beside a server that does nothing but keep them. */
export async function ingest(bench: Bench): Promise<Row[]> {
  const { stand, settings, say } = bench;
  const runs = settings.isQuick ? 1 : usualRuns;
  const forMs = (settings.forMs ?? (settings.isQuick ? quickMs : usualMs)) / runs;
  const shortRunMs = Math.min(forMs, shortMs / runs);
  const learnersMost = settings.learners ?? (settings.isQuick ? learnersAtFirst : Infinity);

  const server = await stand.start('server/main.ts');
  const limit = await stand.start('bench/limit.ts', { STREAM: limitStream });
  const sides = { server, limit, learners: learnersAtFirst };

  say(`${batches.events} events a batch`);
  const inBatches = await compare(bench, sides, { ...batches, runs, forMs });
  const rows = batchRows(`${batches.events} a batch`, inBatches);

  say('one event a request');
  const inSingles = await compare(bench, sides, { ...singles, runs, forMs: shortRunMs });
  rows.push(...singleRows('one a request', inSingles));
  say('one event a request, of learners the server has not met');
  const ofNewcomers = await alone(runs, say, async () => {
    const unknown = { server, school: await createSchool(stand, learnersAtFirst) };
    return fill(bench, unknown, newcomers, singles);
  });
  rows.push(...singleRows('one a request, new learners', { ...inSingles, ours: ofNewcomers }));

  if (settings.withWorkers) {
    say('with workers beside');
    await stand.empty(server);
    const workers = await stand.start('workers/main.ts');
    const beside = await compare(bench, sides, { ...batches, runs, forMs });
    await fill(bench, { server, school: await createSchool(stand, learnersAtFirst) }, historyRequests);
    const archivedS = await secondsUntilArchived(stand);
    await workers.stop();
    const name = `${batches.events} a batch, workers beside`;
    rows.push(...batchRows(name, beside), row(`${name}, a million events archived after`, 's', archivedS));
  }

  for (const learners of learnersSteps.filter((step) => step <= learnersMost)) {
    say(`${written(learners)} learners`);
    rows.push(...(await measureMany(bench, server, learners, { runs, forMs: shortRunMs }, inBatches)));
  }

  if (!settings.isQuick) {
    say('archiving and rebuilding');
    await stand.empty(server);
    const archived = await createSchool(stand, learnersAtFirst);
    const { accepted } = await fill(bench, { server, school: archived }, historyRequests);
    rows.push(...(await measureHistory(stand, archived, accepted)));
  }
  return rows;
}

function batchRows(name: string, compared: Compared): Row[] {
  const { ours, best } = compared;
  return [row(name, 'events/s', ours.eventsPerSecond, best.eventsPerSecond), ...costRows(name, compared)];
}

function singleRows(name: string, compared: Compared): Row[] {
  const { ours, best } = compared;
  return [
    row(name, 'requests/s', ours.requestsPerSecond, best.requestsPerSecond),
    ...costRows(name, compared),
  ];
}

/** What the senders waited for an answer while they sent as much as they could, and what was spent on it. */
function costRows(name: string, { ours, best }: Compared): Row[] {
  return [
    row(`${name}, p50`, 'ms', ours.p50Ms, best.p50Ms),
    row(`${name}, p99`, 'ms', ours.p99Ms, best.p99Ms),
    row(`${name}, server's CPU`, 'µs an event', ours.serverUs, best.serverUs),
    row(`${name}, Redis' CPU`, 'µs an event', ours.redisUs, best.redisUs),
  ];
}
