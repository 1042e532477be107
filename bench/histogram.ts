/** How often each latency was seen. */
export interface Histogram {
  add: (ms: number) => void;
  /** The latency that this share of all did not exceed; 0 when none was seen. */
  percentile: (share: number) => number;
}

/** Each bucket ends one per cent above the one before: a figure is off by that at most, in a few kilobytes. */
const growth = 1.01;
const leastMs = 0.01;
const mostMs = 100_000;
const buckets = Math.ceil(Math.log(mostMs / leastMs) / Math.log(growth)) + 1;

export function createHistogram(): Histogram {
  const counts = new Uint32Array(buckets);
  let seen = 0;
  return {
    add(ms) {
      const bucket = Math.ceil(Math.log(ms / leastMs) / Math.log(growth));
      const held = Math.min(Math.max(bucket, 0), buckets - 1);
      counts[held] = (counts[held] ?? 0) + 1;
      seen += 1;
    },
    percentile(share) {
      if (seen === 0) return 0;
      let left = Math.ceil(seen * share);
      const bucket = counts.findIndex((count) => (left -= count) <= 0);
      return leastMs * growth ** bucket;
    },
  };
}
