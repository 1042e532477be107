import { describe, expect, test } from 'vitest';
import { openRandom } from './random.ts';

const many = 20_000;

describe('a stream of chance', () => {
  test('draws the same numbers for the same seed, today and on any machine', () => {
    const random = openRandom(42);
    expect([random.uniform(), random.uniform(), random.uniform()]).toEqual(firstThreeOf42);
    expect(openRandom('42').uniform()).toBe(firstThreeOf42[0]);
  });

  test('draws others for a seed that differs by one', () => {
    const first = Array.from({ length: 1_000 }, (_, seed) => openRandom(seed).uniform());
    expect(new Set(first).size).toBe(1_000);
  });

  test('forks by name, whatever was drawn before', () => {
    const random = openRandom(1);
    const before = random.fork('maya').uniform();
    random.normal(0, 1);
    expect(random.fork('maya').uniform()).toBe(before);
    expect(random.fork('noah').uniform()).not.toBe(before);
  });

  test('has the means and deviations that it is asked for', () => {
    const random = openRandom('means');
    expect(mean(draws(() => random.uniform()))).toBeCloseTo(0.5, 1);
    expect(mean(draws(() => random.between(10, 20)))).toBeCloseTo(15, 0);
    expect(mean(draws(() => random.exponential(3)))).toBeCloseTo(3, 0);
    expect(mean(draws(() => random.rounded(2.3)))).toBeCloseTo(2.3, 1);
    expect(mean(draws(() => (random.chance(0.2) ? 1 : 0)))).toBeCloseTo(0.2, 1);
    const normal = draws(() => random.normal(5, 2));
    expect(mean(normal)).toBeCloseTo(5, 1);
    expect(Math.sqrt(mean(normal.map((one) => (one - 5) ** 2)))).toBeCloseTo(2, 1);
  });

  test('fills every part of its range alike', () => {
    const random = openRandom('parts');
    const parts = Array.from({ length: 20 }, () => 0);
    for (let draw = 0; draw < many; draw++) {
      const part = Math.floor(random.uniform() * parts.length);
      parts[part] = (parts[part] ?? 0) + 1;
    }
    // Five standard deviations of a part that expects 1,000.
    for (const count of parts) expect(Math.abs(count - many / parts.length)).toBeLessThan(155);
  });

  test('picks by weight and never what weighs nothing', () => {
    const random = openRandom('weights');
    const weights = [
      ['never', 0] as const,
      ['rarely', 1] as const,
      ['often', 9] as const,
      ['nor this', 0] as const,
    ];
    const picks = Array.from({ length: many }, () => random.weighted(weights));
    expect(new Set(picks)).toEqual(new Set(['rarely', 'often']));
    expect(picks.filter((one) => one === 'rarely').length / many).toBeCloseTo(0.1, 1);
    expect(() => random.pick([])).toThrow('nothing');
    expect(() => random.weighted([['a', 0]])).toThrow('weight');
  });
});

function draws(draw: () => number): number[] {
  return Array.from({ length: many }, draw);
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const firstThreeOf42 = [0.735816270924634, 0.3698123948991937, 0.5664369792104382];
