import { scaleLinear } from 'd3';

export interface Dots {
  radius: number;
  /** How many learners a dot stands for: more than one where they would not fit. */
  each: number;
  at: { id: string; x: number; y: number }[];
}

const radiusMax = 3;
const radiusMin = 1;
const gap = 1;

/** Learners as dots over a strip from 0 to 100, stacked where several have the same score; `counts` has them by whole point. */
export function dotsOf(counts: readonly number[], width: number, height: number): Dots {
  const x = scaleLinear([0, 100], [0, width]);
  const radius = Math.max(radiusMin, Math.min(radiusMax, (x(1) - x(0) - gap) / 2));
  const step = 2 * radius + gap;
  const fitting = Math.max(1, Math.floor(height / step));
  const each = Math.max(1, Math.ceil(Math.max(0, ...counts) / fitting));
  const at = counts.flatMap((learners, point) =>
    Array.from({ length: Math.ceil(learners / each) }, (_, level) => ({
      id: `${point}/${level}`,
      // In the middle of its point, so that it stands on the side of a border on which its level is.
      x: x(Math.min(point + 0.5, 100)),
      y: height - radius - level * step,
    })),
  );
  return { radius, each, at };
}
