import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTenant } from '#db/postgres/accounts.ts';
import { ownStores } from '#test/stores.ts';
import { type Postgres, addJobs, asTenant, openPostgres } from './connect.ts';
import { type JobPool, giveBackJobs, openJobPool } from './job-pool.ts';

let postgres: Postgres;
let pool: JobPool;

beforeAll(async () => {
  const { databaseUrl } = await ownStores();
  postgres = await openPostgres(databaseUrl);
  pool = openJobPool(databaseUrl);
});
afterAll(async () => {
  await pool?.end();
  await postgres?.close();
});

test('the jobs of a worker that died are given back after two minutes, those of a living one are not', async () => {
  const tenant = await createTenant(postgres.db, 'A school', 'jobs');
  const keys = ['of the dead', 'of the living', 'not begun'];
  await asTenant(postgres.db, tenant, (tx) =>
    addJobs(
      tx,
      'announce_case',
      keys.map((key) => ({ payload: { tenant, case: key }, key })),
    ),
  );
  await begin('of the dead', 'worker-gone', 121);
  await begin('of the living', 'worker-here', 119);
  expect(await giveBackJobs(pool, 120_000)).toBe(1);
  expect(await held()).toEqual(['of the living']);
  expect(await giveBackJobs(pool, 120_000)).toBe(0);
});

/** As the runner notes it when it takes a job. */
async function begin(key: string, worker: string, secondsAgo: number): Promise<void> {
  await pool.query(
    `update graphile_worker._private_jobs set locked_by = $2, locked_at = now() - make_interval(secs => $3)
     where key = $1`,
    [key, worker, secondsAgo],
  );
}

async function held(): Promise<string[]> {
  const { rows } = await pool.query<{ key: string }>(
    'select key from graphile_worker.jobs where locked_by is not null',
  );
  return rows.map((row) => row.key);
}
