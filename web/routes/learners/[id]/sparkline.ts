import { line, scaleLinear } from 'd3';

export interface Sparkline {
  /** Broken where there is no score. */
  path: string;
  /** Scores without a neighbour, which a line alone would not show. */
  dots: { x: number; y: number }[];
  /** Of each day, from left to right. */
  points: { x: number; y: number | null }[];
}

/** So that a line of full width is not cut at its ends. */
const margin = 4;

/** The scores of days one after the other, drawn on the whole scale from 0 to 100: a small change stays small. */
export function sparklineOf(scores: readonly (number | null)[], width: number, height: number): Sparkline {
  const x = scaleLinear([0, Math.max(1, scores.length - 1)], [margin, Math.max(margin, width - margin)]);
  const y = scaleLinear([0, 100], [height - margin, margin]);
  const points = scores.map((score, index) => ({ x: x(index), y: score === null ? null : y(score) }));
  const path = line<(typeof points)[number]>(
    (point) => point.x,
    (point) => point.y ?? 0,
  ).defined((point) => point.y !== null);
  const isAlone = (index: number): boolean =>
    (points[index - 1]?.y ?? null) === null && (points[index + 1]?.y ?? null) === null;
  return {
    path: path(points) ?? '',
    dots: points.flatMap((point, index) =>
      point.y !== null && isAlone(index) ? [{ x: point.x, y: point.y }] : [],
    ),
    points,
  };
}
