import type { Finding } from './finding.ts';
import { type Measured, type MeasureName, aboutOf } from './measures.ts';

/** From here on one number says of a learner nearly what the other says: who has more of the one has more of the other. */
const muchTheSame = 0.8;
/** Of fewer learners it is not known whether two numbers go together. */
const learnersMin = 10;

/**
 * Marks findings that a stronger one has said already: who is there less reads less, watches less and is quiet for longer, and
 * that is one difference, not four. Only what is sure is marked, under something that stands by itself and is about the same: that
 * who does less is at risk is two things to know.
 */
export function goesWith(ranked: readonly Finding[], numbers: readonly Measured<number>[]): Finding[] {
  const ranks = new Map(numbers.map(({ of, values }) => [of, ranksOf(values)]));
  const heads: { of: MeasureName; ranks: readonly (number | null)[] }[] = [];
  return ranked.map((finding) => {
    const own = ranks.get(finding.of);
    if (!finding.isSure || own === undefined) return finding;
    const head = heads.find(
      (one) =>
        aboutOf(one.of) === aboutOf(finding.of) && Math.abs(correlation(own, one.ranks)) >= muchTheSame,
    );
    if (head) return { ...finding, goesWith: head.of };
    heads.push({ of: finding.of, ranks: own });
    return finding;
  });
}

/** Places in order, those of a tie shared. */
function ranksOf(values: readonly (number | null)[]): (number | null)[] {
  const known = values
    .flatMap((value, index) => (value === null ? [] : [{ value, index }]))
    .toSorted((one, other) => one.value - other.value);
  const ranks: (number | null)[] = values.map(() => null);
  for (let from = 0; from < known.length;) {
    let to = from;
    while (to < known.length && known[to]?.value === known[from]?.value) to++;
    for (const { index } of known.slice(from, to)) ranks[index] = (from + to - 1) / 2;
    from = to;
  }
  return ranks;
}

/** Spearman's: that of ranks, over those of whom both are known. */
function correlation(one: readonly (number | null)[], other: readonly (number | null)[]): number {
  const pairs = one.flatMap((a, index) => {
    const b = other[index] ?? null;
    return a === null || b === null ? [] : [{ a, b }];
  });
  if (pairs.length < learnersMin) return 0;
  const mean = (of: 'a' | 'b') => pairs.reduce((sum, pair) => sum + pair[of], 0) / pairs.length;
  const [meanA, meanB] = [mean('a'), mean('b')];
  let [both, ofA, ofB] = [0, 0, 0];
  for (const { a, b } of pairs) {
    both += (a - meanA) * (b - meanB);
    ofA += (a - meanA) ** 2;
    ofB += (b - meanB) ** 2;
  }
  return ofA === 0 || ofB === 0 ? 0 : both / Math.sqrt(ofA * ofB);
}
