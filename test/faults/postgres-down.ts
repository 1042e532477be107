import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { gather } from './crowd.ts';
import type { Fault } from './fault.ts';
import { keepSending } from './ledger.ts';
import { judge } from './verdict.ts';

const awayMs = { short: 3_000, long: 600_000 };
const seenWithinMs = 5_000;

/** Whether events are taken meanwhile is the server's choice; what it takes must be there afterwards. */
export const postgresDown: Fault = {
  name: 'postgres-down',
  what: 'PostgreSQL stops at once and stays away, at 1,000 events/s',
  async run(world, size) {
    const crowd = await gather(world);
    const ledger = keepSending({ ...world, crowd, eventsPerSecond: 1_000, senders: 6 });
    await ledger.until(2_000);
    const { postgres } = world.stores;
    // What `pg_ctl stop -m immediate` sends: no checkpoint, no goodbye.
    postgres.child?.process.kill('SIGQUIT');
    await postgres.child?.ended;
    const before = ledger.acknowledged.size;
    await seenAway(world.url);
    await pause(awayMs[size]);
    const acknowledgedWhileAway = ledger.acknowledged.size - before;
    const backAt = performance.now();
    const [answeredAt] = await Promise.all([ledger.answeredAfter(backAt), postgres.start()]);
    await ledger.until(ledger.acknowledged.size + 2_000);
    await ledger.stop();
    return {
      ...(await judge(world, crowd, ledger.acknowledged)),
      recoverS: (answeredAt - backAt) / 1_000,
      figures: { awayS: awayMs[size] / 1_000, acknowledgedWhileAway },
    };
  },
};

/** An operator is told which store is away. */
async function seenAway(url: string): Promise<void> {
  const deadline = performance.now() + seenWithinMs;
  for (;;) {
    const response = await fetch(`${url}/readyz`);
    const said = (await response.json()) as { postgres: boolean };
    if (response.status === 503 && !said.postgres) return;
    assert.ok(performance.now() < deadline, `PostgreSQL is away and /readyz says ${JSON.stringify(said)}`);
    await pause(50);
  }
}
