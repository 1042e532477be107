import { type Misses, stepPoints } from '../interval.ts';

/** How far the truth lay below and above what was told, one time in ten each, for each ten points told. */
export function missesOf(told: readonly number[], truth: readonly number[]): Misses {
  const steps = Array.from({ length: 100 / stepPoints }, (): number[] => []);
  for (const [at, value] of told.entries()) {
    const step = Math.min(steps.length - 1, Math.floor(value / stepPoints));
    steps[step]?.push((truth[at] ?? 0) - value);
  }
  // Where hardly anything was told the next step with enough is as good a guess as any.
  const full = steps.filter((step) => step.length >= rowsMin);
  return steps.map((step, index) => {
    const own = step.length >= rowsMin ? step : ((index < steps.length / 2 ? full[0] : full.at(-1)) ?? []);
    const sorted = own.toSorted((one, other) => one - other);
    const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
    return [Math.round(10 * at(0.1)) / 10, Math.round(10 * at(0.9)) / 10];
  });
}

const rowsMin = 200;
