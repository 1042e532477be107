/** Where things are on the canvas, in device pixels. Rows touch; the cells of a row may fill only a part of it. */
export interface Geometry {
  width: number;
  columns: number;
  rowHeight: number;
  cellTop: number;
  cellHeight: number;
  /** Empty pixels between two cells of a row. */
  gap: number;
}

export interface Cell {
  row: number;
  column: number;
}

/** First pixel of a column. Whole numbers, so that every cell has sharp edges and none overlaps the next. */
export function columnStart({ width, columns }: Geometry, column: number): number {
  return Math.round((column * width) / columns);
}

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The pixels of one cell. */
export function boxOf(geometry: Geometry, row: number, column: number): Box {
  const left = columnStart(geometry, column);
  return {
    left,
    top: row * geometry.rowHeight + geometry.cellTop,
    width: Math.max(1, columnStart(geometry, column + 1) - left - geometry.gap),
    height: geometry.cellHeight,
  };
}

/** The cell under a point, or null outside; the space above and below the cells still belongs to their row. */
export function cellAt(geometry: Geometry, rows: number, x: number, y: number): Cell | null {
  const { width, columns, rowHeight } = geometry;
  if (x < 0 || y < 0 || x >= width) return null;
  const row = Math.floor(y / rowHeight);
  if (row >= rows) return null;
  // The rounding of column starts can put a pixel one column further than the division says.
  let column = Math.min(columns - 1, Math.floor((x * columns) / width));
  if (column + 1 < columns && x >= columnStart(geometry, column + 1)) column += 1;
  else if (x < columnStart(geometry, column)) column -= 1;
  return { row, column };
}

/** Which part of a long list is there, in lines; `to` is the first that is not. */
export interface Part {
  from: number;
  to: number;
}

/**
 * What of a long list to draw: the lines on the screen and `spare` around them, in steps of so many lines, so that scrolling rarely
 * changes it. Where the screen is quicker than the page, those to spare are what is seen.
 */
export function windowOf(
  lines: number,
  { lineHeight, scrolledPast, viewHeight }: { lineHeight: number; scrolledPast: number; viewHeight: number },
  { step, spare }: { step: number; spare: number },
): Part {
  const first = Math.floor(scrolledPast / lineHeight / step) * step - spare;
  const end = Math.ceil((scrolledPast + viewHeight) / lineHeight / step) * step + spare;
  return { from: Math.min(Math.max(0, first), lines), to: Math.min(lines, Math.max(end, 0)) };
}
