/** How long requests took: counts by size, each four percent larger than the one before, so that a day's worth takes no more room than a minute's. */
export type Latencies = Record<string, number>;

/** Half of it is how far a quantile may be off. */
const stepRatio = 1.04;
/** Nothing over a network takes less. */
const leastMs = 0.01;

export function addLatency(latencies: Latencies, ms: number): void {
  const step = Math.round(Math.log(Math.max(leastMs, ms)) / Math.log(stepRatio));
  latencies[step] = (latencies[step] ?? 0) + 1;
}

/** Null when there was no request. */
export function latencyQuantile(latencies: Latencies, share: number): number | null {
  const steps = Object.entries(latencies)
    .map(([step, count]) => ({ step: Number(step), count }))
    .toSorted((one, other) => one.step - other.step);
  let left = share * steps.reduce((sum, { count }) => sum + count, 0);
  const found = steps.find(({ count }) => (left -= count) < 0) ?? steps.at(-1);
  return found ? stepRatio ** found.step : null;
}
