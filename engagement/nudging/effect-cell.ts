import type { NudgeKind } from '../nudge.ts';
import type { Band } from '../risk.ts';
import type { Arm } from './arm.ts';

/** Learners who count alike: each once for a kind, by the first decision that put them into an arm of it. */
export interface EffectCell {
  kind: NudgeKind;
  /** UTC day of the planned moment, from which all that became of them is counted, sent or not. */
  day: number;
  programme: string;
  /** As it was when it was decided. */
  band: Band | null;
  arm: Arm;
  /** How likely it was to be treated when the arm was drawn. */
  treatedChance: number;
  /** Those of whom it is known what they did within three days, and what it was. */
  learners: number;
  returned24: number;
  returned72: number;
  did: number;
  /** Those of them of whom it is known whether they were active in the second week, and who were. */
  seen14: number;
  active14: number;
  /** Those whose three days are not over. */
  waiting: number;
  /** Those whose three days were over for long, and nobody knows. */
  missing: number;
}
