import type { Share } from '../nudging/difference.ts';
import type { MeasureName, Per } from './measures.ts';
import type { Middle } from './middle.ts';
import type { Apart } from './ranks.ts';
import type { Tie } from './tie.ts';

/** How some learners of a cohort differ from the others over a stretch of time, the strongest difference first. */
export interface Differences {
  /** Learners on each side. */
  these: number;
  others: number;
  /** With fewer on a side everything is only told, and nothing is claimed. */
  isTooFew: boolean;
  per: Per;
  /** Things of which enough was known on both sides, so that they could have been found to differ. */
  compared: number;
  findings: Finding[];
}

/** One thing that was compared. */
export type Finding = {
  of: MeasureName;
  /** From -1 to 1: in how many pairs of one of these and one of the others these have more, less in how many they have less. */
  apart: Pick<Apart, 'value' | 'low' | 'high'>;
  /** Of what is as likely as this or less, so much would be chance if all of it was called sure. */
  falseFinds: number;
  isSure: boolean;
  /** A stronger finding that says much the same of the same learners. */
  goesWith: MeasureName | null;
} & Sides;

export type Sides =
  | { as: 'number'; these: Middle; others: Middle }
  /** Of how many it is so. `than`: of a number that is the same for most, how many have more, or less. */
  | { as: 'share'; these: Share; others: Share; than: Tie | null };
