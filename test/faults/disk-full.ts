import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Service } from '#bin/service.ts';
import { gather } from './crowd.ts';
import { type Fault, NotPossible } from './fault.ts';
import { keepSending } from './ledger.ts';
import { untilRefused } from './refused.ts';
import { judge } from './verdict.ts';

const run = promisify(execFile);
const roomBytes = 64 * 1024;
const times = { short: 1, long: 10 };

/**
 * A limit on the size of its files stands for a disk that is full: the log cannot grow and its last transaction is torn,
 * as by a loss of power. Redis ends rather than acknowledge what it could not write, and ends again while there is no
 * room. It starts several times on what was torn, since the first start may only hide what the second brings to light.
 */
export const diskFull: Fault = {
  name: 'disk-full',
  what: 'Redis cannot write its log: the disk is full',
  async run(world, size) {
    const { redis } = world.stores;
    const crowd = await gather(world);
    const ledger = keepSending({ ...world, crowd });
    await ledger.until(500);
    for (let time = 0; time < times[size]; time++) {
      await fill(redis);
      await redis.child?.ended;
      await untilRefused(ledger);
      const acknowledged = ledger.acknowledged.size;
      await redis.start();
      await ledger.until(acknowledged + 1);
    }
    await fill(redis);
    await redis.child?.ended;
    const roomAt = performance.now();
    const [backAt] = await Promise.all([ledger.answeredAfter(roomAt), redis.start()]);
    await ledger.until(ledger.acknowledged.size + 500);
    await ledger.stop();
    return {
      ...(await judge(world, crowd, ledger.acknowledged)),
      recoverS: (backAt - roomAt) / 1_000,
      figures: { timesFull: times[size] + 1, refusedWith503: ledger.refusals.get(503) ?? 0 },
    };
  },
};

/** Lets the files of Redis grow by a little more and then not. The limit ends with the process. */
async function fill(redis: Service): Promise<void> {
  const pid = redis.child?.mark.pid ?? 0;
  const log = `/proc/${pid}/cwd/appendonlydir`;
  const sizes = await Promise.all(
    (await readdir(log)).map(async (name) => (await stat(join(log, name))).size),
  );
  try {
    await run('prlimit', ['--pid', String(pid), `--fsize=${Math.max(...sizes) + roomBytes}:`]);
  } catch (error) {
    throw new NotPossible(`prlimit (util-linux) is needed to fill a disk: ${String(error)}`);
  }
}
