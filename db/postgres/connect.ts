import { type SQL, sql } from 'drizzle-orm';
import { makePgArray } from 'drizzle-orm/pg-core/utils/array';
import { type PostgresJsDatabase, drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';

/** A pool of connections and the query builder over it. */
export interface Postgres {
  pool: postgres.Sql;
  db: Database;
  close: () => Promise<void>;
}

export type Database = PostgresJsDatabase & { $client: postgres.Sql };
/** A transaction that acts for one tenant. Questions about tenants' data take this and nothing else. */
export type TenantTransaction = Parameters<Parameters<Database['transaction']>[0]>[0];

const appRole = 'holdfast_app';
const connectionsMax = 10;
/** A statement that takes longer holds a connection others wait for; nothing we ask should need it. */
const statementTimeoutMs = 20_000;
/** A process that sleeps within a transaction would keep what it has locked from all others, for as long as it sleeps. */
const idleInTransactionTimeoutMs = 5_000;
/** One that sleeps in the middle of a question is not idle to PostgreSQL, which then waits for the rest of it. */
const transactionTimeoutMs = 30_000;
const connectTimeoutS = 2;
/** What PostgreSQL calls an array of texts. */
const textsOid = 1009;

/**
 * How arrays are written is told to the driver here. Left to find out, it asks on each new connection, and nobody waits for the
 * answer: a server that goes away at that moment would end the process.
 */
const arrays = {
  fetch_types: false,
  types: {
    texts: {
      to: textsOid,
      from: [textsOid],
      serialize: (texts: readonly string[] | string) =>
        typeof texts === 'string' ? texts : makePgArray([...texts]),
      parse: textsOf,
    },
  },
};

/**
 * Opens the database in the role that row-level security holds. A superuser would read past every
 * policy without any sign of it, so a user who cannot give up such rights is refused.
 */
export async function openPostgres(url: string): Promise<Postgres> {
  const { role, endsTransactions } = await aboutServer(url);
  const pool = postgres(url, {
    max: connectionsMax,
    connect_timeout: connectTimeoutS,
    // Reconnecting at a steady pace: after an outage the first request that gets through is at most this late.
    backoff: () => 0.25,
    onnotice: () => {},
    ...arrays,
    connection: {
      application_name: 'holdfast',
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
      ...(endsTransactions ? { transaction_timeout: transactionTimeoutMs } : {}),
      ...(role === null ? {} : { role }),
    },
  });
  return {
    pool,
    db: drizzle(pool, { casing: 'snake_case' }),
    close: () => pool.end({ timeout: 5 }),
  };
}

/** Runs `work` in one transaction in which nothing but this tenant's rows exist. */
export function asTenant<T>(
  db: Database,
  tenant: string,
  work: (tx: TenantTransaction) => Promise<T>,
): Promise<T> {
  return db.transaction(async (tx) => {
    await actFor(tx, tenant);
    return work(tx);
  });
}

/** Turns a transaction to one tenant. */
async function actFor(tx: TenantTransaction, tenant: string): Promise<void> {
  await tx.execute(sql`select set_config('app.tenant', ${tenant}, true)`);
}

/** Rows of a written-out statement, in a shape the caller vouches for. */
export async function rowsOf<T>(tx: TenantTransaction | Database, statement: SQL): Promise<T[]> {
  return [...(await tx.execute(statement))] as T[];
}

/** A job's key: as long as one of that key has not begun, another is the same. Where both hold a list, it is one with both lists. */
export interface NewJob {
  payload: Record<string, string | string[]> | Record<string, string>[];
  key: string;
}

/** Adds jobs in the caller's transaction: they exist exactly if what they are about was stored. */
export async function addJobs(tx: TenantTransaction, task: string, jobs: NewJob[]): Promise<void> {
  if (jobs.length === 0) return;
  await tx.execute(
    sql`select add_job(${task}::text, job.payload, job.key)
        from jsonb_to_recordset(${JSON.stringify(jobs)}::text::jsonb) as job(payload json, key text)`,
  );
}

/** The same, to be done at a time; a job of that key that still waits is done then instead. */
export async function addJobsAt(
  tx: TenantTransaction,
  task: string,
  jobs: (NewJob & { at: Date })[],
): Promise<void> {
  if (jobs.length === 0) return;
  await tx.execute(
    sql`select add_job_at(${task}::text, job.payload, job.key, job.at)
        from jsonb_to_recordset(${JSON.stringify(jobs)}::text::jsonb) as job(payload json, key text, at timestamptz)`,
  );
}

export function addJobAt(
  tx: TenantTransaction,
  task: string,
  payload: NewJob['payload'],
  key: string,
  at: Date,
): Promise<void> {
  return addJobsAt(tx, task, [{ payload, key, at }]);
}

/** The same, with flags by which a worker may leave it for later while it has enough of the kind. */
export async function addFlaggedJob(
  tx: TenantTransaction,
  task: string,
  payload: NewJob['payload'],
  key: string,
  at: Date,
  flags: string[],
): Promise<void> {
  await tx.execute(
    sql`select add_flagged_job(${task}::text, ${JSON.stringify(payload)}::text::json, ${key}::text,
      ${at.toISOString()}::timestamptz, array(select jsonb_array_elements_text(${JSON.stringify(flags)}::text::jsonb)))`,
  );
}

export function addJob(
  tx: TenantTransaction,
  task: string,
  payload: NewJob['payload'],
  key: string,
): Promise<void> {
  return addJobs(tx, task, [{ payload, key }]);
}

/** After an outage a pooled connection may still say what it heard last; another one then answers. */
const triesUp = 3;

export async function isPostgresUp(pool: postgres.Sql): Promise<boolean> {
  for (let tried = 0; tried < triesUp; tried++) {
    const isUp = await pool`select 1`.then(
      () => true,
      () => false,
    );
    if (isUp) return true;
  }
  return false;
}

/** In a select: lifts the limit on how long this transaction may take, which only PostgreSQL 17 and later have. */
export const withoutEnd = `case when current_setting('transaction_timeout', true) is not null
  then set_config('transaction_timeout', '0', true) end`;

/** Lets this transaction take its time, and be idle for so long: its statements hold nothing others wait for. */
export async function takeTime(tx: TenantTransaction, idleMs: number): Promise<void> {
  await tx.execute(sql`select ${sql.raw(withoutEnd)},
    set_config('idle_in_transaction_session_timeout', ${String(idleMs)}, true)`);
}

/** The role to act in, if it is another one than the user's, and whether it can end transactions by itself: PostgreSQL 17 can. */
async function aboutServer(url: string): Promise<{ role: string | null; endsTransactions: boolean }> {
  const asked = postgres(url, { max: 1, connect_timeout: connectTimeoutS, onnotice: () => {}, ...arrays });
  try {
    const [row] = await asked<
      { canTake: boolean; seesAll: boolean; user: string; endsTransactions: boolean }[]
    >`
      select
        coalesce((select pg_has_role(current_user, oid, 'member') from pg_roles where rolname = ${appRole}), false)
          as "canTake",
        (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as "seesAll",
        current_user as "user",
        current_setting('transaction_timeout', true) is not null as "endsTransactions"`;
    const endsTransactions = row?.endsTransactions ?? false;
    if (row?.canTake) return { role: appRole, endsTransactions };
    if (row?.seesAll === false) return { role: null, endsTransactions };
    throw new Error(
      `DATABASE_URL: user ${row?.user} bypasses row-level security and cannot take the role ${appRole}; ` +
        'run the migrations as this user, or connect as one that is neither superuser nor BYPASSRLS',
    );
  } finally {
    await asked.end({ timeout: 1 });
  }
}

/** `{a,"b, c"}`, as PostgreSQL writes an array of texts. */
function textsOf(array: string): string[] {
  const texts = array.slice(1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^,]+)/gs);
  return Array.from(texts, ([, quoted, plain]) => quoted?.replaceAll(/\\(.)/gs, '$1') ?? plain ?? '');
}
