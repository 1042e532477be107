import model from './models/drop-off.json' with { type: 'json' };
import { openModel } from './open-model.ts';
import { parseModel } from './risk-model.ts';

/** The model that comes with the product: learned from real learners, as docs/model-card.md says. */
export const shippedModel = shipped();

function shipped() {
  const parsed = parseModel(model);
  if (!parsed.ok) throw new Error(`engagement/models/drop-off.json: ${parsed.problem}`);
  return openModel(parsed.model);
}
