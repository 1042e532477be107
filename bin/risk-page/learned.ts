import { max, min, scaleLinear } from 'd3';
import { groupOf } from '#engagement/risk-groups.ts';
import type { OpenModel } from '#engagement/open-model.ts';
import { type Curve, type PairMap, strongestCurves, strongestPairs } from '#engagement/training/strengths.ts';
import { featureWords } from '../risk-feature-words.ts';
import { at, escaped, framed, margin } from './frame.ts';

const curvesShown = 12;
const pairsShown = 6;
const size = { width: 300, height: 210 };
/** What fewer learners than this share lie beyond is not drawn: a long tail would press the rest together. */
const tail = 0.01;

/** The curves of the features that move the first head most: what each value adds, all of it on one scale. */
export function learnedCurves(model: OpenModel): string {
  const curves = strongestCurves(model, 'silence', curvesShown);
  const values = curves.flatMap(({ steps }) => steps.map(({ value }) => value));
  const y = scaleLinear(
    [min(values) ?? 0, max(values) ?? 1],
    [size.height - margin.bottom, margin.top],
  ).nice();
  return curves.map((curve) => curveFigure(curve, y)).join('');
}

function curveFigure(
  { feature, steps, strength, unknown }: Curve,
  y: ReturnType<typeof scaleLinear<number, number>>,
): string {
  const kept = withoutTails(steps);
  const from = kept[0]?.from ?? kept[0]?.to ?? 0;
  const to = kept.at(-1)?.to ?? kept.at(-1)?.from ?? 1;
  const x = scaleLinear([from, to === from ? from + 1 : to], [margin.left, size.width - margin.right]);
  const middle = y(0);
  const bars = kept.map(({ from: own, to: next, value }) => {
    const [left, right] = [x(Math.max(own ?? from, from)), x(Math.min(next ?? to, to))];
    const [top, bottom] = [Math.min(y(value), middle), Math.max(y(value), middle)];
    return `<rect class="${value > 0 ? 'raises' : 'lowers'}" x="${at(left)}" width="${at(right - left + 0.4)}" y="${at(top)}" height="${at(bottom - top)}"/>`;
  });
  const frame = { ...size, x, y, xName: feature, yName: 'log-odds', xTick: shortTick };
  const zero = `<line class="zero" x1="${margin.left}" x2="${size.width - margin.right}" y1="${at(middle)}" y2="${at(middle)}"/>`;
  const unsaid = unknown === null ? '' : ` Not known: ${signed(unknown)}.`;
  return `<figure><h4>${escaped(featureWords[feature])}</h4><p>${groupOf[feature]} · moves ±${strength.toFixed(2)} in the mean.${unsaid}</p>${framed(`What ${featureWords[feature]} adds to the risk`, frame, bars.join('') + zero)}</figure>`;
}

/** The first steps and the last that few learners reach are one with the next. */
function withoutTails<Step extends { share: number }>(steps: readonly Step[]): Step[] {
  const all = steps.reduce((sum, { share }) => sum + share, 0);
  let before = 0;
  return steps.filter(({ share }) => {
    const middle = (before + share / 2) / all;
    before += share;
    return middle > tail && middle < 1 - tail;
  });
}

/** What pairs of features say beyond each of them: as wide and high as learners are many, so that what matters is large. */
export function learnedPairs(model: OpenModel): string {
  const pairs = strongestPairs(model, 'silence', pairsShown);
  const most = max(pairs, ({ rows, columns, valueAt }) =>
    max(rows.keys(), (row) => max(columns.keys(), (column) => Math.abs(valueAt(row, column)))),
  );
  return pairs.map((pair) => pairFigure(pair, most ?? 1)).join('');
}

function pairFigure({ first, second, rows, columns, strength, valueAt }: PairMap, most: number): string {
  const [width, height, left, bottom] = [300, 260, 62, 44];
  const x = edgesOf(rows, left, width - 10);
  const y = edgesOf(columns, height - bottom, 8);
  const cells = rows.flatMap((_, row) =>
    columns.map((__, column) => {
      const value = valueAt(row, column);
      const [x0 = 0, x1 = 0] = [x.edges[row], x.edges[row + 1]];
      const [y0 = 0, y1 = 0] = [y.edges[column], y.edges[column + 1]];
      if (x1 - x0 < 0.05 || y0 - y1 < 0.05) return '';
      return `<rect class="${value > 0 ? 'raises' : 'lowers'}" fill-opacity="${Math.min(1, Math.sqrt(Math.abs(value) / most)).toFixed(2)}" x="${at(x0)}" y="${at(y1)}" width="${at(x1 - x0)}" height="${at(y0 - y1)}"/>`;
    }),
  );
  const xs = x.ticks.map(
    ({ place, value }) =>
      `<text x="${at(place)}" y="${height - bottom + 16}" text-anchor="middle">${shortTick(value)}</text>`,
  );
  const ys = y.ticks.map(
    ({ place, value }) =>
      `<text x="${left - 6}" y="${at(place + 4)}" text-anchor="end">${shortTick(value)}</text>`,
  );
  const names =
    `<text class="name" x="${(left + width - 10) / 2}" y="${height - 8}" text-anchor="middle">${first}</text>` +
    `<text class="name" transform="translate(12 ${(height - bottom + 8) / 2}) rotate(-90)" text-anchor="middle">${second}</text>`;
  const says = `${featureWords[first]} with ${featureWords[second]}`;
  return `<figure><h4>${escaped(says)}</h4><p>moves ±${strength.toFixed(3)} in the mean, at most ±${most.toFixed(1)} on these maps.</p><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(`What ${says} add together`)}"><rect class="ground" x="${left}" y="8" width="${width - 10 - left}" height="${height - bottom - 8}"/>${cells.join('')}${xs.join('')}${ys.join('')}${names}</svg></figure>`;
}

const tickShares = [0.1, 0.3, 0.5, 0.7, 0.9];
const ticksApart = 26;

/** Where each step begins and ends, by how many learners lie before it, and which values to name. */
function edgesOf(steps: readonly { from: number | null; share: number }[], from: number, to: number) {
  const all = steps.reduce((sum, { share }) => sum + share, 0);
  const scale = scaleLinear([0, all], [from, to]);
  const before = steps.reduce((sums, { share }) => [...sums, (sums.at(-1) ?? 0) + share], [0]);
  // Cells end where the next begin: rounded here, and not each by itself.
  const edges = before.map((sum) => Math.round(10 * scale(sum)) / 10);
  const ticks: { place: number; value: number }[] = [];
  for (const share of tickShares) {
    const index = before.findLastIndex((sum) => sum <= share * all);
    const value = steps[index]?.from ?? null;
    const place = edges[index];
    if (
      value === null ||
      place === undefined ||
      Math.abs(place - (ticks.at(-1)?.place ?? -Infinity)) < ticksApart
    )
      continue;
    ticks.push({ place, value });
  }
  return { edges, ticks };
}

function shortTick(value: number): string {
  return String(Number(value.toPrecision(2)));
}

function signed(value: number): string {
  return `${value > 0 ? '+' : '−'}${Math.abs(value).toFixed(2)}`;
}
