import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { startRedisCluster } from '#bin/redis-cluster.ts';
import { startStores } from '#bin/stores.ts';
import { migrate } from '#db/postgres/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    stores: { databaseUrl: string; redisUrl: string; template: string };
  }
}

/** Migrated once; each test file copies it, which takes a tenth of the time. */
const template = 'holdfast_template';
const folderName = /^holdfast-stores-(?<pid>\d+)-/;

/** Vitest calls this once for each project that needs stores, and what it returns at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandoned();
  const folder = await mkdtemp(join(tmpdir(), `holdfast-stores-${process.pid}-`));
  const cluster = project.name === 'cluster' ? await startRedisCluster(folder, join(folder, 'logs')) : null;
  const stores = await startStores(folder, { redisUrl: cluster?.url });
  const admin = postgres(stores.databaseUrl, { max: 1 });
  await admin`create database ${admin(template)}`;
  await admin.end();
  await migrate(new URL(template, stores.databaseUrl).href);
  project.provide('stores', { databaseUrl: stores.databaseUrl, redisUrl: stores.redisUrl, template });
  return async () => {
    await stores.stop();
    await cluster?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

/** A run that was interrupted takes its stores along, but not their files: the next one does. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = folderName.exec(name)?.groups?.['pid'];
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process may not be signalled, but it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
