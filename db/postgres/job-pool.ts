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
