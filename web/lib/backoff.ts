const firstMs = 500;
/** A server that restarts is back within seconds; nobody should wait longer than this to see it. */
const longestMs = 8_000;

/**
 * How long to wait before attempt number `attempt` (0, 1, 2 ...), with full jitter: when a server comes back, the
 * pages that lost it must not all knock in the same moment. `random` is from 0 to 1.
 */
export function retryDelayMs(attempt: number, random: number): number {
  return Math.round(random * Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 16)));
}
