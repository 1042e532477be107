import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { expect, vi } from 'vitest';
import { whenFileEnds } from './file-end.ts';
import type { OwnStores } from './stores.ts';

const root = join(import.meta.dirname, '..');
const readyWithinMs = 30_000;

/** Runs a command with exactly this environment beside PATH, HOME and what lets Node start sooner; killed at the end of the test file. */
export function run([program = '', ...args]: string[], environment: Record<string, string>): ChildProcess {
  const { HOME, NODE_OPTIONS, NODE_COMPILE_CACHE } = process.env;
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  const child = spawn(program, args, {
    cwd: root,
    env: { PATH: path, HOME, NODE_OPTIONS, NODE_COMPILE_CACHE, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  whenFileEnds(() => child.kill('SIGKILL'));
  return child;
}

/** Asks a process to stop, and says with which code it did. */
export async function stopped(child: ChildProcess): Promise<number | null> {
  const exit = once(child, 'exit') as Promise<[number | null]>;
  child.kill('SIGTERM');
  return (await exit)[0];
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}

export async function untilReady(origin: string): Promise<void> {
  await vi.waitFor(async () => expect((await fetch(`${origin}/readyz`)).status).toBe(200), {
    timeout: readyWithinMs,
    interval: 100,
  });
}

/** What a process of the product needs to know of these stores. */
export function environmentOf({ databaseUrl, redisUrl }: OwnStores): Record<string, string> {
  return { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, HOLDFAST_LOG_LEVEL: 'warn' };
}
