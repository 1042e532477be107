import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator';
import { Logger, runMigrations as runJobMigrations } from 'graphile-worker';
import postgres from 'postgres';
import { BadSetting } from '../settings.ts';

/** Any number no other program would pick; it orders processes that start at the same time. */
const migrationLock = 4_702_111;
/** It may be starting beside us, or recovering from a crash. */
const answersWithinMs = 30_000;
const askAgainMs = 250;
const folder = fileURLToPath(new URL('./migrations', import.meta.url));

/** Brings the database to the newest shape. Safe to run by every process at every start: they queue. */
export async function migrate(url: string): Promise<void> {
  await untilAnswering(url);
  const pool = postgres(url, { max: 2, connect_timeout: 5, onnotice: () => {} });
  const lock = await pool.reserve();
  try {
    await lock`select pg_advisory_lock(${migrationLock})`;
    // The job tables first: our own function add_job is declared over theirs.
    await runJobMigrations({ connectionString: url, logger: new Logger(() => () => {}) });
    await runMigrations(drizzle(pool), { migrationsFolder: folder });
  } finally {
    lock.release();
    await pool.end({ timeout: 2 });
  }
}

async function untilAnswering(url: string): Promise<void> {
  const until = performance.now() + answersWithinMs;
  for (;;) {
    const asked = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} });
    try {
      await asked`select 1`;
      return;
    } catch (error) {
      // The address without the password in it.
      const { host } = new URL(url);
      const why = error instanceof Error ? error.message : String(error);
      if (!isStarting(error) || performance.now() > until) {
        throw new BadSetting(`DATABASE_URL: PostgreSQL at ${host} cannot be used: ${why}`);
      }
      await new Promise((resolve) => setTimeout(resolve, askAgainMs));
    } finally {
      await asked.end({ timeout: 1 });
    }
  }
}

/** Not there yet, or there and busy coming up; a wrong password is neither. */
function isStarting(error: unknown): boolean {
  const codes = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'CONNECT_TIMEOUT', 'CONNECTION_CLOSED', '57P03'];
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
