import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MeasuredGroup, MeasuredRow, ModelMeasured } from '#engagement/model-measured.ts';
import type { OpenModel } from '#engagement/open-model.ts';
import type { Exam } from '#engagement/training/measure.ts';
import { escaped } from './risk-page/frame.ts';
import { learnedCurves, learnedPairs } from './risk-page/learned.ts';
import { measureCharts } from './risk-page/measures.ts';
import { pageStyle } from './risk-page/style.ts';
import {
  atItsWord,
  groupCells,
  groupHeads,
  headWords,
  percent,
  rowCells,
  rowHeads,
  tellerWords,
  traitWords,
  weekWords,
} from './risk-table.ts';

const tokens = join(import.meta.dirname, '../web/tokens.css');

/** All that was measured on one page that needs nothing beside it: no script, no font, no address. */
export function pageOf(measured: ModelMeasured, exam: Exam, model: OpenModel): string {
  const { model: of, classes, learners, weeks, rows } = measured;
  const [first] = rows;
  const found = first === undefined ? '' : lead(measured);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(of.name)}: how well it tells</title>
<style>${readFileSync(tokens, 'utf8')}${pageStyle}</style>
<main>
<header><h1>How well the risk of dropping off is told</h1>
<p>${found}</p>
<dl>
<dt>Model</dt><dd>${escaped(of.name)}, seed ${of.seed}</dd>
<dt>Learned from</dt><dd>${of.rows.toLocaleString('en')} moments of ${of.classes.map(escaped).join(', ')}</dd>
<dt>Measured on</dt><dd>${learners.toLocaleString('en')} learners of ${classes.map(escaped).join(', ')}, the evenings of weeks ${weeks.from} to ${weeks.to}</dd>
</dl></header>
<section><h2>No activity for 14 days, of those active in the last 14</h2><div class="charts three">${measureCharts(exam, measured)}</div></section>
<section><h2>All figures</h2>
<p>The top 10 and 15 % are those of each class and week. ECE: mean distance between what was told and what happened, by tenths of those told.</p>
${tables(measured)}</section>
<section><h2>Groups of persons</h2>
<p>Who somebody is, is never a feature. When the top 10 % of each class and week are flagged: recall is the share found of those who fall silent,
false alarms the share flagged of those who do not. Nineteen times of twenty the truth is within ±, learners drawn as wholes.</p>
${fairnessTable(measured.fairness)}</section>
<section><h2>What was learned</h2>
<p>The risk is the sum of one curve for each feature and one map for each of some pairs, in log-odds; nothing else. Above the line raises the risk, below lowers it.
The outermost hundredth of learners is not drawn.</p>
<div class="charts">${learnedCurves(model)}</div>
<h3>The strongest pairs</h3>
<p>What two say together beyond what each says by itself, as wide and high as learners are many: <span class="key raises">raises</span> or <span class="key lowers">lowers</span> the risk.</p>
<div class="charts">${learnedPairs(model)}</div></section>
<footer><p>${escaped(of.data)}. Data of the Open University: CC BY 4.0, Kuzilek J., Hlosta M., Zdrahal Z., Scientific Data 4:170171 (2017).</p></footer>
</main>
</html>
`;
}

function lead({ rows }: ModelMeasured): string {
  const pooled = rows.filter(({ head, week }) => head === 'silence' && week === null);
  const of = (teller: string): (typeof pooled)[0] | undefined => pooled.find((row) => row.teller === teller);
  const [own, rule, logistic] = [of('model'), of('silence'), of('logistic')];
  if (own === undefined || rule === undefined) return '';
  const beside = logistic === undefined ? '' : `, by logistic regression ${flagged(logistic)}`;
  return `Of learners who were active in the last two weeks, ${percent(own.share)} do nothing in the next two. When the tenth at highest risk is flagged, the model finds ${percent(own.top10.recall)} of them, and of those it flags ${percent(own.top10.precision)} do fall silent; by days since the last activity it would be ${flagged(rule)}${beside}.`;
}

function flagged({ top10 }: MeasuredRow): string {
  return `${percent(top10.recall)} and ${percent(top10.precision)}`;
}

function tables(measured: ModelMeasured): string {
  return [...Map.groupBy(measured.rows, ({ head }) => head)]
    .map(([head, own]) => {
      const lines = own.map(
        (row) =>
          `<tr class="${row.teller}${row.week === null ? ' pooled' : ''}"><th scope="row">${weekWords(row.week, measured)}</th><td class="words">${tellerWords[row.teller]}</td>${cells(rowCells(row))}</tr>`,
      );
      const notes = own.filter(({ week }) => week === null).flatMap((row) => atItsWord(row) ?? []);
      return `<h3>${capital(headWords[head])}</h3>${table(['', '', ...rowHeads], lines)}${notes.map((note) => `<p class="note">${capital(note)}</p>`).join('')}`;
    })
    .join('');
}

function fairnessTable(fairness: readonly MeasuredGroup[]): string {
  const lines = [...Map.groupBy(fairness, ({ trait }) => trait)].flatMap(([trait, own]) =>
    own.map(
      (group, index) =>
        `<tr${index === 0 ? ' class="pooled"' : ''}><th scope="row">${index === 0 ? traitWords[trait] : ''}</th><td class="words">${escaped(group.group)}</td>${cells(groupCells(group))}</tr>`,
    ),
  );
  return table(['', '', ...groupHeads], lines);
}

function table(heads: readonly string[], lines: readonly string[]): string {
  const head = heads.map((name) => `<th scope="col">${name}</th>`).join('');
  return `<div class="wide" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${lines.join('')}</tbody></table></div>`;
}

function cells(values: readonly string[]): string {
  return values.map((value) => `<td>${value}</td>`).join('');
}

function capital(text: string): string {
  return escaped(text.charAt(0).toUpperCase() + text.slice(1));
}
