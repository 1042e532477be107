import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { asTenant, rowsOf } from '#db/postgres/connect.ts';
import { cohortOf } from '#seed/cohort.ts';
import { usualHolidays } from '#seed/calendar.ts';
import { openConducted } from '#seed/live.ts';
import { openNatural } from '#seed/natural.ts';
import { type Place, newPlace, readPlace } from '#seed/place.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';

const waiting = { timeout: 20_000, interval: 50 };
const learners = 200;
const eventsPerSecond = 600;
const cohort = ['--learners', String(learners), '--rate', String(eventsPerSecond), '--seed', 'again'];

let product: Product;
let school: School;
let folder: string;
let state: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'resumed');
  folder = await mkdtemp(join(tmpdir(), 'holdfast-resume-'));
  state = join(folder, 'play.json');
});
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await product?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('npm run play -- --resume', () => {
  test('after two kills in full flight nothing that was made is lost, and nothing counts twice', async () => {
    /** How far each leg came. */
    const ends = new Map<number, Place>();
    for (const args of [cohort, ['--resume']]) {
      const before = await taken();
      const { child, result } = start(...args);
      await vi.waitFor(async () => expect(await taken()).toBeGreaterThan(before + 700), waiting);
      child.kill('SIGKILL');
      await result;
      const place = await placeNow();
      ends.set(place.leg, place);
    }
    const { child, result } = start('--resume');
    await vi.waitFor(async () => expect((await placeNow()).leg).toBe(ends.size), waiting);
    child.kill('SIGINT');
    const { code, err, out } = await result;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('refused 0  dropped 0  unsent 0');
    expect(out).toContain('--resume goes on from here');
    const last = await placeNow();
    ends.set(last.leg, last);

    const made = [...ends.values()].flatMap(idsMade).toSorted();
    expect(new Set(made).size).toBe(made.length);
    await vi.waitFor(async () => expect(await idsStored()).toEqual(made), waiting);
    expect(await taken()).toBe(made.length);
  });

  test('a cohort in its own rhythm, killed and resumed, has lived as if nobody had killed it', async () => {
    const file = join(folder, 'natural.json');
    const before = await taken();
    const zone = zoneOfEvening();
    const rhythm = ['--learners', '1000', '--seed', 'own', '--zone', zone];
    const args = [...rhythm, '--speed', '1000', '--for', '6s'];
    const { child, result } = start(...args, '--state', file);
    await vi.waitFor(async () => expect(await taken()).toBeGreaterThan(before + 300), waiting);
    child.kill('SIGKILL');
    await result;
    const { code, err, out } = await start('--resume', '--state', file).result;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('refused 0  dropped 0  unsent 0');

    const place = await readPlace(file);
    const { run = '', from = 0, until = 0 } = place ?? {};
    const cohort = openNatural({
      learners: cohortOf(1_000, 'own'),
      seed: `own/${run}`,
      from,
      timeZone: zone,
      holidays: usualHolidays(from, zone),
      idPrefix: run,
    });
    const lived = cohort.advance(until).map(({ id }) => id);
    await vi.waitFor(async () => {
      const stored = (await idsStored()).filter((id) => id.startsWith(`${run}-`));
      expect(stored).toEqual(lived.toSorted());
    }, waiting);
  }, 60_000);

  test('what contradicts the play to resume is refused', async () => {
    const { code, err } = await start('--resume', '--rate', '5').result;
    expect(code).toBe(2);
    expect(err).toContain(`--rate contradicts the play in ${state}, which has ${eventsPerSecond}`);
  });

  test.each([
    ['is not there', null, 'there is no play to resume'],
    ['is broken', '{"run":"half', 'is broken'],
    ['has ended', placeWith({ status: 'ended' }), 'has ended'],
    ['is of another server', placeWith({}, 'hf_another'), 'was of another source, at http://elsewhere.test'],
    [
      'is of a play that goes on',
      placeWith({ status: 'playing', savedAt: Date.now() + 60_000, process: process.pid }),
      `another play (process ${process.pid})`,
    ],
    [
      'was cut off days ago',
      placeWith({ until: 5, savedAt: Date.now() - 2 * 86_400_000 }),
      'cut off more than a day ago',
    ],
  ])('a play that %s is not resumed', async (_, content, why) => {
    const file = join(folder, 'other.json');
    await rm(file, { force: true });
    const place = typeof content === 'function' ? JSON.stringify(content(school.sourceKey)) : content;
    if (place !== null) await writeFile(file, place);
    const { code, out, err } = await start('--resume', '--state', file).result;
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(why);
  });
});

/** Where it is about seven in the evening: most learners are awake there whenever the test runs. */
function zoneOfEvening(): string {
  const hours = ((19 - new Date().getUTCHours() + 36) % 24) - 12;
  // In these names the sign is the wrong way round.
  return hours === 0 ? 'Etc/GMT' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
}

function placeWith(more: Partial<Place>, otherKey?: string): (sourceKey: string) => Place {
  const settings = { learners: 5, rate: 1, speed: 1, forMs: null, seed: '1', zone: 'UTC' };
  return (sourceKey) => ({
    ...newPlace({ run: 'other', settings, url: 'http://elsewhere.test', sourceKey: otherKey ?? sourceKey }),
    status: 'stopped',
    ...more,
  });
}

/** The same class played once more: what it did up to where nothing more happened. */
function idsMade({ run, leg, from, until }: Place): string[] {
  const idPrefix = leg === 0 ? run : `${run}.${leg}`;
  const again = openConducted({
    learners: cohortOf(learners, 'again'),
    seed: `again/${idPrefix}`,
    from,
    eventsPerSecond,
    idPrefix,
    isOpening: true,
  });
  return again.advance(until).map(({ id }) => id);
}

async function idsStored(): Promise<string[]> {
  const rows = await asTenant(product.stores.db, school.tenant, (tx) =>
    rowsOf<{ id: string }>(tx, sql`select id from events where tenant_id = ${school.tenant}`),
  );
  return rows.map(({ id }) => id).toSorted();
}

async function placeNow(): Promise<Place> {
  const place = await readPlace(state);
  if (place === null) throw new Error('nothing was saved');
  return place;
}

interface Result {
  code: number | null;
  out: string;
  err: string;
}

function start(...args: string[]): { child: ChildProcess; result: Promise<Result> } {
  const own = args.includes('--state') ? [] : ['--state', state];
  const target = ['--url', product.url, '--key', school.sourceKey, ...own];
  const script = join(import.meta.dirname, 'play.ts');
  const child = spawn(process.execPath, [script, ...target, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  return { child, result: resultOf(child) };
}

async function resultOf(child: ChildProcess): Promise<Result> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('the child was started with pipes');
  const [out, err] = await Promise.all([text(stdout), text(stderr), once(child, 'close')]);
  return { code: child.exitCode, out, err };
}

/** Events the server has taken that it did not know. */
async function taken(): Promise<number> {
  const counted = await product.metrics.registry.getSingleMetric('holdfast_events_total')?.get();
  return counted?.values.find(({ labels }) => labels['result'] === 'accepted')?.value ?? 0;
}
