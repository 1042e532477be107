import assert from 'node:assert/strict';
import { gather } from './crowd.ts';
import type { Fault } from './fault.ts';
import { keepSending } from './ledger.ts';
import { judge } from './verdict.ts';

const events = { short: 5_000, long: 200_000 };

export const sentThrice: Fault = {
  name: 'sent-thrice',
  what: 'every batch comes three times, shuffled',
  async run(world, size) {
    const crowd = await gather(world);
    const ledger = keepSending({ ...world, crowd, copies: 3, senders: 6 });
    await ledger.until(events[size]);
    await ledger.stop();
    const { accepted, duplicates } = ledger.told;
    const sent = ledger.acknowledged.size;
    assert.deepEqual(
      { accepted, duplicates },
      { accepted: sent, duplicates: 2 * sent },
      'what the answers said',
    );
    return { ...(await judge(world, crowd, ledger.acknowledged)), recoverS: null };
  },
};
