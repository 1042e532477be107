import { type Forecast, forecastOf, termsOf } from '#engagement/forecast.ts';
import type { Interval, Misses } from '#engagement/interval.ts';
import { nextResultOf } from '#engagement/next-result.ts';
import { chanceOf } from '#engagement/risk.ts';
import { featureCount } from '#engagement/risk-features.ts';
import { logOddsOf, writeBins } from '#engagement/open-model.ts';
import { shippedModel } from '#engagement/shipped-model.ts';
import { weightsOf } from '#engagement/training/lines.ts';
import { missesOf } from '#engagement/training/misses.ts';
import type { Asked } from '#seed/oulad/lessons.ts';
import { askedIn } from '#seed/oulad/lessons.ts';
import { type ResultAsked, resultsAsked } from '#seed/oulad/results-asked.ts';
import { type WeekAsked, weeksAsked } from '#seed/oulad/weeks-asked.ts';

/** A model beside what needs none, on the same rows: the mean miss of each, and how often the truth lay in the interval told. */
export interface Measured {
  name: string;
  rows: number;
  unit: string;
  ours: number;
  naive: [name: string, miss: number][];
  /** Of 80 %. */
  covered: number | null;
}

/** Everything that the models beside the risk are asked of the presentations of one split. */
interface Questions {
  weeks: WeekAsked[];
  results: ResultAsked[];
  moments: Asked[];
}

/** The split that models learn from; all else is what they are measured on. */
const toLearn = 'train';
/** As the labels' own scorer has it. */
const [firstWeek, lastWeek] = [2, 28];

/** How well each model tells what became of learners whom none of them learned from. */
export async function measureModels(folder: string, say: (line: string) => void): Promise<Measured[]> {
  const { weeks, results, moments } = await questionsIn(folder, (split) => split !== toLearn, say);
  const active = weeks.filter(({ scores }) => (scores[0] ?? 0) > 0 || (scores[1] ?? 0) > 0);
  return [
    ofWeeks("next week's score, active learners", active, ({ due }) => due),
    ofWeeks('the same, no deadlines known', active, () => null),
    ofWeeks("next week's score, everybody", weeks, ({ due }) => due),
    ofResults('next result', results),
    ofCompletion('completing (Brier)', moments),
  ];
}

/** The numbers that stand in forecast.ts and next-result.ts. */
export async function tuneModels(
  folder: string,
  say: (line: string) => void,
): Promise<Record<string, unknown>> {
  const { weeks, results } = await questionsIn(folder, (split) => split === toLearn, say, 1);
  const active = weeks.filter(({ scores }) => (scores[0] ?? 0) > 0 || (scores[1] ?? 0) > 0);
  const forecast = (dueOf: (week: WeekAsked) => WeekAsked['due']) => {
    const rows = active.map((week) => termsOf(week.scores, dueOf(week)));
    const truth = active.map(({ next }) => next);
    const weights = weightsOf(rows, truth).map((weight) => Number(weight.toFixed(3)));
    const told = rows.map((row) => row.reduce((sum, term, index) => sum + term * (weights[index] ?? 0), 0));
    return {
      weights,
      misses: missesOf(
        told.map((one) => Math.max(0, Math.min(100, one))),
        truth,
      ),
    };
  };
  const misses = (own: ResultAsked[]): Misses =>
    missesOf(
      own.map(({ kind, past, cohortMean }) => nextResultOf(kind, past, cohortMean)?.percent ?? 0),
      own.map(({ percent }) => percent),
    );
  const isOfKind = ({ kind, past }: ResultAsked): boolean => past.some((one) => one.kind === kind);
  return {
    planned: forecast(({ due }) => due),
    unplanned: forecast(() => null),
    misses: misses(results.filter(isOfKind)),
    missesOfOthers: misses(results.filter((one) => !isOfKind(one))),
  };
}

export function modelTable(all: readonly Measured[]): string {
  return all
    .map(({ name, rows, unit, ours, naive, covered }) =>
      [
        `${name} (${rows.toLocaleString('en')} rows, mean miss in ${unit})`,
        ...[['ours', ours] as const, ...naive].map(
          ([of, miss]) => `  ${of.padEnd(34)}${miss.toPrecision(4).padStart(8)}`,
        ),
        ...(covered === null
          ? []
          : [`  ${'truth inside the 80 % interval'.padEnd(34)}${(100 * covered).toFixed(1).padStart(6)} %`]),
      ].join('\n'),
    )
    .join('\n\n');
}

async function questionsIn(
  folder: string,
  isAsked: (split: string) => boolean,
  say: (line: string) => void,
  lastAsked: number = lastWeek,
): Promise<Questions> {
  const questions: Questions = { weeks: [], results: [], moments: [] };
  const isWanted = ({ split, week }: { split: string; week: number }): boolean =>
    isAsked(split) && week >= Math.min(firstWeek, lastAsked) && week <= lastAsked;
  for await (const { presentation, history, asked } of askedIn(folder, isWanted)) {
    say(presentation.name);
    for (const week of weeksAsked(history, presentation.learners)) questions.weeks.push(week);
    questions.results.push(...resultsAsked(presentation.learners));
    questions.moments.push(asked);
  }
  return questions;
}

function ofWeeks(
  name: string,
  weeks: readonly WeekAsked[],
  dueOf: (week: WeekAsked) => WeekAsked['due'],
): Measured {
  const told = weeks.map((week) => forecastOf(week.scores, dueOf(week)));
  const truth = weeks.map(({ next }) => next);
  return {
    name,
    rows: weeks.length,
    unit: 'points',
    ours: missOf(
      told.map((one) => one?.score ?? 0),
      truth,
    ),
    naive: [
      [
        'same as this week',
        missOf(
          weeks.map(({ scores }) => scores[0] ?? 0),
          truth,
        ),
      ],
      [
        'mean of the last 4',
        missOf(
          weeks.map(({ scores }) => meanOf(scores)),
          truth,
        ),
      ],
    ],
    covered: coveredBy(told, truth),
  };
}

function ofResults(name: string, results: readonly ResultAsked[]): Measured {
  const told = results.map(({ kind, past, cohortMean }) => nextResultOf(kind, past, cohortMean));
  const truth = results.map(({ percent }) => percent);
  const ownMeans = results.map(({ past }) => meanOf(past.map(({ percent }) => percent)));
  return {
    name,
    rows: results.length,
    unit: 'percent',
    ours: missOf(
      told.map((one) => one?.percent ?? 0),
      truth,
    ),
    naive: [
      ['own mean so far', missOf(ownMeans, truth)],
      [
        "cohort's mean so far",
        missOf(
          results.map(({ cohortMean }) => cohortMean),
          truth,
        ),
      ],
    ],
    covered: coveredBy(told, truth),
  };
}

/** Squared misses, since what is told is a chance. */
function ofCompletion(name: string, moments: readonly Asked[]): Measured {
  const { noncompletion } = shippedModel.heads;
  const usual = shippedModel.model.heads.noncompletion.share;
  const bins = new Uint8Array(featureCount);
  let [rows, ours, naive] = [0, 0, 0];
  for (const { snapshots, features } of moments) {
    for (const [row, { answers }] of snapshots.entries()) {
      if (Number.isNaN(answers.noncompletion)) continue;
      writeBins(shippedModel, features.subarray(row * featureCount, (row + 1) * featureCount), bins);
      ours += (chanceOf(logOddsOf(noncompletion, bins)) - answers.noncompletion) ** 2;
      naive += (usual - answers.noncompletion) ** 2;
      rows++;
    }
  }
  return {
    name,
    rows,
    unit: 'squared',
    ours: ours / rows,
    naive: [['the share of 2013 for everybody', naive / rows]],
    covered: null,
  };
}

function missOf(told: readonly number[], truth: readonly number[]): number {
  return meanOf(told.map((one, at) => Math.abs(one - (truth[at] ?? 0))));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function coveredBy(told: readonly (Interval | Forecast | null)[], truth: readonly number[]): number {
  return meanOf(
    told.map((one, at) => {
      const was = truth[at] ?? 0;
      return Number(one !== null && one.low <= was && was <= one.high);
    }),
  );
}
