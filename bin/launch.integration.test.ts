import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { type ProcessMark, isAlive, markOf } from './processes.ts';

// On a package of its own with nothing to install: what is tried is when npm is asked, not what it fetches.

interface Launched {
  process: ChildProcess;
  said: () => string;
  ended: Promise<number | NodeJS.Signals | null>;
}

const folder = await mkdtemp(join(tmpdir(), 'holdfast launch '));
const within = { timeout: 15_000, interval: 20 };
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  await rm(folder, { recursive: true });
  await mkdir(join(folder, 'bin'), { recursive: true });
  await mkdir(join(folder, 'server'));
  for (const file of ['launch.mjs', 'with-parent.mjs', 'quick-imports.mjs']) {
    await cp(join(import.meta.dirname, file), join(folder, 'bin', file));
  }
  const scripts = {
    prepare: 'node bin/prepare.mjs',
    start: 'exec node bin/launch.mjs start',
    server: 'exec node bin/launch.mjs server',
  };
  await write('package.json', JSON.stringify({ name: 'launched', version: '1.0.0', scripts }));
  const packages = { '': { name: 'launched', version: '1.0.0' } };
  await write('package-lock.json', JSON.stringify({ name: 'launched', lockfileVersion: 3, packages }));
  await write('bin/prepare.mjs', prepare);
  await write('bin/start.ts', untilStopped);
  await write('server/main.ts', `process.exit(Number(process.argv[2]));`);
});

const prepare = `
import { appendFileSync, copyFileSync, mkdirSync } from 'node:fs';
appendFileSync('installed', 'once ');
mkdirSync('node_modules', { recursive: true });
copyFileSync('package-lock.json', 'node_modules/.installed-lock.json');
`;

/** Says its number and each signal, and ends some time after the first one. */
const untilStopped = `
const endsAfterMs: number = 1000;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    console.log(signal);
    setTimeout(() => process.exit(7), endsAfterMs);
  });
}
setInterval(() => {}, 1000);
console.log('running ' + process.pid + '.');
`;

test('what package-lock.json asks for is installed once, and again when it has changed', async () => {
  expect(await launch('server', '3').ended).toBe(3);
  expect(await launch('server', '4').ended).toBe(4);
  expect(await installations()).toBe(1);
  await write('package-lock.json', `${await readFile(join(folder, 'package-lock.json'), 'utf8')}\n`);
  expect(await launch('server', '5').ended).toBe(5);
  expect(await installations()).toBe(2);
});

test('of two commands at once one installs and the other waits for it', async () => {
  const both = [launch('server', '0'), launch('server', '0')];
  expect(await Promise.all(both.map(({ ended }) => ended))).toEqual([0, 0]);
  expect(await installations()).toBe(1);
});

test('a lock that a killed command left does not keep others from installing', async () => {
  await mkdir(join(folder, '.holdfast'));
  // The first process of the machine lives, but it is none of ours.
  await write('.holdfast/installing', '1');
  expect(await launch('server', '0').ended).toBe(0);
});

test('a command that does not exist is refused with those that do', async () => {
  const { ended, said } = launch('stores');
  expect(await ended).toBe(1);
  expect(said()).toContain("no command 'stores'. Known are: start, server.");
});

test('a press of Ctrl-C that arrives twice reaches the command once, and its exit code comes back', async () => {
  const started = launch('start');
  await running(started);
  started.process.kill('SIGINT');
  started.process.kill('SIGINT');
  expect(await started.ended).toBe(7);
  expect(started.said().match(/SIGINT/g)).toHaveLength(1);
});

test('a command that a signal ended ends its launcher with the same signal', async () => {
  const started = launch('start');
  const { pid } = await running(started);
  process.kill(pid, 'SIGKILL');
  expect(await started.ended).toBe('SIGKILL');
});

test('a command stops when its launcher is killed', async () => {
  const started = launch('start');
  const command = await running(started);
  started.process.kill('SIGKILL');
  await started.ended;
  await vi.waitFor(() => expect(isAlive(command)).toBe(false), within);
  expect(started.said()).toContain('SIGTERM');
});

test('a command stops when the npm that runs it is killed', async () => {
  const started = run('npm', ['start', '--silent']);
  const command = await running(started);
  started.process.kill('SIGKILL');
  await started.ended;
  await vi.waitFor(() => expect(isAlive(command)).toBe(false), within);
  expect(started.said()).toContain('SIGTERM');
});

function launch(...words: string[]): Launched {
  return run(process.execPath, [join(folder, 'bin/launch.mjs'), ...words]);
}

/** In an environment as it is without an npm around us. */
function run(program: string, args: string[]): Launched {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
  const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  // It has ended when whatever it started has closed its output, too.
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code));
  });
  return { process: child, said: () => said, ended };
}

/** Resolves when the command runs, with its mark. */
async function running({ said }: Launched): Promise<ProcessMark> {
  return vi.waitFor(() => {
    const pid = /running (\d+)\./.exec(said())?.[1];
    if (pid === undefined) throw new Error(`not running yet: ${said()}`);
    return markOf(Number(pid));
  }, within);
}

async function installations(): Promise<number> {
  return (await readFile(join(folder, 'installed'), 'utf8')).split(' ').length - 1;
}

function write(file: string, text: string): Promise<void> {
  return writeFile(join(folder, file), text);
}
