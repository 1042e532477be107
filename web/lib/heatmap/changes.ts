/**
 * Columns whose count differs from what the same row showed before, `passed` columns ago. What merely moved left with
 * the axis has not changed; a cell that came into being counts as changed once something is in it.
 */
export function changedColumns(
  before: readonly number[],
  after: readonly number[],
  passed: number,
): number[] {
  return after.flatMap((events, column) => {
    const earlier = before[column + passed] ?? 0;
    return events === earlier ? [] : [column];
  });
}
