import type { Band } from '#engagement/risk.ts';

/** A band that a cell has a mark for. Low has none: most cells are, and a mark in each of them would be heard by nobody. */
export type MarkedBand = Exclude<Band, 'low'>;

/**
 * Whether the mark of a band covers a point of a square from -1 to 1: half a disc in its ring, a triangle, an octagon. They are those
 * that stand beside names, made for eight pixels.
 */
export function covers(band: MarkedBand, x: number, y: number): boolean {
  switch (band) {
    case 'medium': {
      const far = Math.hypot(x, y);
      return far <= 1 && (x >= 0 || far >= 0.72);
    }
    case 'high':
      // From the tip at the top to the whole width at the bottom.
      return Math.abs(x) <= (y + 1) / 2;
    case 'critical':
      return Math.abs(x) + Math.abs(y) <= 1.45;
  }
}

/** How large a mark is in a cell, in pixels; null where there is no room for one that could be told from another. */
export function markSize({ width, height }: { width: number; height: number }): number | null {
  const size = Math.floor(Math.min(width - 4, 0.6 * height));
  return size >= 0.5 * height && size >= 7 ? size : null;
}
