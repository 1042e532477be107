// postgres.js 3.4.9 writes to a connection that is gone: when PostgreSQL dies while a transaction is
// open, the rollback is written to a null socket from a setImmediate, where nobody can catch it, and
// the process ends (porsager/postgres issues 1066, 1154, 1208; open pull requests 1168, 1176, 1209).
// A cancelled write also keeps its timer, and the connection never writes again; and what PostgreSQL
// said last is thrown at the first question after the reconnect. And the end of a COPY is a small
// write behind another one, which the kernel holds back for 40 ms unless it is told not to. A COPY that
// went well is followed by word that it failed: PostgreSQL ignores it, but no longer minds how long the
// transaction is idle. Until a release mends all of it, this does, right after every install; the tests
// beside copy.ts and in test/faults/ watch.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const brokenVersion = '3.4.9';

const mends = [
  {
    broken: `  function nextWrite(fn) {
    const x = socket.write(chunk, fn)`,
    mended: `  function nextWrite(fn) {
    if (socket === null) {
      chunk = nextWriteTimer = null
      error(Errors.connection('CONNECTION_CLOSED', options))
      return false
    }
    const x = socket.write(chunk, fn)`,
  },
  {
    broken: `    x.on('drain', drain)
    return x`,
    mended: `    x.on('drain', drain)
    x.setNoDelay && x.setNoDelay(true)
    return x`,
  },
  {
    broken: `        callback(error)
        socket.write(b().f().str(error + b.N).end())`,
    mended: `        callback(error)
        this.writableFinished || socket.write(b().f().str(error + b.N).end())`,
  },
  {
    broken: `    clearImmediate(nextWriteTimer)
    socket.removeListener('data', data)`,
    mended: `    clearImmediate(nextWriteTimer)
    chunk = nextWriteTimer = null
    socket.removeListener('data', data)`,
  },
  {
    broken: `    closedTime = performance.now()
    hadError && options.shared.retries++`,
    mended: `    query = errorResponse = null
    closedTime = performance.now()
    hadError && options.shared.retries++`,
  },
];

/**
 * Mends the installed package in place; says so when it is not the version this is meant for.
 * @param {string} root
 */
export function mendPostgres(root) {
  const folder = join(root, 'node_modules/postgres');
  const file = join(folder, 'src/connection.js');
  if (!existsSync(file)) return;
  const description = readFileSync(join(folder, 'package.json'), 'utf8');
  const version = /"version": "([^"]+)"/.exec(description)?.[1];
  if (version !== brokenVersion) {
    console.warn(
      `holdfast: postgres ${version} is installed; see whether bin/mend-postgres.mjs is still needed`,
    );
    return;
  }
  let source = readFileSync(file, 'utf8');
  for (const { broken, mended } of mends) {
    if (source.includes(mended)) continue;
    if (!source.includes(broken)) throw new Error('postgres 3.4.9 is not as bin/mend-postgres.mjs knows it');
    source = source.replace(broken, mended);
  }
  writeFileSync(file, source);
}
