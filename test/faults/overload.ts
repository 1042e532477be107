import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { type Crowd, gather } from './crowd.ts';
import type { Fault } from './fault.ts';
import { type Promised, keepSending } from './ledger.ts';
import { percentile } from './percentile.ts';
import { judge } from './verdict.ts';
import type { World } from './world.ts';

const phaseMs = { short: 1_500, long: 30_000 };
const batch = 100;
/** As many as keep it busy. */
const usualSenders = 4;
/** Three times the rows that may wait of one source, all of them at once, and again as soon as they are refused. */
const tooManySenders = 300;
/** Short of the five seconds after which the source thinks that nobody is there; it shares the machine with all it asks. */
const p99MaxMs = 4_000;

interface Phase {
  promised: Map<string, Promised>;
  perSecond: number;
  p99Ms: number;
  refused: number;
  firstMs: number;
}

/** What is taken is answered in time; the rest is told when to come again, which the ledger insists on. */
export const overload: Fault = {
  name: 'overload',
  what: 'three times as much arrives at once as may wait',
  async run(world, size) {
    // Many, so that none meets the limit of a single learner.
    const crowd = await gather(world, { learners: 5_000 });
    const warm = await flatOut(world, crowd, usualSenders, 500);
    const before = await flatOut(world, crowd, usualSenders, phaseMs[size]);
    const during = await flatOut(world, crowd, tooManySenders, phaseMs[size]);
    const after = await flatOut(world, crowd, usualSenders, phaseMs[size]);
    assert.notEqual(during.refused, 0, 'what it cannot keep is refused');
    assert.ok(during.p99Ms < p99MaxMs, `the p99 of what was accepted is ${during.p99Ms} ms`);
    assert.ok(
      after.perSecond > before.perSecond / 2,
      `${before.perSecond} events/s before and ${after.perSecond} after`,
    );
    const promised = new Map([warm, before, during, after].flatMap((phase) => [...phase.promised]));
    return {
      ...(await judge(world, crowd, promised)),
      recoverS: after.firstMs / 1_000,
      figures: {
        eventsPerSecond: before.perSecond,
        p99Ms: before.p99Ms,
        overloadedPerSecond: during.perSecond,
        overloadedP99Ms: during.p99Ms,
        overloadedRefusals: during.refused,
      },
    };
  },
};

async function flatOut(world: World, crowd: Crowd, senders: number, ms: number): Promise<Phase> {
  const began = performance.now();
  const ledger = keepSending({ ...world, crowd, senders, batch });
  const firstMs = (await ledger.answeredAfter(began)) - began;
  await pause(ms);
  const perSecond = (ledger.acknowledged.size / (performance.now() - began)) * 1_000;
  await ledger.stop();
  assert.equal(ledger.refusals.get('no answer') ?? 0, 0, 'every batch is answered');
  const refused = [...ledger.refusals.values()].reduce((sum, times) => sum + times, 0);
  return { promised: ledger.acknowledged, perSecond, p99Ms: percentile(ledger.tookMs, 99), refused, firstMs };
}
