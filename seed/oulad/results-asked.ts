import { type PastResult, type ResultKind, resultsMost } from '#engagement/next-result.ts';
import { markedAfterDays } from './activity.ts';
import type { OuladLearner, Submission } from './presentation.ts';

/** A result that is asked for on the day of handing in, with all that was known by then, the newest first. */
export interface ResultAsked {
  kind: ResultKind;
  percent: number;
  past: PastResult[];
  /** Of all results known by then. */
  cohortMean: number;
}

export function resultsAsked(learners: readonly OuladLearner[]): ResultAsked[] {
  const meanBy = meansOf(learners);
  return learners.flatMap(({ submissions }) => {
    const newest = submissions
      .filter(isMarked)
      .toSorted((one, other) => other.day - one.day || other.score - one.score);
    return newest.flatMap((asked): ResultAsked[] => {
      const past = newest.filter(({ day }) => day + markedAfterDays <= asked.day).slice(0, resultsMost);
      const cohortMean = meanBy(asked.day);
      if (past.length === 0 || cohortMean === null) return [];
      return [{ kind: kindOf(asked), percent: asked.score, past: past.map(resultOf), cohortMean }];
    });
  });
}

type Marked = Submission & { score: number };

function isMarked(submission: Submission): submission is Marked {
  return submission.score !== null;
}

/** What a computer marks is as good as a quiz to us. */
function kindOf({ type }: Submission): ResultKind {
  return type === 'CMA' ? 'quiz' : 'assignment';
}

function resultOf(submission: Marked): PastResult {
  return { kind: kindOf(submission), percent: submission.score };
}

/** The mean of all that is known on a day; null before there is anything. */
function meansOf(learners: readonly OuladLearner[]): (day: number) => number | null {
  const known = learners
    .flatMap(({ submissions }) => submissions.filter(isMarked))
    .map(({ day, score }) => ({ day: day + markedAfterDays, score }))
    .toSorted((one, other) => one.day - other.day);
  const byDay = new Map<number, number>();
  let sum = 0;
  let last = -Infinity;
  for (const [index, { day, score }] of known.entries()) {
    sum += score;
    byDay.set(day, sum / (index + 1));
    last = day;
  }
  const first = known[0]?.day ?? Infinity;
  return (day) => {
    for (let at = Math.min(day, last); at >= first; at--) {
      const mean = byDay.get(at);
      if (mean !== undefined) return mean;
    }
    return null;
  };
}
