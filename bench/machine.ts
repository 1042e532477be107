import { statfs } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Redis } from 'ioredis';

/** The file system that is no disk: what is synced there is still only in memory. */
const tmpfs = 0x01021994;

/** What a figure depends on, in a line. */
export async function machineOf(redis: Redis, folder: string): Promise<string> {
  const info = await redis.info('server');
  const version = (name: string) => new RegExp(`^${name}_version:(\\S+)`, 'm').exec(info)?.[1];
  const valkey = version('valkey');
  const { type } = await statfs(folder);
  return [
    `${availableParallelism()} cores ${cpus()[0]?.model.trim() ?? 'of unknown kind'}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `Node ${process.versions.node}`,
    valkey === undefined ? `Redis ${version('redis') ?? 'of unknown version'}` : `Valkey ${valkey}`,
    ...(type === tmpfs ? ['stores in memory, not on disk'] : []),
  ].join(', ');
}
