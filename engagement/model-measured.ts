import type { HeadName } from './risk-model.ts';

/*
 * How well a model told what became of learners it had not learned from: what `npm run risk -- evaluate --json` writes, and
 * what a screen shows of the model that comes with the product (models/drop-off-measured.json).
 */

export interface ModelMeasured {
  model: { name: string; data: string; classes: string[]; rows: number; seed: number };
  /** The classes it was measured on, and how many learners these had. */
  classes: string[];
  learners: number;
  /** Pooled are the evenings of these weeks, both included. */
  weeks: { from: number; to: number };
  rows: MeasuredRow[];
  /** Of the first head, pooled: by tenths of those told, lowest first. */
  calibration: { rows: number; told: number; happened: number }[];
  fairness: MeasuredGroup[];
}

/** The model, a logistic regression that learned from the same, or a rule that anybody would think of first. */
export const tellers = ['model', 'logistic', 'silence', 'median'] as const;
export type Teller = (typeof tellers)[number];

/** A line of the table. Shares are of 1. */
export interface MeasuredRow {
  head: HeadName;
  /** Whether only those are asked about who were active in the last 14 days. */
  isActiveOnly: boolean;
  teller: Teller;
  /** Null: all weeks together. */
  week: number | null;
  /** How many moments of learners it was measured on, and how often it happened. */
  rows: number;
  share: number;
  auc: number;
  /** Area under the curve of precision and recall. */
  precision: number;
  /** Null for a rule, which tells an order and no chance. */
  brier: number | null;
  calibrationError: number | null;
  /** When a share of each class and week is flagged. */
  top10: { recall: number; precision: number };
  top15: { recall: number; precision: number };
  /** What the rule flags of itself, taken at its word; null for what tells chances. */
  asRule: { share: number; recall: number; precision: number } | null;
}

export const traits = ['sex', 'age', 'disability', 'deprivation'] as const;
export type Trait = (typeof traits)[number];

/** One group of persons when the top 10 % of each class and week are flagged by the first head. No model ever learns who is in which. */
export interface MeasuredGroup {
  trait: Trait;
  /** As the data calls it; `unknown` where it says nothing. */
  group: string;
  learners: number;
  rows: number;
  /** How often it happened, and how often the model said so in the mean. */
  share: number;
  told: number;
  auc: number;
  /** Of those to whom it happened, how many were flagged; of those to whom it did not, how many were all the same. */
  recall: number;
  falseAlarm: number;
  /** One standard error of these, with learners drawn as wholes. */
  recallError: number;
  falseAlarmError: number;
}
