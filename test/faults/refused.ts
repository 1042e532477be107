import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Ledger } from './ledger.ts';

/** Long against the time a batch takes: without a 202 in it nothing is taken any more. */
const silenceMs = 500;
const refusedWithinMs = 30_000;

/** Resolves once nothing is acknowledged any more and the source hears 503; each with a Retry-After, or the ledger would have failed. */
export async function untilRefused(ledger: Ledger): Promise<void> {
  const deadline = performance.now() + refusedWithinMs;
  for (;;) {
    const acknowledged = ledger.acknowledged.size;
    const refused = ledger.refusals.get(503) ?? 0;
    await pause(silenceMs);
    const isRefused = (ledger.refusals.get(503) ?? 0) > refused;
    if (isRefused && ledger.acknowledged.size === acknowledged) return;
    assert.ok(performance.now() < deadline, 'what cannot be kept is refused with 503');
  }
}
