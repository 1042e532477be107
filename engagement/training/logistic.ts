import type { Binned } from './boost.ts';

/*
 * Logistic regression with a weight for each bin of each feature: what anybody would build first, and so what the shipped
 * model is measured against. Nothing here is drawn by chance: the same rows make the same weights.
 */

export interface Logistic {
  /** In log-odds, as all that follows. */
  base: number;
  /** By feature, what each of its bins adds; the first is the one for what is not known. */
  weights: Float64Array[];
}

/**
 * `answers` are 0 or 1. `penalty` draws each weight to nothing, as so much variance of rows would: bins with few rows
 * tell by chance. By Newton's method, whose matrix has a row for each bin: a dozen bins a feature are well, hundreds are not.
 */
export function logistic({ rows: cells, bins }: Binned, answers: Float32Array, penalty: number): Logistic {
  const starts = startsOf(bins);
  const size = (starts[bins.length] ?? 0) + 1;
  const asked: Asked = { places: placesOf(cells, starts, bins.length), answers, penalty, size };
  const share = answers.reduce((sum, answer) => sum + answer, 0) / Math.max(1, answers.length);
  let weights = new Float64Array(size);
  // Where it happened to nobody, or to everybody, there is nothing to tell apart, and no base that is a number.
  const isMixed = share > 0 && share < 1;
  if (isMixed) weights[size - 1] = Math.log(share / (1 - share));
  let loss = lossAt(asked, weights);
  for (let step = 0; isMixed && step < stepsMost; step++) {
    const way = wayDown(asked, weights);
    let [next, nextLoss, part] = [weights, loss, 1];
    // A whole step may lead too far where almost all is told already: half of it does not, sooner or later.
    for (let half = 0; half < halvingsMost; half++, part /= 2) {
      next = weights.map((weight, at) => weight + part * (way[at] ?? 0));
      nextLoss = lossAt(asked, next);
      if (nextLoss < loss) break;
    }
    const won = loss - nextLoss;
    if (won > 0) [weights, loss] = [next, nextLoss];
    if (won <= enough * loss) break;
  }
  return {
    base: weights[size - 1] ?? 0,
    weights: bins.map((_, feature) => weights.slice(starts[feature], starts[feature + 1])),
  };
}

/** Six or seven are enough even for a million rows. */
const stepsMost = 20;
const halvingsMost = 10;
/** What a step must win, of all there is: less changes nothing that anybody sees. */
const enough = 1e-8;

interface Asked {
  /** Row after row, where the weight of each feature's bin stands, and last the base. */
  places: Uint16Array;
  answers: Float32Array;
  penalty: number;
  /** How many weights there are, the base after all others: that one is not drawn to anything. */
  size: number;
}

function startsOf(bins: readonly number[]): Int32Array {
  const starts = new Int32Array(bins.length + 1);
  for (const [feature, count] of bins.entries()) starts[feature + 1] = (starts[feature] ?? 0) + count;
  return starts;
}

function placesOf(cells: Uint8Array, starts: Int32Array, features: number): Uint16Array {
  const rows = cells.length / features;
  const places = new Uint16Array(rows * (features + 1));
  for (let row = 0, from = 0, to = 0; row < rows; row++) {
    for (let feature = 0; feature < features; feature++) {
      // What is always the same has one bin, whichever its cells name.
      const last = (starts[feature + 1] as number) - 1;
      places[to++] = Math.min(last, (starts[feature] as number) + (cells[from++] as number));
    }
    places[to++] = starts[features] as number;
  }
  return places;
}

function lossAt({ places, answers, penalty, size }: Asked, weights: Float64Array): number {
  const width = places.length / answers.length;
  let loss = 0;
  for (let row = 0; row < answers.length; row++) {
    const told = toldOf(places, weights, row * width, width);
    // The same as -ln of the chance that was told of what happened, and a number even where that chance is none.
    loss += Math.max(told, 0) + Math.log1p(Math.exp(-Math.abs(told))) - (answers[row] as number) * told;
  }
  for (let place = 0; place < size - 1; place++) loss += (penalty / 2) * (weights[place] as number) ** 2;
  return loss;
}

/** To where the loss would be least if it bent everywhere as it does here. */
function wayDown({ places, answers, penalty, size }: Asked, weights: Float64Array): Float64Array {
  const width = places.length / answers.length;
  const slopes = weights.map((weight, place) => (place < size - 1 ? -penalty * weight : 0));
  // Of bends only those of a place and an earlier one, or itself: the others are the same.
  const bends = new Float64Array(size * size);
  for (let place = 0; place < size - 1; place++) bends[place * size + place] = penalty;
  for (let row = 0; row < answers.length; row++) {
    const from = row * width;
    const chance = 1 / (1 + Math.exp(-toldOf(places, weights, from, width)));
    const [slope, bend] = [(answers[row] as number) - chance, chance * (1 - chance)];
    for (let one = from; one < from + width; one++) {
      const place = places[one] as number;
      slopes[place] = (slopes[place] as number) + slope;
      const line = place * size;
      for (let other = from; other <= one; other++) {
        const at = line + (places[other] as number);
        bends[at] = (bends[at] as number) + bend;
      }
    }
  }
  return solved(bends, slopes);
}

function toldOf(places: Uint16Array, weights: Float64Array, from: number, width: number): number {
  let told = 0;
  for (let at = from; at < from + width; at++) told += weights[places[at] as number] as number;
  return told;
}

/** By Cholesky's method: what is below the diagonal is parted into a triangle and its mirror image, in place. */
function solved(bends: Float64Array, slopes: Float64Array): Float64Array {
  const size = slopes.length;
  const way = slopes.slice();
  const dot = (one: number, other: number, count: number): number => {
    let sum = 0;
    for (let at = 0; at < count; at++)
      sum += (bends[one * size + at] as number) * (bends[other * size + at] as number);
    return sum;
  };
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) {
      const at = row * size + column;
      bends[at] =
        ((bends[at] as number) - dot(row, column, column)) / (bends[column * size + column] as number);
    }
    const at = row * size + row;
    bends[at] = Math.sqrt((bends[at] as number) - dot(row, row, row));
  }
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++)
      way[row] = (way[row] as number) - (bends[row * size + column] as number) * (way[column] as number);
    way[row] = (way[row] as number) / (bends[row * size + row] as number);
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let below = row + 1; below < size; below++)
      way[row] = (way[row] as number) - (bends[below * size + row] as number) * (way[below] as number);
    way[row] = (way[row] as number) / (bends[row * size + row] as number);
  }
  return way;
}
