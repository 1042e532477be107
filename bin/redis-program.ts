import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { fetchRedis, unpackedRedis } from './redis-package.ts';

/** A Redis, or a Valkey, which is the same to us. */
export interface RedisProgram {
  command: string;
  /** What it needs beside the usual environment. */
  env: Record<string, string>;
}

const run = promisify(execFile);
const fetched = join(import.meta.dirname, '../.holdfast/redis-package');
/** The first with the functions our Lua calls, and with a log of appended files that survives a torn end. */
const oldestMajor = 7;

/** Finds a Redis on the PATH, else the one fetched before, else fetches one. */
export async function findRedis(say: (line: string) => void, signal?: AbortSignal): Promise<RedisProgram> {
  const here = [...(await onThePath()), await unpackedRedis(fetched)];
  for (const program of here) {
    if (program !== null && (await isRecent(program))) return program;
  }
  say('fetching Redis from the packages of this system');
  const problem = await fetchRedis(fetched, signal).then(
    () => '',
    (error: unknown) => String(error),
  );
  signal?.throwIfAborted();
  const program = await unpackedRedis(fetched);
  if (program !== null && (await isRecent(program))) return program;
  throw new Error(
    `No Redis ${oldestMajor} or newer was found, and it could not be fetched from the packages of this system. ` +
      `Install redis-server or valkey-server, or set REDIS_URL.\n${problem}`,
  );
}

async function onThePath(): Promise<RedisProgram[]> {
  const found: RedisProgram[] = [];
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of ['redis-server', 'valkey-server']) {
      const command = join(folder, name);
      const isThere = await access(command, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere) found.push({ command, env: {} });
    }
  }
  return found;
}

async function isRecent({ command, env }: RedisProgram): Promise<boolean> {
  try {
    const { stdout } = await run(command, ['--version'], { env: { ...process.env, ...env } });
    return Number(/ v=(\d+)/.exec(stdout)?.[1]) >= oldestMajor;
  } catch {
    return false; // it does not run on this machine, so it is none
  }
}
