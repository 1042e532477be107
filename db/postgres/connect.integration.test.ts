import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ownStores } from '#test/stores.ts';
import { type Postgres, asTenant, isPostgresUp, openPostgres, rowsOf, takeTime } from './connect.ts';

let own: Postgres;
let operator: postgres.Sql;
const open: Postgres[] = [];

beforeAll(async () => {
  const { databaseUrl } = await ownStores();
  own = await openPostgres(databaseUrl);
  open.push(own);
  operator = postgres(databaseUrl, { max: 1 });
});
afterAll(async () => {
  await operator?.end();
  for (const one of open) await one.close();
});

describe('a connection', () => {
  test('is one that row-level security holds', async () => {
    const [who] = await own.pool<{ seesAll: boolean }[]>`
      select rolsuper or rolbypassrls as "seesAll" from pg_roles where rolname = current_user`;
    expect(who?.seesAll).toBe(false);
  });

  test('has an end to each transaction, which only work that takes its time lifts, for itself alone', async () => {
    const limits = sql`select current_setting('transaction_timeout') as "transaction",
      current_setting('idle_in_transaction_session_timeout') as "idle"`;
    expect(await rowsOf(own.db, limits)).toEqual([{ transaction: '30s', idle: '5s' }]);
    const lifted = await own.db.transaction(async (tx) => {
      await takeTime(tx, 60_000);
      return rowsOf(tx, limits);
    });
    expect(lifted).toEqual([{ transaction: '0', idle: '1min' }]);
    expect(await rowsOf(own.db, limits)).toEqual([{ transaction: '30s', idle: '5s' }]);
  });

  test('asks nothing by itself: were the server gone before the answer, nobody would be there to hear of it', async () => {
    const { databaseUrl } = await ownStores();
    const { port, hostname } = new URL(databaseUrl);
    const said: string[] = [];
    const between = createServer((client) => {
      const server = connect(Number(port), hostname);
      client.on('data', (bytes) => said.push(bytes.toString('latin1')));
      client.pipe(server).pipe(client);
      for (const socket of [client, server]) socket.on('error', () => socket.destroy());
    });
    await once(between.listen(0, '127.0.0.1'), 'listening');
    const url = new URL(databaseUrl);
    url.port = String((between.address() as AddressInfo).port);
    const one = await openPostgres(url.href);
    expect(await one.pool`select ${['a', 'b, "c"', '\\d']}::text[] as texts`).toEqual([
      { texts: ['a', 'b, "c"', '\\d'] },
    ]);
    await one.close();
    between.close();
    expect(said.join('')).toContain('::text[] as texts');
    expect(said.join('')).not.toContain('pg_type');
  });

  test.each(Array.from({ length: 10 }, (_, time) => [time + 1]))(
    'that dies inside a transaction refuses it and takes nobody along (%i)',
    async () => {
      const broken = asTenant(own.db, 't', async (tx) => {
        const [row] = await rowsOf<{ pid: number }>(tx, sql`select pg_backend_pid() as pid`);
        await operator`select pg_terminate_backend(${row?.pid ?? 0})`;
        await tx.execute(sql`select 1`);
        await tx.execute(sql`select 2`);
      });
      await expect(broken).rejects.toThrow(/Failed query|CONNECTION_CLOSED|terminating/);
      // What the server said last may still reach the next question; after that there is nothing left of it.
      await vi.waitFor(async () => {
        const answers = await Promise.all(Array.from({ length: 20 }, () => isPostgresUp(own.pool)));
        expect(answers).not.toContain(false);
      });
    },
  );
});
