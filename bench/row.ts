/** One figure, with what the same machine does at best beside it. */
export interface Row {
  name: string;
  value: number;
  unit: string;
  limit: number | null;
  /** The figure as a share of the limit; for a duration below 1 is better, for a rate above. */
  ratio: number | null;
}

export interface Result {
  bench: string;
  machine: string;
  rows: Row[];
}

/** More digits than a run repeats would only look exact. */
const digitsKept = 4;
const heads = ['', 'here', '', "machine's limit", 'ratio'];

export function row(name: string, unit: string, value: number, limit?: number): Row {
  return {
    name,
    value: rounded(value),
    unit,
    limit: limit === undefined ? null : rounded(limit),
    ratio: limit === undefined || limit === 0 ? null : rounded(value / limit),
  };
}

/** The middle one of an odd number of figures. */
export function median(figures: number[]): number {
  return figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)] ?? 0;
}

/** The figures for a person: words to the left, numbers to the right. */
export function tableOf({ bench, machine, rows }: Result): string {
  const cells = rows.map(({ name, value, unit, limit, ratio }) => [
    name,
    written(value),
    unit,
    limit === null ? '' : written(limit),
    ratio === null ? '' : ratio.toFixed(2),
  ]);
  const all = [heads, ...cells];
  const widths = heads.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  const lines = all.map((line) =>
    line
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || column === 2 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return [`${bench} on ${machine}`, '', ...lines].join('\n');
}

/** A number for a person: thousands apart, three digits or a little more. */
export function written(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });
}

function rounded(value: number): number {
  return Number(value.toPrecision(digitsKept));
}
