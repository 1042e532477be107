import assert from 'node:assert/strict';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import type { IngestAnswer } from '#server/ingest.ts';
import { anyBody } from '../any-body.ts';
import { type Crowd, gather } from './crowd.ts';
import type { Fault } from './fault.ts';
import { keepSending } from './ledger.ts';
import { percentile } from './percentile.ts';
import { residentMb } from './server-state.ts';
import { judge } from './verdict.ts';

const bodiesTried = { short: 200, long: 30_000 };
const bombsThrown = { short: 2, long: 200 };
/** What its heap may grow by before it is collected; one bomb that unfolds is several times as much. */
const growthMaxMb = 200;
const mebibyte = 1024 * 1024;

/** None of it may end the server, be answered with a fault of ours, or be felt by an honest source. */
export const hostileBodies: Fault = {
  name: 'hostile-bodies',
  what: 'bodies are random, endless, nested or unfold into a gigabyte',
  async run(world, size) {
    const [honest, hostile] = [await gather(world), await gather(world, { enrolsUnknown: true })];
    const ledger = keepSending({ ...world, crowd: honest, eventsPerSecond: 500 });
    await ledger.until(500);
    await throwBombs(world.url, hostile, 1);
    const before = await residentMb(world.server);

    // The seed is the run's: what failed can be repeated.
    const seed = Math.floor(world.random.fork('bodies').uniform() * 2 ** 31);
    await fc.assert(
      fc.asyncProperty(anyBody, async (body) => {
        const { status, text } = await post(world.url, hostile, body);
        assert.ok([202, 400, 413, 503].includes(status), `answered ${status}: ${text}`);
      }),
      { numRuns: bodiesTried[size], seed },
    );
    await throwBombs(world.url, hostile, bombsThrown[size]);
    await assertUnpolluted(world.url, hostile);
    const growthMb = (await residentMb(world.server)) - before;
    assert.ok(growthMb < growthMaxMb, `the server grew by ${growthMb} MB`);
    await ledger.stop();
    return {
      ...(await judge(world, honest, ledger.acknowledged)),
      recoverS: null,
      figures: { bodies: bodiesTried[size], growthMb, p99Ms: percentile(ledger.tookMs, 99) },
    };
  },
};

/** Small bodies that would be a gigabyte. */
async function throwBombs(url: string, crowd: Crowd, times: number): Promise<void> {
  const member = gzipSync(Buffer.alloc(64 * mebibyte, ' '));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 1 };
  const bombs: [string, Buffer][] = [
    ['gzip', Buffer.concat(Array.from({ length: 15 }, () => member))],
    ['br', brotliCompressSync(Buffer.alloc(1024 * mebibyte), { params })],
  ];
  for (let time = 0; time < times; time++) {
    for (const [encoding, bomb] of bombs) {
      const { status } = await post(url, crowd, bomb, { 'content-encoding': encoding });
      assert.equal(status, 413, `a bomb of ${encoding}`);
    }
  }
}

async function assertUnpolluted(url: string, crowd: Crowd): Promise<void> {
  const { status, text } = await post(url, crowd, '[{}]');
  assert.equal(status, 202);
  const { rejected } = JSON.parse(text) as IngestAnswer;
  assert.equal(rejected[0]?.code, 'missing_field', 'an empty event has no field it could have inherited');
}

async function post(
  url: string,
  { sourceKey }: Crowd,
  body: string | Buffer,
  more: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const headers = { authorization: `Bearer ${sourceKey}`, 'content-type': 'application/json', ...more };
  const response = await fetch(`${url}/v1/events`, { method: 'POST', headers, body: body as BodyInit });
  return { status: response.status, text: await response.text() };
}
