/** The weights of a sum of terms whose mean distance from the truth is smallest: means squared again and again, each row by how far it was missed. */
export function weightsOf(rows: readonly (readonly number[])[], truth: readonly number[]): number[] {
  const terms = rows[0]?.length ?? 0;
  let weights = Array.from({ length: terms }, () => 0);
  let counts: number[] = rows.map(() => 1);
  for (let round = 0; round < rounds; round++) {
    const sums = Array.from({ length: terms }, () => Array.from({ length: terms + 1 }, () => 0));
    for (const [at, row] of rows.entries()) {
      const count = counts[at] ?? 0;
      for (const [index, own] of sums.entries()) {
        const weighed = count * (row[index] ?? 0);
        if (weighed === 0) continue;
        for (let other = 0; other < terms; other++)
          own[other] = (own[other] ?? 0) + weighed * (row[other] ?? 0);
        own[terms] = (own[terms] ?? 0) + weighed * (truth[at] ?? 0);
      }
    }
    weights = solved(sums);
    counts = rows.map(
      (row, at) => 1 / Math.max(nearEnough, Math.abs((truth[at] ?? 0) - sumOf(row, weights))),
    );
  }
  return weights;
}

const rounds = 30;
/** Points: what is nearer counts as hit. */
const nearEnough = 0.5;

function sumOf(row: readonly number[], weights: readonly number[]): number {
  return row.reduce((sum, term, index) => sum + term * (weights[index] ?? 0), 0);
}

/** Rows of a system of equations, each with its right side last. */
function solved(system: number[][]): number[] {
  const size = system.length;
  for (let column = 0; column < size; column++) {
    let best = column;
    for (let row = column + 1; row < size; row++)
      if (Math.abs(system[row]?.[column] ?? 0) > Math.abs(system[best]?.[column] ?? 0)) best = row;
    const [pivot, other] = [system[best] ?? [], system[column] ?? []];
    [system[column], system[best]] = [pivot, other];
    const lead = pivot[column] ?? 0;
    // A term that is the same in every row says nothing.
    if (Math.abs(lead) < Number.EPSILON) continue;
    for (const [row, values] of system.entries()) {
      if (row === column) continue;
      const times = (values[column] ?? 0) / lead;
      for (let at = column; at <= size; at++) values[at] = (values[at] ?? 0) - times * (pivot[at] ?? 0);
    }
  }
  return system.map((row, index) => {
    const lead = row[index] ?? 0;
    return Math.abs(lead) < Number.EPSILON ? 0 : (row[size] ?? 0) / lead;
  });
}
