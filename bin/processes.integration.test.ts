import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Child, endProcess, isAlive, startChild } from './processes.ts';

const folder = await mkdtemp(join(tmpdir(), 'holdfast-processes-'));
const logFile = join(folder, 'log');
afterAll(() => rm(folder, { recursive: true }));

test('a process that has the number of one that is gone is left alone', async () => {
  const child = await shell('exec sleep 60');
  await endProcess({ pid: child.mark.pid, startedAt: 'another boot/1' }, []);
  expect(isAlive(child.mark)).toBe(true);
  await endProcess(child.mark, []);
  expect(isAlive(child.mark)).toBe(false);
});

test('a process that will not stop when asked is killed', async () => {
  const child = await shell('trap "" TERM; echo deaf; while :; do sleep 1; done');
  await expect.poll(() => readFile(logFile, 'utf8')).toContain('deaf');
  await endProcess(child.mark, [{ signal: 'SIGTERM', waitMs: 100 }]);
  expect(await child.ended).toBe('SIGKILL');
});

function shell(script: string): Promise<Child> {
  const place = { cwd: folder, env: process.env, logFile };
  return startChild({ command: '/bin/sh', args: ['-c', script], ...place, orphaned: 'SIGKILL' });
}
