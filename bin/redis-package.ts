import { execFile } from 'node:child_process';
import { glob, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { RedisProgram } from './redis-program.ts';

// Redis is in no npm package. Debian and its relatives have it in one of their own, which apt fetches and checks as any
// user, as long as it works in folders of ours; nothing is installed.

const run = promisify(execFile);
const fetchWithinMs = 300_000;
const dpkgStatus = '/var/lib/dpkg/status';

/** The Redis unpacked in this folder, or null when none was fetched. */
export async function unpackedRedis(folder: string): Promise<RedisProgram | null> {
  const [command] = await Array.fromAsync(glob(join(folder, 'usr/bin/redis-server')));
  if (command === undefined) return null;
  const libraries = await Array.fromAsync(glob(join(folder, '{lib,usr/lib}/**/*.so*')));
  const places = [...new Set(libraries.map((library) => dirname(library)))];
  return { command, env: { LD_LIBRARY_PATH: places.join(':') } };
}

/** Fetches the distribution's Redis into this folder. */
export async function fetchRedis(folder: string, signal?: AbortSignal): Promise<void> {
  const work = `${folder}.${process.pid}`;
  try {
    await mkdir(join(work, 'state/lists/partial'), { recursive: true });
    await mkdir(join(work, 'cache/archives/partial'), { recursive: true });
    await mkdir(join(work, 'root'));
    const apt = await aptIn(work, signal);
    await apt('update');
    const wanted = await apt('install', '--simulate', '--no-install-recommends', 'redis-server');
    const packages = [...wanted.matchAll(/^Inst (\S+)/gm)].map(([, name = '']) => name);
    await apt('download', ...packages);
    for await (const file of glob(join(work, '*.deb'))) await run('dpkg', ['-x', file, join(work, 'root')]);
    // Renamed last, so that what was cut short is never taken for the whole.
    await rm(folder, { recursive: true, force: true });
    await rename(join(work, 'root'), folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function aptIn(
  work: string,
  signal: AbortSignal | undefined,
): Promise<(...args: string[]) => Promise<string>> {
  // A Redis that is installed but did not serve must not count as there: apt would have nothing to fetch.
  const installed = (await readFile(dpkgStatus, 'utf8'))
    .split('\n\n')
    .filter((entry) => !/^Package: (redis|valkey)/m.test(entry));
  await writeFile(join(work, 'status'), installed.join('\n\n'));
  const options = {
    'Dir::State': join(work, 'state'),
    'Dir::State::status': join(work, 'status'),
    'Dir::Cache': join(work, 'cache'),
    'Debug::NoLocking': '1',
    // Root's apt would fetch as a user who may not enter our folder.
    'APT::Sandbox::User': 'root',
  };
  const settings = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return async (...args) => {
    const options = { cwd: work, env: { ...process.env, LC_ALL: 'C' }, timeout: fetchWithinMs, signal };
    return (await run('apt-get', ['-q', ...settings, ...args], options)).stdout;
  };
}
