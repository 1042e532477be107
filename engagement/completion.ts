import { type Confidence, type Lack, type Reason, confidenceOf, toldOf } from './risk.ts';
import type { OpenModel } from './open-model.ts';
import type { RiskView } from './risk-features.ts';

/** How likely a learner is to complete the course: the weights of all reasons add up to its log-odds. */
export interface Completion {
  chance: number;
  reasons: Reason[];
  lacks: Lack[];
  confidence: Confidence;
}

/** The same model as the risk tells it, from the other side: what weighs against it there speaks for it here. */
export function completionOf(view: RiskView, model: OpenModel, isDown: boolean): Completion | null {
  const told = toldOf('noncompletion', view, model, isDown);
  if (told === null) return null;
  const { value, reasons, lacks } = told;
  return {
    chance: Math.round(10_000 * (1 - value)) / 10_000,
    reasons: reasons.map((reason) => ({ ...reason, weight: -reason.weight })),
    lacks,
    confidence: confidenceOf(lacks),
  };
}
