import { featureCount } from '#engagement/risk-features.ts';
import { type OpenModel, logOddsOf, writeBins } from '#engagement/open-model.ts';
import type { HeadName } from '#engagement/risk-model.ts';
import { chanceOf } from '#engagement/risk.ts';

const bins = new Uint8Array(featureCount);

/** What the heads of a model tell of one of many rows of features. */
export function chancesOf<const Head extends HeadName>(
  model: OpenModel,
  heads: readonly Head[],
  features: Float32Array,
  row: number,
): Record<Head, number> {
  writeBins(model, features.subarray(row * featureCount, (row + 1) * featureCount), bins);
  const chances = heads.map((head) => [head, chanceOf(logOddsOf(model.heads[head], bins))] as const);
  return Object.fromEntries(chances) as Record<Head, number>;
}
