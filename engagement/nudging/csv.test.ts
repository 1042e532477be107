import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCsv, writeCsv } from './csv.ts';

const awkward = fc.string({
  unit: fc.constantFrom('a', '7', ' ', '"', ',', ';', '\t', '\n', '\r', '\uFEFF', 'é', '😀'),
});
const cell = fc.oneof(awkward, fc.string({ unit: 'binary' }));
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { maxLength: 6 });

describe('a table as text', () => {
  test('is read as it was written, whatever its cells hold', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const { rows: read, problems } = parseCsv(writeCsv(rows));
        expect(problems).toEqual([]);
        expect(read.map(({ cells }) => cells)).toEqual(rows);
      }),
      { numRuns: 2_000 },
    );
  });

  test('never fails to be read, and each row is read or named', () => {
    fc.assert(
      fc.property(fc.oneof(awkward, fc.string({ unit: 'binary' })), (text) => {
        const { rows, problems } = parseCsv(text);
        const lines = text.split(/\r\n|\r|\n/).length;
        for (const { line } of [...rows, ...problems]) expect(line).toBeLessThanOrEqual(lines);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each<[string, string, string[][]]>([
    [
      'lines that end as Windows ends them',
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'lines that end as old Macs ended them',
      'a,b\r1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'semicolons, as spreadsheets write where the comma is decimal',
      'a;b\n1,5;2',
      [
        ['a', 'b'],
        ['1,5', '2'],
      ],
    ],
    [
      'tabs',
      'a\tb\n1\t2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a mark of the byte order', '\uFEFFa,b\n', [['a', 'b']]],
    ['a separator within quotes, which is none', '"a;b;c",d\n', [['a;b;c', 'd']]],
    ['lines within quotes', 'a\n"1\n2"\n', [['a'], ['1\n2']]],
    ['doubled quotes', '"say ""yes""",b', [['say "yes"', 'b']]],
    [
      'empty cells',
      'a,\n,b\n',
      [
        ['a', ''],
        ['', 'b'],
      ],
    ],
    ['nothing between the lines', 'a\n\n\nb\n', [['a'], ['b']]],
    ['nothing at all', '', []],
  ])('may have %s', (_, text, rows) => {
    expect(parseCsv(text)).toMatchObject({ rows: rows.map((cells) => ({ cells })), problems: [] });
  });

  test.each<[string, string, ReturnType<typeof parseCsv>['problems']]>([
    ['a quote inside a bare cell', 'a,b\n1,5" pipe\n', [{ line: 2, column: 2, code: 'stray_quote' }]],
    ['text after the end of a cell', 'a,b\n\n"x" y,2\n', [{ line: 3, column: 1, code: 'after_quote' }]],
    ['a quote that nothing ends', 'a,b\n"1\n2",3\n4,"5\n', [{ line: 4, column: 2, code: 'open_quote' }]],
  ])('that has %s is named by line and cell', (_, text, problems) => {
    expect(parseCsv(text).problems).toEqual(problems);
  });
});
