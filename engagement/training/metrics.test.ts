import { describe, expect, test } from 'vitest';
import { calibrationOf, flaggedOf, flagsOf, qualityOf } from './metrics.ts';

const of = (told: number[], happened: number[]) =>
  qualityOf(
    Float64Array.from(told),
    Float32Array.from(happened),
    told.map(() => 'all'),
  );

describe('how well an order of risks tells who it happens to', () => {
  test.each([
    ['everyone above everyone else', [0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1], 1, 1],
    ['the other way round', [0.9, 0.8, 0.2, 0.1], [0, 0, 1, 1], 0, (1 / 3 + 2 / 4) / 2],
    ['all told the same', [0.5, 0.5, 0.5, 0.5], [0, 1, 0, 1], 0.5, 0.5],
    ['one in the wrong place', [0.1, 0.6, 0.4, 0.9], [0, 0, 1, 1], 0.75, (1 + 2 / 3) / 2],
    ['a tie is half', [0.3, 0.7, 0.7], [0, 0, 1], 0.75, 0.5],
  ])('%s', (_, told, happened, auc, precision) => {
    const quality = of(told, happened);
    expect(quality.auc).toBeCloseTo(auc, 12);
    expect(quality.precision).toBeCloseTo(precision, 12);
  });

  test('where it happened to nobody there is no order to tell', () => {
    expect(of([0.1, 0.2], [0, 0]).auc).toBeNaN();
  });
});

describe('how near chances are to what happens', () => {
  test('the squared distance of each is averaged', () => {
    expect(of([0, 0.5, 1], [0, 1, 0]).brier).toBeCloseTo((0 + 0.25 + 1) / 3, 12);
  });

  test('steps hold as many each, the first ones more where it does not divide', () => {
    const told = Float64Array.from([0.5, 0.1, 0.3, 0.2, 0.4]);
    const happened = Float32Array.from([1, 0, 1, 0, 0]);
    const [low, high] = calibrationOf(told, happened, undefined, 2);
    expect(low).toMatchObject({ rows: 3, happened: 1 / 3 });
    expect(low?.told).toBeCloseTo(0.2, 12);
    expect(high).toMatchObject({ rows: 2, told: 0.45, happened: 0.5 });
  });

  test('what is told too high in one tenth does not make up for what is told too low in another', () => {
    const told = [...Array.from({ length: 50 }, () => 0.2), ...Array.from({ length: 50 }, () => 0.6)];
    const happened = told.map((chance, row) => Number(row % 5 < (chance === 0.2 ? 2 : 2)));
    expect(of(told, happened).share).toBeCloseTo(0.4, 12);
    expect(of(told, happened).calibrationError).toBeCloseTo(0.2, 12);
  });
});

describe('flagging the highest of each group', () => {
  const told = Float64Array.from([0.9, 0.8, 0.7, 0.1, 0.3, 0.2]);
  const groups = ['a', 'a', 'a', 'a', 'b', 'b'];

  test('rounds up, group by group', () => {
    expect([...flagsOf(told, groups, 0.3)]).toEqual([1, 1, 0, 0, 1, 0]);
  });

  test('takes the first of those told the same', () => {
    expect([...flagsOf(Float64Array.from([0.5, 0.5, 0.5]), ['a', 'a', 'a'], 0.1)]).toEqual([1, 0, 0]);
  });

  test('finds so many of those it happens to, and is so often right', () => {
    const happened = Float32Array.from([1, 0, 1, 1, 0, 1]);
    expect(flaggedOf(told, happened, groups, 0.3)).toEqual({ recall: 1 / 4, precision: 1 / 3 });
  });
});
