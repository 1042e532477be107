import { type ScaleLinear, scaleLinear } from 'd3';
import type { Finding } from '#engagement/differing/finding.ts';

/** Of both sides of a finding, so that they can be compared; with nought in it, since that is what less and more are seen from. */
export function sideScale(finding: Finding): ScaleLinear<number, number> {
  if (finding.as === 'share') return scaleLinear([0, 1], [0, 1]);
  const { these, others } = finding;
  const ends = [these, others].flatMap(({ low, high, usual }) => [low, high, usual]);
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  return scaleLinear(least === most ? [0, 1] : [least, most], [0, 1]);
}
