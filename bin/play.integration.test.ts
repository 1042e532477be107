import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';

let product: Product;
let school: School;
let folder: string;
let demo: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'bin-play');
  folder = await mkdtemp(join(tmpdir(), 'holdfast-play-'));
  demo = join(folder, 'demo.json');
  const { sourceKey, apiKey, cohort } = school;
  await writeFile(demo, JSON.stringify({ url: product.url, sourceKey, apiKey, cohort }));
});
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await product?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('npm run play', () => {
  test.each(['SIGTERM', 'SIGINT', 'parent gone'] as const)(
    'plays the demo quietly and, on %s, finishes and reports',
    async (end) => {
      const before = await taken();
      const { child, result } = start('--demo', demo, '--rate', '20', '--state', 'none');
      await vi.waitFor(async () => expect(await taken()).toBeGreaterThan(before), { timeout: 10_000 });
      if (end === 'parent gone') child.disconnect();
      else child.kill(end);
      const { code, out, err } = await result;
      expect({ code, err }).toEqual({ code: 0, err: '' });
      const [, sent, accepted] = /^sent (\d+)  accepted (\d+)  duplicates 0  refused 0 /.exec(out) ?? [];
      expect(Number(sent)).toBeGreaterThan(0);
      expect(accepted).toBe(sent);
      expect(out).toMatch(/\nlatency p50 [\d.]+ ms  p95 [\d.]+ ms  p99 [\d.]+ ms\n/);
    },
  );

  test('told to stop a second time it does so at once, though nobody takes what it has', async () => {
    const { child, result } = start('--url', 'http://127.0.0.1:1', '--key', 'any', '--state', 'none');
    const ended = once(child, 'exit');
    // It says so once when nobody answers; from then on it is playing.
    await once(child.stderr ?? child, 'readable');
    const telling = setInterval(() => child.kill('SIGINT'), 50);
    await ended;
    clearInterval(telling);
    expect((await result).code).toBe(130);
  });

  test('plays any number of learners for a time, and ends by itself', async () => {
    const args = [
      '--url',
      product.url,
      '--key',
      school.sourceKey,
      '--learners',
      '200',
      '--rate=50',
      '--for',
      '2s',
      '--state=none',
    ];
    const { code, out } = await start(...args).result;
    expect(code).toBe(0);
    expect(out).toContain('refused 0');
  });

  test.each([
    [['--lerners', '5'], 'there is no option --lerners; did you mean --learners?'],
    [['--speed', '1000', '--for', '20m'], '--for 20m is too long at --speed 1000'],
    [['--url', 'http://127.0.0.1:1'], '--url needs --key'],
    [['--demo', '/nowhere/demo.json'], 'no demo to play'],
  ])('%j is refused and says why', async (args, why) => {
    const { code, out, err } = await start(...args).result;
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(why);
  });

  test('a key that the server does not know ends it with the reason', async () => {
    const { code, err } = await start('--url', product.url, '--key', 'hf_wrong', '--state', 'none').result;
    expect(code).toBe(1);
    expect(err).toContain('wrong_key');
  });
});

interface Result {
  code: number | null;
  out: string;
  err: string;
}

function start(...args: string[]): { child: ChildProcess; result: Promise<Result> } {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'play.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.push(child);
  return { child, result: resultOf(child) };
}

async function resultOf(child: ChildProcess): Promise<Result> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('the child was started with pipes');
  // Not 'close': Node leaves it out for a child whose channel we closed ourselves.
  const [out, err, exit] = await Promise.all([text(stdout), text(stderr), once(child, 'exit')]);
  const code: unknown = exit[0];
  return { code: typeof code === 'number' ? code : null, out, err };
}

/** Events the server has taken: a player that has ended adds nothing any more. */
async function taken(): Promise<number> {
  const counted = await product.metrics.registry.getSingleMetric('holdfast_events_total')?.get();
  return counted?.values.find(({ labels }) => labels['result'] === 'accepted')?.value ?? 0;
}
