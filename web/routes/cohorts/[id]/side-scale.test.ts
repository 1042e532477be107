import { expect, test } from 'vitest';
import type { Finding } from '#engagement/differing/finding.ts';
import { sideScale } from './side-scale.ts';

const judged = {
  of: 'mood',
  apart: { value: 0.5, low: 0.2, high: 0.7 },
  falseFinds: 0.01,
  isSure: true,
  goesWith: null,
} as const;
const middle = (usual: number, low: number, high: number) => ({ of: 10, usual, low, high });
const number = (one: [number, number, number], other: [number, number, number]): Finding => ({
  ...judged,
  as: 'number',
  these: middle(...one),
  others: middle(...other),
});

test.each<[string, Finding, [number, number]]>([
  ['numbers begin at nought', number([4, 3, 6], [9, 8, 12]), [0, 12]],
  ['those below nought end there', number([-4, -8, -3], [-2, -3, -1]), [-8, 0]],
  ['those on both sides have it between them', number([-0.4, -0.8, -0.1], [0.3, 0.1, 0.5]), [-0.8, 0.5]],
  ['where all is nought there is a scale all the same', number([0, 0, 0], [0, 0, 0]), [0, 1]],
  [
    'shares go from none to all',
    { ...judged, as: 'share', these: { of: 10, hits: 1 }, others: { of: 10, hits: 2 }, than: null },
    [0, 1],
  ],
])('%s', (_, finding, domain) => {
  expect(sideScale(finding).domain()).toEqual(domain);
});
