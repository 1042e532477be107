import type { Crowd } from './crowd.ts';
import type { FaultRow } from './fault.ts';
import type { Ledger } from './ledger.ts';
import { judge } from './verdict.ts';
import type { World } from './world.ts';

/** Enough events before and after each fault for a loss to show. */
const eventsAround = 500;

/** Breaks something again and again under load, measures how long until events are taken again, and judges. */
export async function survive(
  world: World,
  crowd: Crowd,
  ledger: Ledger,
  { times, kill, restore }: { times: number; kill: () => Promise<void>; restore: () => Promise<void> },
): Promise<FaultRow> {
  let worstMs = 0;
  for (let time = 0; time < times; time++) {
    await ledger.until(ledger.acknowledged.size + eventsAround);
    await kill();
    const brokenAt = performance.now();
    const [backAt] = await Promise.all([ledger.answeredAfter(brokenAt), restore()]);
    worstMs = Math.max(worstMs, backAt - brokenAt);
  }
  await ledger.until(ledger.acknowledged.size + eventsAround);
  await ledger.stop();
  return { ...(await judge(world, crowd, ledger.acknowledged)), recoverS: worstMs / 1_000 };
}
