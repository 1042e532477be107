import model from './models/drop-off.json' with { type: 'json' };
import measured from './models/drop-off-measured.json' with { type: 'json' };
import type { ModelMeasured } from './model-measured.ts';
import type { ModelFeature, RiskModel } from './risk-model.ts';

/** What is said of the product's own model by whoever does not tell risks by it, and need not open it. */
export const shippedFacts: {
  name: string;
  learnedFrom: RiskModel['learnedFrom'];
  features: ModelFeature[];
  measured: ModelMeasured;
} = {
  name: model.name,
  learnedFrom: model.learnedFrom,
  features: model.features as ModelFeature[],
  measured: measured as ModelMeasured,
};
