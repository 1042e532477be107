import { expect, test } from 'vitest';
import { type ToldRisk, outcomesOf } from './outcomes.ts';

function told(band: ToldRisk['band'], risk: number, of: number, happened: number): ToldRisk[] {
  return Array.from({ length: of }, (_, index) => ({ band, risk, fellSilent: index < happened }));
}

test.each([
  { of: 29, happened: 10, says: 'too_few' },
  { of: 100, happened: 42, says: 'as_told' },
  { of: 100, happened: 20, says: 'happened_less' },
  { of: 100, happened: 70, says: 'happened_more' },
])('of $of told 40 % $happened fell silent: $says', ({ of, happened, says }) => {
  const high = outcomesOf(told('high', 0.4, of, happened)).find(({ band }) => band === 'high');
  expect(high).toMatchObject({ told: of, happened, says });
  expect(high?.risk).toBeCloseTo(0.4);
});

test('the interval is that of Wilson', () => {
  const [low] = outcomesOf(told('low', 0.05, 50, 0));
  expect(low?.low).toBe(0);
  expect(low?.high).toBeCloseTo(0.0713, 3);
});

test('every band is told of, in order, and of one that nobody was in nothing is known', () => {
  expect(outcomesOf([]).map(({ band, low, high, says }) => [band, low, high, says])).toEqual([
    ['low', 0, 1, 'too_few'],
    ['medium', 0, 1, 'too_few'],
    ['high', 0, 1, 'too_few'],
    ['critical', 0, 1, 'too_few'],
  ]);
});
