import type { Bench } from './bench.ts';
import { type Compared, alone, warmUpMs } from './compare.ts';
import { drive } from './drive.ts';
import { batches, fill } from './fill.ts';
import { measureAndForget, usedBytes } from './redis-memory.ts';
import { type Row, row, written } from './row.ts';
import { createSchool } from './school.ts';
import type { School } from './school.ts';
import type { Stand, Started } from './stand.ts';
import { writeTerm } from './term.ts';

/** What an event costs, and a learner takes, where there are many learners of whom each is heard of now and then. */
export async function measureMany(
  bench: Bench,
  server: Started,
  learners: number,
  { runs, forMs }: { runs: number; forMs: number },
  few: Compared,
): Promise<Row[]> {
  const { stand, say } = bench;
  await stand.empty(server);
  const emptyBytes = await usedBytes(stand.redisOwner);
  const school = await createSchool(stand, learners);
  const { accepted } = await fill(bench, { server, school }, learners / batches.events);
  const memory = await measureAndForget(stand.redisOwner, emptyBytes);
  const measure = () => drive(bench, server, { ...batches, ...school, until: { warmUpMs, forMs } });
  // As little in their windows as those of the few, so that nothing but their number differs.
  const many = await alone(runs, say, measure);
  say('  each with a term behind them');
  await measureAndForget(stand.redisOwner, emptyBytes);
  const inTermBytes = await memoryInTerm(stand, school, emptyBytes);
  const inTerm = await alone(runs, say, measure);
  const name = `${written(learners)} learners`;
  const times = few.ours.eventsPerSecond / many.eventsPerSecond;
  return [
    row(name, 'events/s', many.eventsPerSecond, few.best.eventsPerSecond),
    row(`${name}, server's CPU`, 'µs an event', many.serverUs, few.best.serverUs),
    row(`${name}, Redis' CPU`, 'µs an event', many.redisUs, few.best.redisUs),
    row(`${name}, cost of an event`, 'times that of few', times),
    row(`${name}, a term behind them`, 'events/s', inTerm.eventsPerSecond, few.best.eventsPerSecond),
    row(`${name}, memory after their first event`, 'bytes a learner', memory.rest / learners),
    row(`${name}, memory after a term`, 'bytes a learner', inTermBytes / learners),
    row(`${name}, ids remembered`, 'bytes an event', memory.ids / accepted),
    row(`${name}, log to archive`, 'bytes an event', memory.log / accepted),
  ];
}

/** What all of them take once each has twelve weeks behind them. */
async function memoryInTerm(stand: Stand, school: School, emptyBytes: number): Promise<number> {
  await writeTerm(stand, school);
  return (await usedBytes(stand.redisOwner)) - emptyBytes;
}
