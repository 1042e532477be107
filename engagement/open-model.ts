import { featureCount, featureNames } from './risk-features.ts';
import { groupOf, reasonGroups } from './risk-groups.ts';
import { type HeadName, type RiskModel, binsMost, valueUnit } from './risk-model.ts';

/*
 * A model as it is asked. What boosted trees of two levels say is the sum of a curve for each feature and a small map for each of
 * some pairs: opening a model makes these of its trees, so that telling a risk is looking up a few hundred numbers, and
 * each of them belongs to what it was said because of.
 */

/** A model that can be asked. */
export interface OpenModel {
  model: RiskModel;
  heads: Record<HeadName, OpenHead>;
  /** By feature. */
  cuts: Float64Array[];
  /** Most features count something: at feature * 128 + count the bin of each small count, which need not be looked for. */
  counts: Uint8Array;
}

const countsMost = 128;

export interface OpenHead {
  base: number;
  /** What each bin of each feature adds: at feature * 64 + bin. */
  curves: Float64Array;
  pairs: OpenPair[];
  flat: FlatPairs;
}

/** What two features say together beyond what each says by itself. */
export interface OpenPair {
  first: number;
  second: number;
  /** By bin: the row of the map, and its column. */
  rows: Uint16Array;
  columns: Uint8Array;
  values: Float64Array;
}

/** All pairs of a head side by side: each look goes through hundreds of them, and following so many objects would cost more than the sums. */
interface FlatPairs {
  /** Pairs come in order of their first feature: for each, how many there are, and where its rows begin. */
  counts: Uint16Array;
  starts: Uint32Array;
  /** Where a row begins among the values; bin by bin of a first feature, so that those of one look lie side by side. */
  rows: Uint32Array;
  /** By pair. */
  seconds: Uint8Array;
  /** At pair * 64 + bin: how far along its row a column is. */
  columns: Uint8Array;
  values: Float64Array;
  /** What is added up for each group of reasons, one group after the other: features, and pairs, counted on from these. */
  toldBy: Uint16Array;
  /** Where each group's part of that ends. */
  ends: Uint16Array;
}

export function openModel(model: RiskModel): OpenModel {
  // Opening a head takes as long as starting a small program, and most who have a model ask one or two of its heads.
  const opened: Partial<Record<HeadName, OpenHead>> = {};
  const head = (name: HeadName): OpenHead => (opened[name] ??= openHead(model, name));
  const cuts = model.features.map((feature) => Float64Array.from(feature.cuts));
  const counts = Uint8Array.from({ length: featureCount * countsMost }, (_, at) =>
    binOf(at % countsMost, cuts[Math.floor(at / countsMost)] ?? none),
  );
  return {
    model,
    cuts,
    counts,
    heads: {
      get silence() {
        return head('silence');
      },
      get withdrawal() {
        return head('withdrawal');
      },
      get withdrawal28() {
        return head('withdrawal28');
      },
      get noncompletion() {
        return head('noncompletion');
      },
    },
  };
}

/** The curves and maps that the trees of a head add up to. Each says only what no smaller one says: means are moved down to where they belong. */
function openHead({ features, heads }: RiskModel, name: HeadName): OpenHead {
  const { base, trees } = heads[name];
  const curves = new Float64Array(featureCount * binsMost);
  const sketches = new Map<number, Sketch>();
  for (const tree of trees) {
    const [feature = 0, bin = 0] = tree;
    for (const isLow of [true, false]) {
      const [other = 0, otherBin = 0, low = 0, high = 0] = isLow ? tree.slice(2, 6) : tree.slice(6, 10);
      const from = isLow ? 0 : bin + 1;
      const to = isLow ? bin : binsMost - 1;
      if (other === feature) {
        for (let at = from; at <= to; at++) {
          const place = feature * binsMost + at;
          curves[place] = (curves[place] ?? 0) + valueUnit * (at <= otherBin ? low : high);
        }
        continue;
      }
      const isFirst = feature < other;
      const [first, second] = isFirst ? [feature, other] : [other, feature];
      const key = first * featureCount + second;
      const sketch = sketches.get(key) ?? {
        first,
        second,
        firstCuts: new Set(),
        secondCuts: new Set(),
        pieces: [],
      };
      sketches.set(key, sketch);
      (isFirst ? sketch.firstCuts : sketch.secondCuts).add(bin);
      (isFirst ? sketch.secondCuts : sketch.firstCuts).add(otherBin);
      sketch.pieces.push({ isFirst, from, to, otherBin, low: valueUnit * low, high: valueUnit * high });
    }
  }
  const sharesOf = (feature: number): number[] => {
    const shares = features[feature]?.shares ?? [];
    const all = shares.reduce((sum, share) => sum + share, 0);
    return shares.map((share) => share / Math.max(all, Number.MIN_VALUE));
  };
  const pairs = [...sketches.values()]
    .toSorted((one, other) => one.first - other.first || one.second - other.second)
    .map((sketch) => pairOf(sketch, sharesOf(sketch.first), sharesOf(sketch.second), curves));
  let whole = base;
  for (let feature = 0; feature < featureCount; feature++) {
    const own = curves.subarray(feature * binsMost, (feature + 1) * binsMost);
    const mean = sharesOf(feature).reduce((sum, share, bin) => sum + share * (own[bin] ?? 0), 0);
    for (let bin = 0; bin < binsMost; bin++) own[bin] = (own[bin] ?? 0) - mean;
    whole += mean;
  }
  return { base: whole, curves, ...flattened(pairs) };
}

/** The values of all pairs in one place, of which each pair keeps its part. */
function flattened(pairs: readonly OpenPair[]): Pick<OpenHead, 'pairs' | 'flat'> {
  const counts = Uint16Array.from(
    featureNames,
    (_, feature) => pairs.filter(({ first }) => first === feature).length,
  );
  let start = 0;
  const flat: FlatPairs = {
    counts,
    starts: Uint32Array.from(counts, (count) => (start += count * binsMost) - count * binsMost),
    rows: new Uint32Array(pairs.length * binsMost),
    seconds: Uint8Array.from(pairs, ({ second }) => second),
    columns: new Uint8Array(pairs.length * binsMost),
    values: new Float64Array(pairs.reduce((sum, { values }) => sum + values.length, 0)),
    ...byGroup(pairs),
  };
  let from = 0;
  const seen = new Uint16Array(featureCount);
  const own = pairs.map((pair, index) => {
    const { first } = pair;
    const [count = 0, begin = 0, before = 0] = [counts[first], flat.starts[first], seen[first]];
    for (const [bin, row] of pair.rows.entries()) flat.rows[begin + bin * count + before] = from + row;
    seen[first] = before + 1;
    flat.columns.set(pair.columns, index * binsMost);
    flat.values.set(pair.values, from);
    const values = flat.values.subarray(from, from + pair.values.length);
    from += values.length;
    return { ...pair, values };
  });
  return { pairs: own, flat };
}

function byGroup(pairs: readonly OpenPair[]): Pick<FlatPairs, 'toldBy' | 'ends'> {
  const groups = featureNames.map((name) => groupOf[name]);
  const lists = reasonGroups.map((group) => [
    ...groups.flatMap((own, feature) => (own === group ? [feature] : [])),
    // Both halves of a pair may belong to one group.
    ...pairs.flatMap(({ first, second }, pair) =>
      [first, second].flatMap((feature) => (groups[feature] === group ? [featureCount + pair] : [])),
    ),
  ]);
  let end = 0;
  return {
    toldBy: Uint16Array.from(lists.flat()),
    ends: Uint16Array.from(lists, (list) => (end += list.length)),
  };
}

/** What trees say of a pair, before it is drawn. */
interface Sketch {
  first: number;
  second: number;
  /** Bins after which something changes. */
  firstCuts: Set<number>;
  secondCuts: Set<number>;
  pieces: { isFirst: boolean; from: number; to: number; otherBin: number; low: number; high: number }[];
}

/** Draws a map, as coarse as what is on it, and moves what each of the two says by itself to its curve. */
function pairOf(
  { first, second, firstCuts, secondCuts, pieces }: Sketch,
  firstShares: readonly number[],
  secondShares: readonly number[],
  curves: Float64Array,
): OpenPair {
  const [rowOf, rowStarts] = stepsOf(firstCuts);
  const [columnOf, columnStarts] = stepsOf(secondCuts);
  const width = columnStarts.length;
  const values = new Float64Array(rowStarts.length * width);
  for (const { isFirst, from, to, otherBin, low, high } of pieces) {
    for (const [row, rowStart] of rowStarts.entries()) {
      for (const [column, columnStart] of columnStarts.entries()) {
        const [mine, theirs] = isFirst ? [rowStart, columnStart] : [columnStart, rowStart];
        if (mine < from || mine > to) continue;
        const at = row * width + column;
        values[at] = (values[at] ?? 0) + (theirs <= otherBin ? low : high);
      }
    }
  }
  const rowWeights = weightsOf(rowOf, rowStarts.length, firstShares);
  const columnWeights = weightsOf(columnOf, width, secondShares);
  const valueAt = (row: number, column: number): number => values[row * width + column] ?? 0;
  const rowMeans = rowStarts.map((_, row) =>
    columnWeights.reduce((sum, share, column) => sum + share * valueAt(row, column), 0),
  );
  const mean = rowMeans.reduce((sum, own, row) => sum + own * (rowWeights[row] ?? 0), 0);
  const columnMeans = columnStarts.map(
    (_, column) => rowWeights.reduce((sum, share, row) => sum + share * valueAt(row, column), 0) - mean,
  );
  for (let bin = 0; bin < binsMost; bin++) {
    const [mine, theirs] = [first * binsMost + bin, second * binsMost + bin];
    curves[mine] = (curves[mine] ?? 0) + (rowMeans[rowOf[bin] ?? 0] ?? 0);
    curves[theirs] = (curves[theirs] ?? 0) + (columnMeans[columnOf[bin] ?? 0] ?? 0);
  }
  for (const row of rowStarts.keys()) {
    for (const column of columnStarts.keys()) {
      values[row * width + column] = valueAt(row, column) - (rowMeans[row] ?? 0) - (columnMeans[column] ?? 0);
    }
  }
  return {
    first,
    second,
    rows: Uint16Array.from(rowOf, (row) => row * width),
    columns: Uint8Array.from(columnOf),
    values,
  };
}

/** To which step each bin belongs, and the bin with which each step begins. */
function stepsOf(cuts: ReadonlySet<number>): [number[], number[]] {
  const starts = [0, ...[...cuts].toSorted((one, other) => one - other).map((cut) => cut + 1)].filter(
    (start) => start < binsMost,
  );
  let step = 0;
  const steps = Array.from({ length: binsMost }, (_, bin) => {
    while ((starts[step + 1] ?? binsMost) <= bin) step++;
    return step;
  });
  return [steps, starts];
}

function weightsOf(stepOf: readonly number[], steps: number, shares: readonly number[]): number[] {
  const weights = Array.from({ length: steps }, () => 0);
  for (const [bin, share] of shares.entries()) {
    const step = stepOf[bin] ?? 0;
    weights[step] = (weights[step] ?? 0) + share;
  }
  return weights;
}

/*
 * What follows is asked at every look, and tells nothing that is not there: a model that was opened has a curve for each
 * feature and a value for each bin of each pair, so that nothing is looked for twice. Sums are made in one and
 * the same order everywhere, or the last digits would differ.
 */

/** In which bin each feature lies. */
export function writeBins({ cuts, counts }: OpenModel, features: ArrayLike<number>, bins: Uint8Array): void {
  for (let feature = 0; feature < featureCount; feature++) {
    const value = features[feature] as number;
    const count = value | 0;
    bins[feature] =
      count === value && count >= 0 && count < countsMost
        ? (counts[feature * countsMost + count] as number)
        : binOf(value, cuts[feature] as Float64Array);
  }
}

/** 0 for what is not known; else one more than the cuts that a value has reached. */
export function binOf(value: number, cuts: ArrayLike<number>): number {
  if (Number.isNaN(value)) return 0;
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < (cuts[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low + 1;
}

const none = new Float64Array(0);

/** The log-odds that a head tells. */
export function logOddsOf({ base, curves, flat }: OpenHead, bins: Uint8Array): number {
  let sum = base;
  for (let feature = 0; feature < featureCount; feature++)
    sum += curves[feature * binsMost + (bins[feature] as number)] as number;
  const { counts, starts, rows, seconds, columns, values } = flat;
  for (let first = 0, pair = 0; first < featureCount; first++) {
    const count = counts[first] as number;
    let at = (starts[first] as number) + (bins[first] as number) * count;
    for (const end = pair + count; pair < end; pair++, at++) {
      const column = columns[pair * binsMost + (bins[seconds[pair] as number] as number)] as number;
      sum += values[(rows[at] as number) + column] as number;
    }
  }
  return sum;
}

/** The same, and what each group of reasons adds to it; what two say together is halved between them. */
export function writeReasons(
  { base, curves, flat }: OpenHead,
  bins: Uint8Array,
  weights: Float64Array,
): number {
  for (let feature = 0; feature < featureCount; feature++)
    said[feature] = curves[feature * binsMost + (bins[feature] as number)] as number;
  const { counts, starts, rows, seconds, columns, values, toldBy, ends } = flat;
  for (let first = 0, pair = 0; first < featureCount; first++) {
    const count = counts[first] as number;
    let at = (starts[first] as number) + (bins[first] as number) * count;
    for (const end = pair + count; pair < end; pair++, at++) {
      const column = columns[pair * binsMost + (bins[seconds[pair] as number] as number)] as number;
      said[featureCount + pair] = (values[(rows[at] as number) + column] as number) / 2;
    }
  }
  let sum = base;
  for (let group = 0, next = 0; group < ends.length; group++) {
    let weight = 0;
    for (const end = ends[group] as number; next < end; next++)
      weight += said[toldBy[next] as number] as number;
    weights[group] = weight;
    sum += weight;
  }
  return sum;
}

/** What each feature, and then half of what each pair says: written anew at each look. */
const said = new Float64Array(featureCount + (featureCount * (featureCount - 1)) / 2);
