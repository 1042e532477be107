import { expect, test } from 'vitest';
import { median, row, tableOf } from './row.ts';

const rows = [row('100 a batch', 'events/s', 21_234.56, 60_000), row('memory', 'bytes a learner', 512.34)];

test('a row has the limit beside its figure where there is one', () => {
  expect(rows).toEqual([
    { name: '100 a batch', value: 21_230, unit: 'events/s', limit: 60_000, ratio: 0.3539 },
    { name: 'memory', value: 512.3, unit: 'bytes a learner', limit: null, ratio: null },
  ]);
});

test('a person gets the rows as a table', () => {
  expect(tableOf({ bench: 'ingest', machine: '2 cores', rows })).toBe(
    [
      'ingest on 2 cores',
      '',
      "               here                   machine's limit  ratio",
      '100 a batch  21,230  events/s                  60,000   0.35',
      'memory          512  bytes a learner',
    ].join('\n'),
  );
});

test('the median is the middle one, whatever the order', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([7])).toBe(7);
});
