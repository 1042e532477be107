/** How much of a normal curve lies farther out than z on both sides, to a ten-millionth of itself (Press et al., Numerical Recipes, erfc). */
export function twoSidedTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const series = coefficients.reduceRight((sum, one) => one + t * sum, 0);
  return Math.min(1, t * Math.exp(-x * x + series));
}

const coefficients = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
] as const;
