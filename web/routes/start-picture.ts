/** One cell of the picture on the start page; `step` is its place on the engagement ramp. */
export interface PictureCell {
  row: number;
  column: number;
  step: number;
}

/** The learner in the picture who goes quiet, is noticed, and comes back: their row, and the columns without a sound. */
export const drift = { row: 4, from: 13, to: 33 };

/** A class over an hour, always the same: learners who come and go in stretches, and the one who drifts. */
export function startPicture(rows: number, columns: number): PictureCell[] {
  return Array.from({ length: rows * columns }, (_, index) => {
    const row = Math.floor(index / columns);
    const column = index % columns;
    return { row, column, step: row === drift.row ? driftAt(column) : stepAt(row, column) };
  });
}

function driftAt(column: number): number {
  if (column < drift.from) return [3, 4, 3, 4, 3, 2, 3, 2, 2, 1, 2, 1, 1][column] ?? 1;
  if (column < drift.to) return 0;
  return [1, 2, 2, 3, 3, 4, 3, 4, 5, 4, 4][column - drift.to] ?? 4;
}

/** Stretches of activity, each with its own strength, and a flicker within them. */
function stepAt(row: number, column: number): number {
  const stretch = noise(row * 31 + Math.floor((column + row * 3) / 7));
  if (stretch < 0.36) return 0;
  const strength = 1 + 3.2 * noise(row * 17 + 5);
  const flicker = noise(row * 101 + column * 7 + 3);
  if (flicker < 0.14) return 0;
  return Math.max(1, Math.min(5, Math.round(strength * (0.55 + 0.7 * flicker))));
}

/** From 0 to 1, scattered, and the same for the same number. */
function noise(seed: number): number {
  const value = Math.sin(seed * 12.9898 + 4.1414) * 43_758.5453;
  return value - Math.floor(value);
}
