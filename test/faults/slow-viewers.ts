import assert from 'node:assert/strict';
import type { View } from '#engagement/live.ts';
import type { StepListener } from '#engagement/topic-copy.ts';
import { type Audience, seat } from './audience.ts';
import { type Crowd, gather } from './crowd.ts';
import type { Fault } from './fault.ts';
import { keepSending } from './ledger.ts';
import { percentile } from './percentile.ts';
import { openProxy } from './proxy.ts';
import { framesSkipped, residentMb } from './server-state.ts';
import { judge, withRedis } from './verdict.ts';
import type { World } from './world.ts';

const sizes = { short: { viewers: 60, events: 1_200 }, long: { viewers: 400, events: 24_000 } };
const eventsPerSecond = 400;
const slowEvery = 20;
const never = Number.POSITIVE_INFINITY;
const slowLine = { pieceBytes: 250, bytesPerSecond: 1_000, delayMs: 0, delayEvery: never, cutEvery: never };
/** What a heap may grow by before it is collected, and what the system keeps for sockets is not in it. */
const growthMaxMb = 150;
/** Of the others' p99 beside the same run without slow ones; below the second, chance says more than they do. */
const slowerMax = 2;
const unremarkableMs = 2_000;

/** A system keeps megabytes for a reader: what is sent to one that reads a kilobyte a second arrives in an hour, unless it is left out. */
export const slowViewers: Fault = {
  name: 'slow-viewers',
  what: 'one page in twenty reads a kilobyte a second',
  run: (world, size) =>
    withRedis(world, async (redis) => {
      const { viewers, events } = sizes[size];
      const crowd = await gather(world, { learners: 400 });
      const line = await openProxy(world.url, slowLine, world.random.fork('slow'));
      const alone = await watched(world, crowd, { viewers, events, url: () => world.url });
      alone.audience.stop();
      const url = (viewer: number) => (viewer % slowEvery === 0 ? line.url : world.url);
      const skippedBefore = await framesSkipped(world.url);
      const beside = await watched(world, crowd, { viewers, events, url });
      const skipped = (await framesSkipped(world.url)) - skippedBefore;
      // They read again as others do.
      line.clear();
      const promised = new Map([...alone.ledger.acknowledged, ...beside.ledger.acknowledged]);
      const verdict = await judge(world, crowd, promised);
      const settled = await beside.audience.settled(redis);
      beside.audience.stop();
      await line.close();
      assert.deepEqual(settled, { converged: viewers, wrongCells: 0 }, 'all pages show what the stores say');
      assert.ok(beside.growthMb < growthMaxMb, `the server grew by ${beside.growthMb} MB`);
      const p99MaxMs = Math.max(unremarkableMs, slowerMax * alone.p99Ms);
      assert.ok(beside.p99Ms < p99MaxMs, `p99 ${beside.p99Ms} ms, without slow ones ${alone.p99Ms} ms`);
      const figures = {
        viewers,
        slow: viewers / slowEvery,
        ...settled,
        p99Ms: beside.p99Ms,
        p99AloneMs: alone.p99Ms,
        growthMb: beside.growthMb,
        skipped,
      };
      return { ...verdict, recoverS: null, figures };
    }),
};

interface Watched {
  audience: Audience;
  ledger: ReturnType<typeof keepSending>;
  /** From an event's acceptance to those who read as fast as they are told. */
  p99Ms: number;
  growthMb: number;
}

async function watched(
  world: World,
  crowd: Crowd,
  { viewers, events, url }: { viewers: number; events: number; url: (viewer: number) => string },
): Promise<Watched> {
  const tookMs: number[] = [];
  const time: StepListener = (_view: View, _before, change) => {
    if (change?.of !== 'cohort') return;
    for (const { acceptedAt } of change.rows) if (acceptedAt !== null) tookMs.push(Date.now() - acceptedAt);
  };
  const fast = (viewer: number): StepListener => (viewer % slowEvery === 1 ? time : () => undefined);
  const audience = await seat(world, crowd, { viewers, url, onStep: fast });
  const before = await residentMb(world.server);
  const ledger = keepSending({ ...world, crowd, eventsPerSecond, batch: 20, senders: 2 });
  await ledger.until(events);
  await ledger.stop();
  const growthMb = Math.max(0, (await residentMb(world.server)) - before);
  return { audience, ledger, p99Ms: percentile(tookMs, 99), growthMb };
}
