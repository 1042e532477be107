/** A place of the keyboard in the grid. Cells count from 0; the learner's name stands before them. */
export interface Place {
  row: number;
  column: number;
}

export const nameColumn = -1;
const pageRows = 10;

/** Where a key leads from a place, as in any grid; null for keys that do not move. */
export function moved(
  { row, column }: Place,
  { key, ctrlKey }: { key: string; ctrlKey: boolean },
  rows: number,
  columns: number,
): Place | null {
  const last = columns - 1;
  const place = ((): Place | null => {
    switch (key) {
      case 'ArrowDown':
        return { row: row + 1, column };
      case 'ArrowUp':
        return { row: row - 1, column };
      case 'ArrowRight':
        // From the name straight to now, which is what one asks for first.
        return { row, column: column === nameColumn ? last : column + 1 };
      case 'ArrowLeft':
        return { row, column: column - 1 };
      case 'Home':
        return { row: ctrlKey ? 0 : row, column: nameColumn };
      case 'End':
        return { row: ctrlKey ? rows - 1 : row, column: last };
      case 'PageDown':
        return { row: row + pageRows, column };
      case 'PageUp':
        return { row: row - pageRows, column };
      default:
        return null;
    }
  })();
  return (
    place && {
      row: Math.max(0, Math.min(rows - 1, place.row)),
      column: Math.max(nameColumn, Math.min(last, place.column)),
    }
  );
}
