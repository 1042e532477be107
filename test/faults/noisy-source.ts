import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { gather } from './crowd.ts';
import type { Fault } from './fault.ts';
import { keepSending } from './ledger.ts';
import { percentile } from './percentile.ts';
import { judge } from './verdict.ts';

const measuredMs = { short: 2_000, long: 60_000 };
const noisyPerSecond = 500;
/** Batches of a tenth of a second, each sent again every 50 ms while it is refused: ten times what the source may send. */
const noisy = { senders: 5, batch: 50 };
/** Noise of a busy machine beside what it took in peace. */
const slowerByMaxMs = 250;

export const noisySource: Fault = {
  name: 'noisy-source',
  what: 'a source at ten times its rate is beside a quiet one',
  async run(world, size) {
    const crowd = await gather(world);
    const loud = await gather(world, { eventsPerSecond: noisyPerSecond });
    const quiet = keepSending({ ...world, crowd, batch: 10, eventsPerSecond: 200 });
    await quiet.until(200);
    const from = quiet.tookMs.length;
    await pause(measuredMs[size]);
    const until = quiet.tookMs.length;
    const noise = keepSending({ ...world, crowd: loud, ...noisy });
    // What it saved up beforehand it may send at once: the noise begins with the first refusal.
    while (!noise.refusals.has(429)) await noise.until(noise.acknowledged.size + 1);
    const noisyFrom = quiet.tookMs.length;
    const refusedBefore = noise.refusals.get(429) ?? 0;
    await pause(measuredMs[size]);
    const refused = (noise.refusals.get(429) ?? 0) - refusedBefore;
    const p99Ms = percentile(quiet.tookMs.slice(from, until), 99);
    const noisyP99Ms = percentile(quiet.tookMs.slice(noisyFrom), 99);
    await Promise.all([quiet.stop(), noise.stop()]);
    assert.ok(
      noisyP99Ms < p99Ms + slowerByMaxMs,
      `p99 of the quiet source ${p99Ms} ms, beside the noise ${noisyP99Ms}`,
    );
    const verdicts = [
      await judge(world, crowd, quiet.acknowledged),
      await judge(world, loud, noise.acknowledged),
    ];
    const sum = (of: 'acknowledged' | 'counted' | 'lost' | 'doubled') =>
      verdicts.reduce((total, verdict) => total + verdict[of], 0);
    return {
      acknowledged: sum('acknowledged'),
      counted: sum('counted'),
      lost: sum('lost'),
      doubled: sum('doubled'),
      recoverS: null,
      figures: {
        p99Ms,
        noisyP99Ms,
        refusedPerSecond: (refused * noisy.batch) / (measuredMs[size] / 1_000),
      },
    };
  },
};
