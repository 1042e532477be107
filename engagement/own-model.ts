import type { ModelComparison } from './model-comparison.ts';
import type { RiskModel } from './risk-model.ts';

/** What there must be to learn from: moments at which a risk could have been told, and of these those after which a learner fell silent. */
export const leastToLearn = {
  moments: 2_000,
  happened: 100,
  /** Later ones, which nothing is learned from, to compare the two on. */
  triedMoments: 500,
  triedHappened: 30,
} as const;

/** Why nothing could be learned. */
export const trainingProblems = ['too_little', 'too_little_happened', 'too_little_later'] as const;
export type TrainingProblem = (typeof trainingProblems)[number];

/** What there was to learn from. */
export interface LearnedFrom {
  cohorts: number;
  learners: number;
  moments: number;
  happened: number;
  triedMoments: number;
  triedHappened: number;
}

/** How far a training is, or what came of it. */
export type TrainingState =
  | { state: 'waiting' }
  | { state: 'reading' }
  | { state: 'learning'; share: number }
  | { state: 'refused'; problem: TrainingProblem; found: LearnedFrom }
  | { state: 'failed' }
  | { state: 'trained'; found: LearnedFrom; comparison: ModelComparison };

/** Who had a model trained, used, or no longer used, and when. */
export interface ModelStep {
  step: 'asked' | 'used' | 'left';
  at: string;
  by: { id: string; name: string };
}

/** All that is kept of a training beside the model itself. */
export interface TrainingRecord {
  training: TrainingState;
  steps: ModelStep[];
}

/** A training that is over. */
export type TrainingResult =
  | { training: Extract<TrainingState, { state: 'refused' }> }
  | { training: Extract<TrainingState, { state: 'trained' }>; model: RiskModel };

/** A training as lists show it: one that is under way, came to nothing, or left a model that can be used. */
export interface OwnModel extends TrainingRecord {
  id: string;
  name: string;
  trainedAt: string;
  usedSince: string | null;
  usedUntil: string | null;
  /** Whether this version of the product can use it. */
  isReadable: boolean;
}
