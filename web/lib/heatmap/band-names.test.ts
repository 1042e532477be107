import { expect, test } from 'vitest';
import { type NamedBand, type NameRoom, nameRooms } from './band-names.ts';

const band = (left: number, right: number, name: number, isCommon = false): NamedBand => ({
  left,
  right,
  name,
  isCommon,
});

test.each<[string, NamedBand[], (NameRoom | null)[]]>([
  ['stands within its band', [band(100, 300, 80)], [{ left: 100, width: 200, side: 'middle' }]],
  ['goes on after a short one', [band(100, 120, 80)], [{ left: 100, width: 80, side: 'start' }]],
  ['ends with the band at the edge', [band(980, 1000, 80)], [{ left: 920, width: 80, side: 'end' }]],
  [
    'is cut where the next one begins',
    [band(100, 120, 80), band(150, 300, 50)],
    [
      { left: 40, width: 80, side: 'end' },
      { left: 150, width: 150, side: 'middle' },
    ],
  ],
  [
    'is left out where nothing of it could be read',
    [band(0, 10, 80), band(20, 300, 50)],
    [null, { left: 20, width: 280, side: 'middle' }],
  ],
  [
    'that many have is said once where no band has room for it',
    [band(0, 20, 50, true), band(100, 120, 50, true), band(200, 220, 50, true)],
    [{ left: 0, width: 50, side: 'start' }, null, null],
  ],
  [
    'that many have is said wherever a band has room for it',
    [band(0, 100, 50, true), band(200, 220, 50, true)],
    [{ left: 0, width: 100, side: 'middle' }, null],
  ],
])('a name %s', (_, bands, expected) => {
  expect(nameRooms(bands, 1_000)).toEqual(expected);
});
