import { expect, test } from 'vitest';
import { createHistogram } from './histogram.ts';

test.for([
  { share: 0.5, expected: 50 },
  { share: 0.95, expected: 95 },
  { share: 0.99, expected: 99 },
  { share: 1, expected: 100 },
])('of 1 to 100 ms a share of $share waited $expected ms, within one per cent', ({ share, expected }) => {
  const latencies = createHistogram();
  for (let ms = 100; ms >= 1; ms--) latencies.add(ms);
  const found = latencies.percentile(share);
  expect(found).toBeGreaterThanOrEqual(expected);
  expect(found).toBeLessThanOrEqual(expected * 1.01);
});

test('where nothing was seen there is no latency', () => {
  expect(createHistogram().percentile(0.99)).toBe(0);
});

test('a latency beyond all bounds counts as the bound', () => {
  const latencies = createHistogram();
  latencies.add(0);
  latencies.add(1e9);
  expect(latencies.percentile(0.5)).toBeCloseTo(0.01);
  expect(latencies.percentile(1)).toBeGreaterThanOrEqual(100_000);
});
