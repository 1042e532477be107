import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, lstat, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startOnFreePort } from './free-port.ts';
import { type PostgresHome, makeFolder, postgresHome } from './postgres-home.ts';
import { type Ending, endProcess, processesIn, startChild } from './processes.ts';
import { Service } from './service.ts';

/** SIGINT rolls back what runs and stops cleanly; SIGQUIT leaves the rest to the recovery at the next start. */
const ending: Ending = [
  { signal: 'SIGINT', waitMs: 10_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
];
/** Recovery after a crash reads at most `max_wal_size`. */
const readyWithinMs = 60_000;

const settings = {
  listen_addresses: '127.0.0.1',
  // A socket file could outlive us and be in a path too long for one.
  unix_socket_directories: '',
  fsync: 'on',
  synchronous_commit: 'on',
  shared_buffers: '64MB',
  // The tests of many files share one PostgreSQL, each with pools of its own.
  max_connections: '200',
  max_wal_size: '256MB',
  // Nobody copies this cluster live, so its log need not carry what copies would read.
  wal_level: 'minimal',
  max_wal_senders: '0',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  cluster_name: 'holdfast',
};

export interface PostgresServer {
  /** Signs in as `holdfast`, who owns the database of that name and may create roles and databases, but is no superuser. */
  url: string;
  service: Service;
}

/** Starts the PostgreSQL that lives in this folder, making it when it is not there. */
export async function startPostgres(folder: string, logs: string): Promise<PostgresServer> {
  const home = await postgresHome(folder);
  await assertOurs(home);
  const data = join(home.folder, 'data');
  await endLeftovers(data);
  if (!(await exists(home.folder))) await create(home);
  const password = await readFile(join(home.folder, 'password'), 'utf8');

  let url = '';
  const service = await startOnFreePort(async (port) => {
    url = `postgres://holdfast:${password}@127.0.0.1:${port}/holdfast`;
    return serviceAt(home, data, port, join(logs, 'postgres.log'));
  });
  return { url, service };
}

function serviceAt(home: PostgresHome, data: string, port: number, logFile: string): Service {
  const options = Object.entries({ ...settings, port }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  let pid = 0;
  return new Service({
    name: 'PostgreSQL',
    async spawn() {
      await endLeftovers(data);
      const command = join(home.bin, 'postgres');
      const args = ['-D', data, ...options];
      const place = { cwd: home.folder, env: environment(), logFile, as: home.as };
      const child = await startChild({ command, args, ...place, orphaned: 'SIGINT' });
      pid = child.mark.pid;
      return child;
    },
    async isReady() {
      // What pg_ctl waits for: PostgreSQL itself writes its number first and its state eighth.
      const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
      return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
    },
    readyWithinMs,
    ending,
    logFile,
  });
}

/**
 * Ends what a run that was killed left on this data: the server, or its processes that have not yet noticed that
 * the server is gone. After that a pid file can only be stale, however alive the number in it looks.
 */
async function endLeftovers(data: string): Promise<void> {
  await Promise.all(processesIn(data, ['postgres']).map((left) => endProcess(left, ending)));
  await rm(join(data, 'postmaster.pid'), { force: true });
}

/** Makes the cluster aside and renames it last: a folder that is there is whole. */
async function create(home: PostgresHome): Promise<void> {
  const half = { ...home, folder: `${home.folder}.new` };
  const data = join(half.folder, 'data');
  const passwordFile = join(half.folder, 'password');
  const password = randomBytes(24).toString('base64url');
  await rm(half.folder, { recursive: true, force: true });
  await makeFolder(half.folder, home.as);
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (home.as) await chown(passwordFile, home.as.uid, home.as.gid);

  await run(half, 'initdb', [
    ['--pgdata', data],
    ['--username', 'postgres'],
    ['--pwfile', passwordFile],
    ['--auth', 'scram-sha-256'],
    ['--encoding', 'UTF8'],
    // The same order of letters on every machine, whatever languages it has installed.
    ['--locale-provider', 'builtin'],
    ['--locale', 'C.UTF-8'],
  ]);
  // Single-user mode needs neither a port nor a superuser's session. One statement a line.
  await run(
    half,
    'postgres',
    [['--single'], ['-D', data], ['postgres']],
    [
      `create role holdfast login createdb createrole password '${password}'`,
      'create database holdfast owner holdfast',
    ],
  );
  await rename(half.folder, home.folder);
}

function run({ bin, folder, as }: PostgresHome, program: string, args: string[][], input: string[] = []) {
  return new Promise<void>((resolve, reject) => {
    const child = spawn(join(bin, program), args.flat(), {
      cwd: folder,
      env: environment(),
      stdio: 'pipe',
      ...(as && { uid: as.uid, gid: as.gid }),
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
    child.once('error', reject);
    child.once('close', (code) => {
      // Single-user mode says ERROR and still ends with 0.
      if (code === 0 && !/^.*(ERROR|FATAL):/m.test(said)) resolve();
      else reject(new Error(`${program} ended with ${code}:\n${said}`));
    });
    // It may end before it has read all; its exit code says so.
    child.stdin.on('error', () => {});
    child.stdin.end(input.map((line) => `${line}\n`).join(''));
  });
}

async function assertOurs({ folder, as }: PostgresHome): Promise<void> {
  const found = await lstat(folder).catch(() => null);
  const uid = as?.uid ?? process.getuid?.();
  if (found === null || found.uid === uid) return;
  throw new Error(
    `${folder} belongs to user ${found.uid}, and PostgreSQL would run as user ${uid}: ` +
      'start as the one who did so first, or remove that folder.',
  );
}

async function exists(folder: string): Promise<boolean> {
  return (await lstat(folder).catch(() => null)) !== null;
}

/** Nothing of ours: a PGDATA or PGOPTIONS of the person who starts us is meant for another PostgreSQL. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}
