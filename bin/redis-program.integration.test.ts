import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findRedis } from './redis-program.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast path '));
  vi.stubEnv('PATH', `${folder}:/usr/bin:/bin`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test('the Redis of this machine is used', async () => {
  await install(
    'redis-server',
    'Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=ae4d7c97',
  );
  expect(await findRedis(() => {})).toEqual({ command: join(folder, 'redis-server'), env: {} });
});

test('a Redis that is too old for us, or does not run, is passed over for a Valkey', async () => {
  await install(
    'redis-server',
    'Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64 build=6d95e170',
  );
  await install(
    'valkey-server',
    'Valkey server v=8.1.1 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=8b1e5f3d',
  );
  expect(await findRedis(() => {})).toEqual({ command: join(folder, 'valkey-server'), env: {} });
  await writeFile(join(folder, 'redis-server'), 'not a program', { mode: 0o755 });
  expect(await findRedis(() => {})).toEqual({ command: join(folder, 'valkey-server'), env: {} });
});

function install(name: string, version: string): Promise<void> {
  return writeFile(join(folder, name), `#!/bin/sh\necho '${version}'\n`, { mode: 0o755 });
}
