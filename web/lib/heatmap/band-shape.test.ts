import { expect, test } from 'vitest';
import { type MarkedBand, covers, markSize } from './band-shape.ts';

function picture(band: MarkedBand, size: number): string[] {
  const middle = (size - 1) / 2;
  return Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) =>
      covers(band, (x - middle) / (size / 2), (y - middle) / (size / 2)) ? '#' : '.',
    ).join(''),
  );
}

test('the marks are told apart at eight pixels', () => {
  const marks = (['medium', 'high', 'critical'] as const).map((band) => picture(band, 8));
  expect(marks.map((mark) => mark.join('\n'))).toEqual([
    '..####..\n.##.###.\n##..####\n#...####\n#...####\n##..####\n.##.###.\n..####..',
    '........\n...##...\n...##...\n..####..\n..####..\n.######.\n.######.\n########',
    '..####..\n.######.\n########\n########\n########\n########\n.######.\n..####..',
  ]);
});

test.each([
  ['a cell of an hour on a wide screen', { width: 11, height: 18 }, null],
  ['a cell of a day', { width: 30, height: 18 }, 10],
  ['a low cell', { width: 30, height: 14 }, 8],
  ['a cell of a screen of twice the density', { width: 60, height: 36 }, 21],
  ['a cell too low for any', { width: 30, height: 8 }, null],
])('%s has room for a mark of so many pixels', (_, box, size) => {
  expect(markSize(box)).toBe(size);
});
