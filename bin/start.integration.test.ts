import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { type Server, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buildPageIfStale } from './build.ts';
import { type ProcessMark, isAlive } from './processes.ts';

// The command as people run it, on a copy of the repository whose path has spaces in it.

interface RunRecord {
  start: ProcessMark;
  stores: Record<string, ProcessMark>;
  processes: Record<string, ProcessMark>;
}

interface Started {
  launcher: ChildProcess;
  /** Everything it printed. */
  said: () => string;
  /** Resolves with its exit code. */
  ended: Promise<number | null>;
}

const root = join(import.meta.dirname, '..');
const copy = await mkdtemp(join(tmpdir(), 'holdfast start '));
const inHoldfast = (name: string) => join(copy, '.holdfast', name);
/** On two cores that others use as well. */
const within = { timeout: 60_000, interval: 50 };
let taken: Server;
let started: Started;

beforeAll(async () => {
  // Open to the user whom PostgreSQL runs as when we are root; else it would live elsewhere and stay there.
  await chmod(copy, 0o755);
  await buildPageIfStale();
  await cp(root, copy, { recursive: true, filter: (source) => !leftOut.includes(source) });
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  await mkdir(inHoldfast('.'), { recursive: true });
  for (const made of ['page', 'page.built-from', 'redis-package']) {
    // Redis is fetched only where the machine has none.
    await cp(join(root, '.holdfast', made), inHoldfast(made), {
      recursive: true,
      verbatimSymlinks: true,
    }).catch(() => {});
  }
  taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  started = start(portOf(taken));
  await ready();
}, 120_000);

const leftOut = ['node_modules', '.git', '.holdfast'].map((name) => join(root, name));

afterAll(async () => {
  started.launcher.kill('SIGTERM');
  await started.ended;
  taken.close();
  await rm(copy, { recursive: true, force: true });
}, 30_000);

test('with its port taken the demo says so, takes another, and its keys work there', async () => {
  expect(started.said()).toContain(`port ${portOf(taken)} is taken by another program`);
  const { url, sourceKey } = await demo();
  expect(started.said()).toContain(`\nready ${url}\n`);
  const event = { id: 'e1', learner: 'maya', type: 'login', at: new Date().toISOString() };
  const answer = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sourceKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(event),
  });
  expect(answer.status).toBe(202);
});

test('a second start of the same folder says where the first one is, and leaves it alone', async () => {
  const second = start(portOf(taken));
  expect(await second.ended).toBe(1);
  expect(second.said()).toContain(`Another npm start runs in this folder: ${(await demo()).url}`);
  expect(await isUp()).toBe(true);
});

test.each(['server', 'workers', 'Redis', 'PostgreSQL'])(
  '%s comes back by itself after a kill -9',
  async (name) => {
    const killed = await markOf(name);
    process.kill(killed.pid, 'SIGKILL');
    await vi.waitFor(async () => expect(await markOf(name)).not.toEqual(killed), within);
    await vi.waitFor(async () => expect(await isUp()).toBe(true), within);
  },
  60_000,
);

test('a launcher that is killed takes everything along', async () => {
  const all = marksOf(await record());
  started.launcher.kill('SIGKILL');
  await vi.waitFor(() => expect(all.filter(isAlive)).toEqual([]), within);
}, 60_000);

test('after a kill -9 of everything the next start clears away what is left and goes on', async () => {
  const before = await demo();
  started = start(portOf(taken));
  await ready();
  const killed = await record();
  // Held still, they cannot notice that their parent is gone: they are left, as the pid file of PostgreSQL is.
  for (const { pid } of Object.values(killed.processes)) process.kill(pid, 'SIGSTOP');
  started.launcher.kill('SIGKILL');
  for (const { pid } of [killed.start, ...Object.values(killed.stores)]) process.kill(pid, 'SIGKILL');

  started = start(portOf(taken));
  await ready();
  expect(marksOf(killed).filter(isAlive)).toEqual([]);
  expect((await demo()).sourceKey).toBe(before.sourceKey);
}, 90_000);

test('a stop ends everything, last the stores, and exits with 0', async () => {
  const all = marksOf(await record());
  started.launcher.kill('SIGTERM');
  expect(await started.ended).toBe(0);
  expect(started.said().trimEnd().split('\n').at(-1)).toContain('stopped');
  expect(all.filter(isAlive)).toEqual([]);
  const redis = await readFile(inHoldfast('logs/redis.log'), 'utf8');
  expect(redis.trimEnd()).toMatch(/ready to exit, bye bye\.\.\.$/);
}, 30_000);

test('a setting that does not exist is refused by its name before anything starts', async () => {
  const refused = start(portOf(taken), { HOLDFAST_DEMOO: 'true' });
  expect(await refused.ended).toBe(2);
  expect(refused.said()).toContain('HOLDFAST_DEMOO is not a setting');
});

function start(port: number, settings: Record<string, string> = {}): Started {
  const launcher = spawn(process.execPath, [join(copy, 'bin/launch.mjs'), 'start'], {
    env: { ...process.env, PORT: String(port), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [launcher.stdout, launcher.stderr])
    stream.on('data', (chunk) => (said += String(chunk)));
  const ended = new Promise<number | null>((resolve) => launcher.once('close', resolve));
  return { launcher, said: () => said, ended };
}

async function ready(): Promise<void> {
  await vi.waitFor(() => expect(started.said()).toMatch(/^ready http/m), within);
}

async function isUp(): Promise<boolean> {
  const { url } = await demo();
  return (await fetch(`${url}/readyz`)).ok;
}

async function markOf(name: string): Promise<ProcessMark> {
  const { stores, processes } = await record();
  const mark = stores[name] ?? processes[name];
  if (mark === undefined) throw new Error(`${name} does not run in ${basename(copy)}`);
  return mark;
}

function marksOf({ start, stores, processes }: RunRecord): ProcessMark[] {
  return [start, ...Object.values(stores), ...Object.values(processes)];
}

async function record(): Promise<RunRecord> {
  return JSON.parse(await readFile(inHoldfast('run.json'), 'utf8')) as RunRecord;
}

async function demo(): Promise<{ url: string; sourceKey: string }> {
  return JSON.parse(await readFile(inHoldfast('demo.json'), 'utf8')) as { url: string; sourceKey: string };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
