import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Row, numberIn, numberOrNone, readRows } from './csv.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-csv-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a gzipped CSV file', () => {
  test('is read by the names of its columns, in whatever order they come', async () => {
    const rows = await read('date,other,who\n-3,x,maya\n7,,noah\n', ['who', 'date']);
    expect(rows.map((row) => [row.line, row.values.who, numberIn(row, 'date')])).toEqual([
      [2, 'maya', -3],
      [3, 'noah', 7],
    ]);
  });

  test.each([
    ['a,b\n"x, y",2\n', ['x, y', '2']],
    ['a,b\n"she said ""no""",\n', ['she said "no"', '']],
    ['a,b\n"two\nlines",2\n', ['two\nlines', '2']],
    ['a,b\r\n1,2\r\n', ['1', '2']],
    ['a,b\n,"é🙂"\n', ['', 'é🙂']],
  ])('may quote its fields: %j', async (text, expected) => {
    const rows = await read(text, ['a', 'b']);
    expect(rows.map(({ values }) => [values.a, values.b])).toEqual([expected]);
  });

  test('is read whole when it takes many pieces, each row with its line', async () => {
    const many = Array.from({ length: 50_000 }, (_, row) => `${row},"row\n${row}"\n`).join('');
    const rows = await read(`a,b\n${many}`, ['a', 'b']);
    expect(rows).toHaveLength(50_000);
    expect(rows.at(-1)).toMatchObject({ line: 100_000, values: { a: '49999', b: 'row\n49999' } });
  });
});

describe('a file that is not what it should be is refused by name, line and what was expected', () => {
  test.each([
    ['', 'data.csv.gz, line 1: expected the columns a, b'],
    ['a,c\n1,2\n', 'data.csv.gz, line 1: expected a column b, found a, c'],
    ['a,b\n1,2\n1,2,3\n', 'data.csv.gz, line 3: expected 2 fields, found 3'],
    ['a,b\n1,2\n1', 'data.csv.gz, line 3: expected a whole line, and the file ends in it'],
    ['a,b\n"1"2,3\n', 'data.csv.gz, line 2: a quoted field is not closed properly'],
    ['a,b\n"1,2\n', 'data.csv.gz, line 2: expected a whole line, and the file ends in it'],
    [`a,b\n${'x'.repeat(30_000)}`, 'data.csv.gz, line 2: expected at most 20000 characters'],
  ])('%.20j', async (text, message) => {
    await expect(read(text, ['a', 'b'])).rejects.toThrow(message);
  });

  test('torn, or not there', async () => {
    const whole = gzipSync(`a,b\n${'1,2\n'.repeat(1_000)}`);
    await expect(readBytes(whole.subarray(0, -10), ['a'])).rejects.toThrow(
      /data\.csv\.gz, line \d+: expected a whole gzipped CSV file/,
    );
    await expect(readBytes(Buffer.from('a,b\n1,2\n'), ['a'])).rejects.toThrow(
      /line 1: expected a whole gzipped/,
    );
    await expect(collect(join(folder, 'absent.csv.gz'), ['a'])).rejects.toThrow(
      'absent.csv.gz, line 1: expected a whole gzipped CSV file: it is not there',
    );
  });

  test('with something else where a number belongs', async () => {
    const [row] = await read('a,b\n1.5,\n', ['a', 'b']);
    if (row === undefined) throw new Error('there is a row');
    expect(() => numberIn(row, 'a')).toThrow(
      "data.csv.gz, line 2: expected a whole number as a, found '1.5'",
    );
    expect(() => numberIn(row, 'b')).toThrow(
      'data.csv.gz, line 2: expected a whole number as b, found nothing',
    );
    expect(numberOrNone(row, 'b')).toBeNull();
  });
});

function read<const Column extends string>(text: string, columns: readonly Column[]): Promise<Row<Column>[]> {
  return readBytes(gzipSync(text), columns);
}

async function readBytes<const Column extends string>(
  bytes: Uint8Array,
  columns: readonly Column[],
): Promise<Row<Column>[]> {
  const path = join(folder, 'data.csv.gz');
  await writeFile(path, bytes);
  return collect(path, columns);
}

async function collect<const Column extends string>(
  path: string,
  columns: readonly Column[],
): Promise<Row<Column>[]> {
  const all: Row<Column>[] = [];
  for await (const rows of readRows(path, columns)) all.push(...rows);
  return all;
}
