import type { LiveRow } from '#engagement/screen/cohort-view.ts';
import { type Columns, columnAt } from '#web/lib/heatmap/columns.ts';
import type { Line } from '#web/lib/heatmap/groups.ts';
import { type Measure, type Value, changedColumns, valuesOf } from '#web/lib/heatmap/measures.ts';

/** Long enough to catch the eye, short enough to be over before the next event of the same learner. */
const glowMs = 700;

interface Glowing {
  enrolment: string;
  /** Of its column. */
  start: number;
  since: number;
}

/** Which cells changed a moment ago. */
export class Glow {
  #before: {
    columns: Columns;
    measure: Measure;
    rows: Map<string, { row: LiveRow; values: readonly Value[] }>;
  } | null = null;
  /** By enrolment and the start of its column. */
  #cells = new Map<string, Glowing>();

  get isOver(): boolean {
    return this.#cells.size === 0;
  }

  /** Holds the lines against what they were; what is other glows from `now` on, where it is news. */
  note(lines: readonly Line[], columns: Columns, measure: Measure, isNews: boolean, now: number): void {
    const before = this.#before;
    const same = before?.measure === measure && before.columns.range === columns.range ? before : null;
    const isSameTime = same?.columns === columns;
    const lastStart = same?.columns.starts[columns.count - 1] ?? 0;
    const passed = columns.count - 1 - columnAt(columns, lastStart);
    const rows = new Map<string, { row: LiveRow; values: readonly Value[] }>();
    for (const line of lines) {
      if (line.kind === 'head') continue;
      const { row } = line;
      const was = same?.rows.get(row.enrolment);
      if (was && isSameTime && was.row === row) {
        rows.set(row.enrolment, was);
        continue;
      }
      const values = valuesOf(row, measure, columns);
      rows.set(row.enrolment, { row, values });
      if (!was || !isNews) continue;
      for (const column of changedColumns(was.values, values, passed, measure)) {
        const start = columns.starts[column] ?? 0;
        this.#cells.set(`${row.enrolment} ${start}`, { enrolment: row.enrolment, start, since: now });
      }
    }
    this.#before = { columns, measure, rows };
  }

  /** How much each cell glows by now, 1 to 0; with its 0 it is told for the last time. */
  *at(now: number): Generator<{ enrolment: string; start: number; glow: number }> {
    for (const [key, { enrolment, start, since }] of this.#cells) {
      const age = Math.min(1, Math.max(0, (now - since) / glowMs));
      if (age === 1) this.#cells.delete(key);
      yield { enrolment, start, glow: (1 - age) ** 2 };
    }
  }
}
