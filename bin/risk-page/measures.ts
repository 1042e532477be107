import { max, scaleLinear } from 'd3';
import type { ModelMeasured, Teller } from '#engagement/model-measured.ts';
import { type Exam, competitorsOf, pick, rowsFor, rules } from '#engagement/training/measure.ts';
import { calibrationOf } from '#engagement/training/metrics.ts';
import { liftOf, rocOf } from '#engagement/training/told-curves.ts';
import { tellerWords } from '../risk-table.ts';
import { type Frame, at, framed, margin, pathOf } from './frame.ts';

const size = { width: 420, height: 360 };
const liftFrom = 0.02;
const calibrationSteps = 20;

/** ROC, calibration and lift of the first head, with the logistic regression and the rules beside it. */
export function measureCharts(exam: Exam, { rows }: ModelMeasured): string {
  const asked = rowsFor(exam, { head: 'silence', isActiveOnly: true });
  const answers = pick(exam.answers.silence, asked);
  const told = pick(exam.told.silence, asked);
  const competing = competitorsOf(exam, asked);
  const ranked: (readonly [Teller, Float64Array])[] = [
    ...rules.map(({ teller, rank }): [Teller, Float64Array] => [teller, rank(exam, asked, competing)]),
    ...(exam.logistic === null ? [] : [['logistic', pick(exam.logistic.silence, asked)] as const]),
    ['model', told],
  ];
  const aucs = new Map(
    rows.flatMap(({ head, teller, week, auc }) =>
      head === 'silence' && week === null ? [[teller, auc]] : [],
    ),
  );
  return [
    figure(
      'ROC',
      'How many of those who fall silent are found, at each price in false alarms.',
      rocChart(ranked, answers),
      legendOf(ranked, (teller) => `AUC ${(aucs.get(teller) ?? 0).toFixed(3)}`),
    ),
    figure(
      'Calibration',
      'Of those told a risk, how many fell silent: each dot is a twentieth of all moments. On the line it is as told.',
      calibrationChart(told, answers),
      '<ul class="legend"><li class="model"><span>the model</span></li><li class="even"><span>as told</span></li></ul>',
    ),
    figure(
      'Lift',
      'How many times as often the flagged fall silent as all do, by how many are flagged, the highest first.',
      liftChart(ranked, answers),
      legendOf(ranked, () => ''),
    ),
  ].join('');
}

function rocChart(ranked: readonly (readonly [Teller, Float64Array])[], answers: Float32Array): string {
  const frame = {
    ...square(1, 1),
    xName: 'false alarms, of those who stay',
    yName: 'found, of those who fall silent',
    ...asPercent,
  };
  const chance = pathOf(
    [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ],
    frame,
    'even',
  );
  const curves = ranked.map(([teller, told]) => pathOf(rocOf(told, answers), frame, teller));
  return framed('ROC curves of the model and what it is measured against', frame, chance + curves.join(''));
}

function calibrationChart(told: Float64Array, answers: Float32Array): string {
  const steps = calibrationOf(told, answers, undefined, calibrationSteps);
  const most = Math.min(1, 1.1 * (max(steps, (step) => Math.max(step.told, step.happened)) ?? 1));
  const frame = { ...square(most, most), xName: 'risk that was told', yName: 'fell silent', ...asPercent };
  const even = pathOf(
    [
      { x: 0, y: 0 },
      { x: most, y: most },
    ],
    frame,
    'even',
  );
  const points = steps.map((step) => ({ x: step.told, y: step.happened }));
  const dots = points.map(
    ({ x, y }) => `<circle class="model" r="4" cx="${at(frame.x(x))}" cy="${at(frame.y(y))}"/>`,
  );
  return framed(
    'What was told against what happened',
    frame,
    even + pathOf(points, frame, 'model') + dots.join(''),
  );
}

function liftChart(ranked: readonly (readonly [Teller, Float64Array])[], answers: Float32Array): string {
  const curves = ranked.map(([teller, told]) => [teller, liftOf(told, answers, liftFrom)] as const);
  const most = max(curves, ([, points]) => max(points, ({ y }) => y)) ?? 1;
  const frame = {
    ...square(1, Math.ceil(most)),
    xName: 'flagged, of all',
    yName: 'times as often',
    xTick: percentTick,
  };
  const even = pathOf(
    [
      { x: 0, y: 1 },
      { x: 1, y: 1 },
    ],
    frame,
    'even',
  );
  const drawn = curves.map(([teller, points]) => pathOf(points, frame, teller));
  return framed('Lift of the model and what it is measured against', frame, even + drawn.join(''));
}

function square(xMost: number, yMost: number): Pick<Frame, 'x' | 'y' | 'width' | 'height'> {
  return {
    ...size,
    x: scaleLinear([0, xMost], [margin.left, size.width - margin.right]),
    y: scaleLinear([0, yMost], [size.height - margin.bottom, margin.top]),
  };
}

const percentTick = (value: number): string => `${Math.round(100 * value)} %`;
const asPercent = { xTick: percentTick, yTick: percentTick };

function legendOf(
  ranked: readonly (readonly [Teller, Float64Array])[],
  more: (teller: Teller) => string,
): string {
  const items = ranked
    .toReversed()
    .map(
      ([teller]) => `<li class="${teller}"><span>${tellerWords[teller]}</span> <b>${more(teller)}</b></li>`,
    );
  return `<ul class="legend">${items.join('')}<li class="even"><span>by chance</span></li></ul>`;
}

function figure(title: string, says: string, chart: string, legend: string): string {
  return `<figure><h3>${title}</h3><p>${says}</p>${chart}${legend}</figure>`;
}
