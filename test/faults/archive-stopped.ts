import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import { gather } from './crowd.ts';
import type { Fault } from './fault.ts';
import { type Promised, keepSending } from './ledger.ts';
import { judge, untilArchived, withRedis } from './verdict.ts';
import type { World } from './world.ts';

const rounds = { short: 1, long: 10 };
const triesMax = 500;
/** What was on its way between the worker and PostgreSQL has arrived by then. */
const settledMs = 30;

/** One that sleeps within a transaction keeps what it has locked, and others need the same rows of the history. */
export const archiveStopped: Fault = {
  name: 'archive-stopped',
  what: 'a worker falls asleep in the middle of archiving, and another takes over',
  async run(world, size) {
    const crowd = await gather(world);
    const promised = new Map<string, Promised>();
    let worstMs = 0;
    for (let round = 0; round < rounds[size]; round++) {
      const ledger = keepSending({ ...world, crowd, batch: 50 });
      await stopInTransaction(world);
      await ledger.stop();
      for (const [id, one] of ledger.acknowledged) promised.set(id, one);
      const stoppedAt = performance.now();
      const other = await world.start('workers');
      await withRedis(world, untilArchived);
      worstMs = Math.max(worstMs, performance.now() - stoppedAt);
      world.workers.child?.process.kill('SIGCONT');
      await other.service.stop();
    }
    return { ...(await judge(world, crowd, promised)), recoverS: worstMs / 1_000 };
  },
};

/** Stops the worker again and again until it was in the middle of a transaction that writes history. */
async function stopInTransaction({ stores, workers, random }: World): Promise<void> {
  // As the owner: to others PostgreSQL does not say what a session is doing.
  const owner = postgres(stores.databaseUrl, { max: 1, onnotice: () => {} });
  for (let tries = 0, asleep = 0; asleep === 0; tries++) {
    assert.ok(tries < triesMax, `in ${triesMax} tries the worker was never in the middle of archiving`);
    workers.child?.process.kill('SIGCONT');
    await pause(random.between(1, 30));
    workers.child?.process.kill('SIGSTOP');
    await pause(settledMs);
    const [row] = await owner<{ asleep: number }[]>`
      select count(*)::int as asleep from pg_stat_activity a join pg_locks l using (pid)
      where a.state = 'idle in transaction' and l.relation = 'events'::regclass and l.mode = 'RowExclusiveLock'`;
    asleep = row?.asleep ?? 0;
  }
  await owner.end();
}
