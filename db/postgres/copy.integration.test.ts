import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownStores } from '#test/stores.ts';
import { type Postgres, openPostgres } from './connect.ts';
import { copyText } from './copy.ts';

let own: Postgres;

beforeAll(async () => {
  own = await openPostgres((await ownStores()).databaseUrl);
});
afterAll(() => own?.close());

describe('text copied into a table', () => {
  const word = fc.oneof(
    fc.string({ unit: 'binary' }),
    // What the format itself is made of.
    fc
      .array(fc.constantFrom('\\', '\t', '\n', '\r', '\\.', '\\N', 'n', '"', 'é', '\u2028', '🙂'))
      .map((all) => all.join('')),
  );

  test('comes back as it went in, whatever it holds', async () => {
    const value = word.map((one) => one.replaceAll('\0', ''));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(value, value), { maxLength: 100 }), async (rows) => {
        expect(await thereAndBack(rows)).toEqual(rows);
      }),
      { seed: 42, numRuns: 40 },
    );
  });

  test('comes back whole when it takes many pieces', async () => {
    const rows = Array.from({ length: 300 }, (_, index) => [String(index), 'wörd\t\\n '.repeat(500)]);
    expect(await thereAndBack(rows)).toEqual(rows);
  });

  test('is not held back by the kernel, which would be 40 ms for every copy', async () => {
    const took: number[] = [];
    for (let time = 0; time < 20; time++) {
      const began = performance.now();
      await thereAndBack([['a', 'b']]);
      took.push(performance.now() - began);
    }
    // The quickest of many says what it takes on a machine that has other things to do.
    expect(Math.min(...took)).toBeLessThan(30);
  });

  test('leaves nothing on the way that would keep a process asleep in its transaction for ever', async () => {
    const asleep = own.pool.begin(async (tx) => {
      await tx`create temp table if not exists copied (one text, other text) on commit delete rows`;
      await copyText(tx, 'copied', ['one', 'other'], [['a', 'b']]);
      await Promise.all([
        tx`select set_config('idle_in_transaction_session_timeout', '200', true)`,
        tx`select pg_sleep(0.2)`,
      ]);
      // Over another connection: this one is idle.
      await own.pool`select pg_sleep(1)`;
      await tx`select 1`;
    });
    await expect(asleep).rejects.toThrow(/idle-in-transaction timeout|CONNECTION/);
    expect(await thereAndBack([['a', 'b']])).toEqual([['a', 'b']]);
  });

  test.each([1, 500])(
    'that PostgreSQL refuses in the last of %i rows fails the transaction, and the connection goes on',
    async (count) => {
      const rows = Array.from({ length: count }, () => ['1', 'long'.repeat(1_000)]);
      rows.push(['1', 'NUL \0']);
      await expect(thereAndBack(rows)).rejects.toThrow(/aborted|invalid byte/);
      expect(await thereAndBack([['1', 'good']])).toEqual([['1', 'good']]);
    },
  );
});

async function thereAndBack(rows: string[][]): Promise<string[][]> {
  return own.pool.begin(async (tx) => {
    await tx`create temp table if not exists copied (one text, other text) on commit delete rows`;
    await copyText(tx, 'copied', ['one', 'other'], rows);
    const back = await tx<{ one: string; other: string }[]>`select one, other from copied order by ctid`;
    return back.map(({ one, other }) => [one, other]);
  });
}
