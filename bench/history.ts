import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type postgres from 'postgres';
import { rebuildTenant } from '#db/rebuild.ts';
import { logLengths } from '#db/redis/log.ts';
import { archiveLog } from '#workers/archive.ts';
import { type Row, row } from './row.ts';
import type { School } from './school.ts';
import type { Stand } from './stand.ts';

const lookEveryMs = 100;

/** Columns of the history and, of them, those a window is made from. */
const columns = 'tenant_id, enrolment_id, at, source_id, id, type, received_at, body';
const windowColumns = `enrolment_id, at, received_at, body->'attendance'`;

/** Archives a log of so many events of this school, which has no history yet, then makes its windows anew. */
export async function measureHistory(stand: Stand, school: School, events: number): Promise<Row[]> {
  const { db, redis, redisOwner, owner } = stand;
  const archiveMs = await timed(async () => {
    while ((await archiveLog(db, redis)) > 0);
  });
  await owner`select set_config('app.tenant', ${school.tenant}, false)`;
  const [found] = await owner<{ events: number }[]>`
    select count(*)::int as events from events where tenant_id = ${school.tenant}`;
  if (found?.events !== events)
    throw new Error(`expected ${events} events in the history, found ${found?.events}`);
  const raw = await copyOut(owner, columns, school.tenant);
  await owner`create table bench_copy (like events)`;
  const copyInMs = await timed(async () => pipeline(Readable.from(raw), await copyIn(owner)));
  await owner`drop table bench_copy`;

  await redisOwner.flushall();
  const rebuildMs = await timed(() => rebuildTenant(db, redis, school.tenant, Date.now()));
  const copyOutMs = await timed(() => copyOut(owner, windowColumns, school.tenant));

  const perSecond = (ms: number) => (events / ms) * 1000;
  return [
    row('archived', 'events/s', perSecond(archiveMs), perSecond(copyInMs)),
    row('rebuilt', 'events/s', perSecond(rebuildMs), perSecond(copyOutMs)),
  ];
}

/** How long the workers go on archiving once nothing comes any more: what they could not keep up with. */
export async function secondsUntilArchived({ redis }: Stand): Promise<number> {
  const ms = await timed(async () => {
    while ((await logLengths(redis)).size > 0) await pause(lookEveryMs);
  });
  return ms / 1_000;
}

/** The rows as text, read as fast as PostgreSQL gives them. */
async function copyOut(owner: postgres.Sql, what: string, tenant: string): Promise<Buffer[]> {
  const query = owner.unsafe(`copy (select ${what} from events where tenant_id = '${tenant}') to stdout`);
  const chunks: Buffer[] = [];
  for await (const chunk of await query.readable()) chunks.push(chunk as Buffer);
  return chunks;
}

/** Into a table without a key, a check or a policy. */
async function copyIn(owner: postgres.Sql): Promise<Writable> {
  return owner.unsafe(`copy bench_copy (${columns}) from stdin`).writable();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
