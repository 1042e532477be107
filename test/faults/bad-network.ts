import assert from 'node:assert/strict';
import { gather } from './crowd.ts';
import type { Fault } from './fault.ts';
import { keepSending } from './ledger.ts';
import { openProxy } from './proxy.ts';
import { judge } from './verdict.ts';

const cutsWanted = { short: 5, long: 500 };
const weather = { pieceBytes: 1_400, bytesPerSecond: 400_000, delayMs: 30, delayEvery: 40, cutEvery: 120 };

/** A cut takes an answer away after the work was done, a thousand times: only the ids tell that it was. */
export const badNetwork: Fault = {
  name: 'bad-network',
  what: 'connections are cut, slowed and sliced before and behind the server',
  async run(world, size) {
    const { random, stores } = world;
    const crowd = await gather(world);
    const behind = await openProxy(stores.redisUrl, weather, random.fork('behind'));
    const server = await world.start('server', { REDIS_URL: behind.url });
    const before = await openProxy(server.url, weather, random.fork('before'));
    const ledger = keepSending({ url: before.url, crowd, random, senders: 6 });
    const began = performance.now();
    while (Math.min(before.cuts(), behind.cuts()) < cutsWanted[size])
      await ledger.until(ledger.acknowledged.size + 1);
    await ledger.stop();
    const seconds = (performance.now() - began) / 1_000;
    const verdict = await judge(world, crowd, ledger.acknowledged);
    await before.close();
    await server.service.stop();
    await behind.close();
    const { duplicates } = ledger.told;
    assert.notEqual(duplicates, 0, 'answers were lost after the work was done');
    const figures = {
      cutsBefore: before.cuts(),
      cutsBehind: behind.cuts(),
      toldAgain: duplicates,
      eventsPerSecond: ledger.acknowledged.size / seconds,
    };
    return { ...verdict, recoverS: null, figures };
  },
};
