import { expect, test } from 'vitest';
import { type Latencies, addLatency, latencyQuantile } from './latencies.ts';

test('of a thousand requests the middle and the slowest hundredth are told to within two percent', () => {
  const latencies: Latencies = {};
  for (let ms = 1; ms <= 1000; ms++) addLatency(latencies, ms);
  for (const [share, ms] of [
    [0.5, 500],
    [0.95, 950],
    [0.99, 990],
  ] as const) {
    const ratio = (latencyQuantile(latencies, share) ?? 0) / ms;
    expect(ratio).toBeGreaterThan(0.975);
    expect(ratio).toBeLessThan(1.025);
  }
});

test('without a request there is nothing to tell', () => {
  expect(latencyQuantile({}, 0.5)).toBeNull();
});

test('a request that took no time at all counts as the shortest there is', () => {
  const latencies: Latencies = {};
  addLatency(latencies, 0);
  expect(latencyQuantile(latencies, 0.99)).toBeCloseTo(0.01, 3);
});
