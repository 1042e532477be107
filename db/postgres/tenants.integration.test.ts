import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownStores } from '#test/stores.ts';
import { type Postgres, openPostgres, rowsOf } from './connect.ts';
import { ifAlone, whileAlone } from './tenants.ts';

let own: Postgres;

beforeAll(async () => {
  own = await openPostgres((await ownStores()).databaseUrl);
});
afterAll(() => own?.close());

test.each([
  ['waits its turn', whileAlone],
  ['is done by one alone', ifAlone],
])('while work that %s goes on, what is deleted can be cleared away', async (_, alone) => {
  const holding = await alone(own.db, 'some work', () =>
    rowsOf(
      own.db,
      sql`select pid from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and backend_xmin is not null
            and usename = session_user`,
    ),
  );
  expect(holding).toEqual([]);
});
