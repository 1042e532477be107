import type { MeasuredRow, Teller } from '../model-measured.ts';
import { type HeadName, headNames } from '../risk-model.ts';
import { type Quality, qualityOf, rightOf } from './metrics.ts';

/** What a model told of moments of learners whose future is known, row by row. */
export interface Exam {
  moments: Moment[];
  /** No number where that future is not known. */
  answers: Record<HeadName, Float32Array>;
  told: Record<HeadName, Float64Array>;
  /** What a logistic regression told that learned from the same; null where there is none. */
  logistic: Record<HeadName, Float64Array> | null;
  /** For the rules: days since the last activity, and active days of the last 28. */
  silence: Float32Array;
  days28: Float32Array;
}

export interface Moment {
  presentation: string;
  learner: string;
  week: number;
  /** Whether they were active in the last 14 days. */
  isActive: boolean;
}

/** What is asked of one head: only of those who were active where somebody else has long been silent anyway. */
export interface Question {
  head: HeadName;
  isActiveOnly: boolean;
}

export const questions: readonly Question[] = headNames.map((head) => ({
  head,
  isActiveOnly: head === 'silence',
}));
/** Weeks that are told apart from the others. */
const ownWeeks = [2, 4, 8, 12];

/** The table of a model, all weeks first; what happened to nobody, or to everybody, cannot be measured and is left out. */
export function measuredRows(exam: Exam): MeasuredRow[] {
  return questions.flatMap((question) =>
    [null, ...ownWeeks].flatMap((week) => {
      const rows = rowsFor(exam, question, week);
      const answers = pick(exam.answers[question.head], rows);
      const happened = answers.reduce((sum, answer) => sum + answer, 0);
      if (happened === 0 || happened === rows.length) return [];
      const said: Omit<MeasuredRow, keyof Measures> = { ...question, teller: 'model', week };
      const competing = competitorsOf(exam, rows);
      const rowOf = (teller: Teller, told: Exam['told']): MeasuredRow => {
        const quality = qualityOf(pick(told[question.head], rows), answers, competing);
        return { ...said, teller, ...measuresOf(quality), asRule: null };
      };
      return [
        rowOf('model', exam.told),
        ...(exam.logistic === null ? [] : [rowOf('logistic', exam.logistic)]),
        ...(question.head === 'silence'
          ? rules.map((rule) => ruleRow(exam, rule, rows, answers, competing, said))
          : []),
      ];
    }),
  );
}

/** The rows a question is asked of, those with an answer. */
export function rowsFor(
  { moments, answers }: Pick<Exam, 'moments' | 'answers'>,
  { head, isActiveOnly }: Question,
  week: number | null = null,
): number[] {
  return [...moments.entries()].flatMap(([row, { isActive, week: own }]) =>
    Number.isNaN(answers[head][row]) || (isActiveOnly && !isActive) || (week !== null && own !== week)
      ? []
      : [row],
  );
}

/** Who competes for being flagged: those of a class in a week. */
export function competitorsOf({ moments }: Pick<Exam, 'moments'>, rows: readonly number[]): string[] {
  return rows.map((row) => `${moments[row]?.presentation} ${moments[row]?.week}`);
}

/** Some rows of many. */
export function pick<Values extends Float32Array | Float64Array>(
  values: Values,
  rows: readonly number[],
): Values {
  const some = values.slice(0, rows.length);
  for (const [at, row] of rows.entries()) some[at] = values[row] ?? Number.NaN;
  return some as Values;
}

type Measures = Omit<MeasuredRow, 'head' | 'isActiveOnly' | 'teller' | 'week'>;

function measuresOf({ top10, top15, ...one }: Quality): Omit<Measures, 'asRule'> {
  return { ...one, top10, top15 };
}

/** A rule ranks by something that everybody can count, and flags from some point on. */
export interface Rule {
  teller: Exclude<Teller, 'model' | 'logistic'>;
  rank: (exam: Exam, rows: readonly number[], competing: readonly string[]) => Float64Array;
  /** From this rank on it flags. */
  from: number;
}

export const rules: readonly Rule[] = [
  {
    // No activity for 7 days: ranked by the days since the last.
    teller: 'silence',
    rank: ({ silence }, rows) => Float64Array.from(rows, (row) => silence[row] ?? 0),
    from: 7,
  },
  {
    // Below half of the cohort's median of active days in 28: ranked by how far the share of that median falls short.
    teller: 'median',
    rank({ days28 }, rows, competing) {
      const medians = new Map<string, number>();
      for (const [group, own] of Map.groupBy(rows.keys(), (at) => competing[at] ?? '')) {
        const days = own.map((at) => days28[rows[at] ?? 0] ?? 0).toSorted((one, other) => one - other);
        medians.set(group, ((days[(days.length - 1) >> 1] ?? 0) + (days[days.length >> 1] ?? 0)) / 2);
      }
      return Float64Array.from(
        rows,
        (row, at) => -(days28[row] ?? 0) / Math.max(1, medians.get(competing[at] ?? '') ?? 1),
      );
    },
    // Just above minus a half: half of the median itself is not below it.
    from: -0.5 + 1e-9,
  },
];

function ruleRow(
  exam: Exam,
  { teller, rank, from }: Rule,
  rows: readonly number[],
  answers: Float32Array,
  competing: readonly string[],
  said: Omit<MeasuredRow, keyof Measures>,
): MeasuredRow {
  const told = rank(exam, rows, competing);
  const flags = Uint8Array.from(told, (value) => Number(value >= from));
  const share = flags.reduce((sum, flag) => sum + flag, 0) / flags.length;
  return {
    ...said,
    ...measuresOf(qualityOf(told, answers, competing)),
    teller,
    brier: null,
    calibrationError: null,
    asRule: share === 0 ? { share, recall: 0, precision: 0 } : { share, ...rightOf(flags, answers) },
  };
}
