import type { FaultRow } from './fault.ts';

const heads = ['fault', 'acknowledged', 'counted once', 'lost', 'doubled', 's to recover', 'measured'];

/** The rows as a table a person reads: numbers to the right. */
export function tableOf(rows: { name: string; row: FaultRow }[]): string {
  const cells = rows.map(({ name, row }) => [
    name,
    ...[row.acknowledged, row.counted, row.lost, row.doubled].map((number) => number.toLocaleString('en')),
    row.recoverS === null ? '-' : row.recoverS.toFixed(2),
    Object.entries(row.figures ?? {})
      .map(([figure, value]) => `${figure} ${value.toLocaleString('en', { maximumFractionDigits: 2 })}`)
      .join(', '),
  ]);
  const all = [heads, ...cells];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          const isText = column === 0 || column === heads.length - 1;
          return isText ? cell.padEnd(width) : cell.padStart(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
