import { type ScaleLinear, scaleLinear } from 'd3';
import type { KindEffect } from '#engagement/nudging/effect-report.ts';

/** However wide an interval is, an effect of more than this is not looked for: it would press the others together. */
const farthest = 0.5;
const nearest = 0.1;

/** One scale for all kinds, so that they can be compared; nought in the middle. */
export function upliftScale(
  kinds: readonly Pick<KindEffect, 'uplift' | 'watched'>[],
): ScaleLinear<number, number> {
  const ends = kinds.flatMap(({ uplift, watched }) =>
    uplift === null ? [] : [uplift.low, uplift.high, watched.low, watched.high],
  );
  const most = Math.min(farthest, Math.max(nearest, ...ends.map(Math.abs)));
  return scaleLinear([-most, most], [0, 1]);
}
