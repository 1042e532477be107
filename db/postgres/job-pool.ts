import { Pool } from 'pg';

export type JobPool = Pool;

const connectionsMax = 6;

/**
 * The connections of the job runner. It owns the job tables, so they come as the owner and not in the runtime role.
 * A connection that dies while nobody uses it must have somebody to tell, or it ends the process.
 */
export function openJobPool(url: string): JobPool {
  const pool = new Pool({ connectionString: url, max: connectionsMax });
  const ignore = () => {};
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}

/**
 * Gives back jobs that a worker which died had begun: by itself the runner would take them again after four hours. All
 * jobs of such a worker are, so one that was only slow may be done twice, which does no harm. `longer` names tasks that
 * may take more than others. Says how many there were.
 */
export async function giveBackJobs(
  pool: JobPool,
  begunForMs: number,
  longer: Record<string, number> = {},
): Promise<number> {
  const { rows } = await pool.query<{ worker: string; jobs: number }>(
    `select locked_by as worker, count(*)::int as jobs from graphile_worker.jobs
     where locked_by is not null group by 1
     having min(locked_at + make_interval(secs => coalesce(($2::jsonb ->> task_identifier)::float8, $1) / 1000)) < now()`,
    [begunForMs, JSON.stringify(longer)],
  );
  if (rows.length === 0) return 0;
  await pool.query('select graphile_worker.force_unlock_workers($1)', [rows.map((row) => row.worker)]);
  return rows.reduce((sum, row) => sum + row.jobs, 0);
}
