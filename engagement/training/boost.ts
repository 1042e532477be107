/*
 * Gradient boosting with trees of two levels, kept as what they are: each such tree looks at pairs of features, so the
 * sum of all of them is one curve for each feature and one small map for each pair. Nothing else is left when
 * training is over; decision 0023 says why that is enough.
 */

export interface BoostOptions {
  rounds: number;
  /** What each tree moves of the way. */
  rate: number;
  /** Of rows and of features, what share each tree sees. */
  rowShare: number;
  featureShare: number;
  /** The least weight of a leaf, in variances of the answer. */
  leafMin: number;
  shrink: number;
  /** Pairs that may act together, as first * features + second with first < second; null: any. */
  pairs: ReadonlySet<number> | null;
  seed: number;
}

/** What is learned from: row after row the bin of each feature, 0 for what is not known. */
export interface Binned {
  rows: Uint8Array;
  /** Bins of each feature, the one for what is not known among them. */
  bins: readonly number[];
}

export interface Boosted {
  base: number;
  trees: Tree[];
  /** What each pair brought, in gain: by first * features + second with first < second. */
  gains: Map<number, number>;
}

/** Parts rows by one feature, and each half by a feature of its own; `low` and `high` are in log-odds, or in the amount. */
export interface Tree {
  feature: number;
  /** What lies in this bin or below goes the first way. */
  bin: number;
  halves: readonly [Half, Half];
}

export interface Half {
  feature: number;
  bin: number;
  low: number;
  high: number;
}

/** As many bins as a byte may name, and more than a curve needs. */
const binsMost = 64;
const perFeature = 2 * binsMost;

/** `answers` are 0 or 1 for probabilities, any number for amounts. */
export function boost(
  { rows: cells, bins }: Binned,
  answers: Float32Array,
  kind: 'probability' | 'amount',
  options: BoostOptions,
  onRound: (round: number) => void = () => {},
): Boosted {
  const rows = answers.length;
  const features = bins.length;
  const columns = bins.map((_, feature) => {
    const column = new Uint8Array(rows);
    for (let row = 0; row < rows; row++) column[row] = cells[row * features + feature] as number;
    return column;
  });
  const random = randomFrom(options.seed);
  let mean = 0;
  for (let row = 0; row < rows; row++) mean += answers[row] ?? 0;
  mean /= Math.max(1, rows);
  const base = kind === 'amount' ? mean : Math.log(mean / (1 - mean));
  const told = new Float32Array(rows).fill(base);
  const slope = new Float32Array(rows);
  const weight = new Float32Array(rows).fill(1);
  const seen = new Int32Array(rows);
  const [lower, upper] = [new Int32Array(rows), new Int32Array(rows)];
  const result: Boosted = { base, trees: [], gains: new Map() };
  const sums = (): Float64Array => new Float64Array(perFeature * features);
  const [ofAll, ofLower, ofUpper] = [sums(), sums(), sums()];
  const { pairs, leafMin, shrink, rate } = options;
  const mayPair = (one: number, other: number): boolean =>
    pairs === null || one === other || pairs.has(Math.min(one, other) * features + Math.max(one, other));

  /** Slopes and weights of so many rows, summed up by bin for each candidate. */
  function fill(into: Float64Array, list: Int32Array, count: number, candidates: Int32Array): void {
    for (const feature of candidates) into.fill(0, feature * perFeature, (feature + 1) * perFeature);
    const some = candidates.length;
    for (let at = 0; at < count; at++) {
      const row = list[at] ?? 0;
      const [from, itsSlope, itsWeight] = [row * features, slope[row] ?? 0, weight[row] ?? 0];
      for (let index = 0; index < some; index++) {
        const feature = candidates[index] ?? 0;
        const bin = feature * perFeature + 2 * (cells[from + feature] ?? 0);
        into[bin] = (into[bin] ?? 0) + itsSlope;
        into[bin + 1] = (into[bin + 1] ?? 0) + itsWeight;
      }
    }
  }

  /** The best place to part the rows that were summed up; null where none is worth it. */
  function bestSplit(of: Float64Array, candidates: Int32Array): Split | null {
    let best: Split | null = null;
    let [slopes, weights] = [0, 0];
    const first = (candidates[0] ?? 0) * perFeature;
    for (let at = first; at < first + perFeature; at += 2) {
      slopes += of[at] ?? 0;
      weights += of[at + 1] ?? 0;
    }
    const whole = (slopes * slopes) / (weights + shrink);
    for (const feature of candidates) {
      const own = feature * perFeature;
      const count = bins[feature] ?? 0;
      let [lowerSlopes, lowerWeights] = [0, 0];
      for (let bin = 0; bin < count - 1; bin++) {
        lowerSlopes += of[own + 2 * bin] ?? 0;
        lowerWeights += of[own + 2 * bin + 1] ?? 0;
        if (lowerWeights < leafMin) continue;
        const upperWeights = weights - lowerWeights;
        if (upperWeights < leafMin) break;
        const upperSlopes = slopes - lowerSlopes;
        const gain =
          (lowerSlopes * lowerSlopes) / (lowerWeights + shrink) +
          (upperSlopes * upperSlopes) / (upperWeights + shrink) -
          whole;
        if (gain <= (best?.gain ?? gainMin)) continue;
        const [low, high] = [lowerSlopes / (lowerWeights + shrink), upperSlopes / (upperWeights + shrink)];
        best = { feature, bin, gain, low, high };
      }
    }
    return best;
  }

  for (let round = 0; round < options.rounds; round++) {
    onRound(round + 1);
    let count = 0;
    for (let row = 0; row < rows; row++) {
      if (random() >= options.rowShare) continue;
      seen[count++] = row;
      if (kind === 'amount') slope[row] = (answers[row] ?? 0) - (told[row] ?? 0);
      else {
        const chance = 1 / (1 + Math.exp(-(told[row] ?? 0)));
        slope[row] = (answers[row] ?? 0) - chance;
        weight[row] = chance * (1 - chance);
      }
    }
    const candidates = Int32Array.from(
      bins.flatMap((some, feature) => (some > 1 && random() < options.featureShare ? [feature] : [])),
    );
    if (candidates.length === 0) continue;
    fill(ofAll, seen, count, candidates);
    const root = bestSplit(ofAll, candidates);
    if (root === null) continue;
    const rootColumn = columns[root.feature] ?? none;
    let [lowers, uppers] = [0, 0];
    for (let at = 0; at < count; at++) {
      const row = seen[at] ?? 0;
      if ((rootColumn[row] ?? 0) <= root.bin) lower[lowers++] = row;
      else upper[uppers++] = row;
    }
    const paired = candidates.filter((feature) => mayPair(root.feature, feature));
    // The larger half is what the smaller one leaves of the whole.
    const isLowerSmall = lowers < uppers;
    const [small, large] = isLowerSmall ? [ofLower, ofUpper] : [ofUpper, ofLower];
    fill(small, isLowerSmall ? lower : upper, Math.min(lowers, uppers), paired);
    for (const feature of paired) {
      for (let at = feature * perFeature; at < (feature + 1) * perFeature; at++) {
        large[at] = (ofAll[at] ?? 0) - (small[at] ?? 0);
      }
    }
    const [lowHalf, highHalf] = [
      halfOf(root, bestSplit(ofLower, paired), root.low, rate),
      halfOf(root, bestSplit(ofUpper, paired), root.high, rate),
    ];
    result.trees.push({ feature: root.feature, bin: root.bin, halves: [lowHalf, highHalf] });
    for (const { feature, gain } of [lowHalf, highHalf]) {
      if (feature === root.feature) continue;
      const key = Math.min(root.feature, feature) * features + Math.max(root.feature, feature);
      result.gains.set(key, (result.gains.get(key) ?? 0) + gain);
    }
    // Feature by feature the bytes lie side by side, and this touches every row.
    const [ofLow, ofHigh] = [columns[lowHalf.feature] ?? none, columns[highHalf.feature] ?? none];
    for (let row = 0; row < rows; row++) {
      const isLow = (rootColumn[row] ?? 0) <= root.bin;
      const half = isLow ? lowHalf : highHalf;
      const bin = (isLow ? ofLow : ofHigh)[row] as number;
      told[row] = (told[row] ?? 0) + (bin <= half.bin ? half.low : half.high);
    }
  }
  return result;
}

interface Split {
  feature: number;
  /** What lies in this bin or below goes one way. */
  bin: number;
  gain: number;
  low: number;
  high: number;
}

const none = new Uint8Array(0);
/** Less than this is noise. */
const gainMin = 1e-3;

/** A half that is not parted further says the same of all. */
function halfOf(root: Split, split: Split | null, alone: number, rate: number): Half & { gain: number } {
  return split === null
    ? { feature: root.feature, bin: binsMost, low: rate * alone, high: rate * alone, gain: 0 }
    : {
        feature: split.feature,
        bin: split.bin,
        low: rate * split.low,
        high: rate * split.high,
        gain: split.gain,
      };
}

/** The same numbers for the same seed (mulberry32): training draws lots, and must be repeatable. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
