import { join } from 'node:path';
import type { HeadName } from '#engagement/risk-model.ts';
import { numberIn, readRows } from './csv.ts';

/** A moment at which the risk of a learner is asked for, and what happened then. */
export interface Snapshot {
  /** Such as BBB_2014B. */
  presentation: string;
  learner: string;
  week: number;
  /** The evening of this day, counted from the start. */
  day: number;
  /** Whether anything was done in the fourteen days up to it. */
  isActive: boolean;
  split: string;
  /** No number where it runs past the end of what is known. */
  answers: Record<HeadName, number>;
}

const columnOf: Record<HeadName, 'y_inactive14' | 'y_wd_rest' | 'y_wd28' | 'y_noncomplete'> = {
  silence: 'y_inactive14',
  withdrawal: 'y_wd_rest',
  withdrawal28: 'y_wd28',
  noncompletion: 'y_noncomplete',
};
/** By what the labels call it. */
export const headOfLabel = new Map(
  Object.entries(columnOf).map(([head, label]) => [label as string, head as HeadName]),
);

/** All that is asked for in a folder, by presentation. */
export async function readSnapshots(folder: string): Promise<Map<string, Snapshot[]>> {
  const all = new Map<string, Snapshot[]>();
  const columns = [
    'code_module',
    'code_presentation',
    'id_student',
    'week',
    'day',
    'active_last14',
    'split',
    ...Object.values(columnOf),
  ] as const;
  for await (const rows of readRows(join(folder, 'labels.csv.gz'), columns)) {
    for (const row of rows) {
      const { code_module, code_presentation, id_student, active_last14, split } = row.values;
      const presentation = `${code_module}_${code_presentation}`;
      const answer = (head: HeadName): number => {
        const value = numberIn(row, columnOf[head]);
        return value < 0 ? Number.NaN : value;
      };
      const own = all.get(presentation) ?? [];
      all.set(presentation, own);
      own.push({
        presentation,
        learner: id_student,
        week: numberIn(row, 'week'),
        day: numberIn(row, 'day'),
        isActive: active_last14 === '1',
        split,
        answers: {
          silence: answer('silence'),
          withdrawal: answer('withdrawal'),
          withdrawal28: answer('withdrawal28'),
          noncompletion: answer('noncompletion'),
        },
      });
    }
  }
  return all;
}
