import { type MeasuredGroup, type Trait, traits } from '../model-measured.ts';
import { type Exam, competitorsOf, pick, questions, rowsFor } from './measure.ts';
import { aucOf, flagsOf } from './metrics.ts';

/** Who somebody is, as far as the data says: asked for here alone, after everything was told. */
export type TraitsOf = (presentation: string, learner: string) => Record<Trait, string>;

const flaggedShare = 0.1;

/** How the first head treats groups of persons whom it cannot tell apart, when the top 10 % of each class and week are flagged. */
export function fairnessOf(exam: Exam, traitsOf: TraitsOf): MeasuredGroup[] {
  const [question] = questions;
  if (question === undefined) return [];
  const rows = rowsFor(exam, question);
  const told = pick(exam.told[question.head], rows);
  const answers = pick(exam.answers[question.head], rows);
  const flags = flagsOf(told, competitorsOf(exam, rows), flaggedShare);
  const who = rows.map((row) => {
    const { presentation = '', learner = '' } = exam.moments[row] ?? {};
    return { key: `${presentation} ${learner}`, traits: traitsOf(presentation, learner) };
  });
  return traits.flatMap((trait) => {
    const groups = Map.groupBy(rows.keys(), (at) => who[at]?.traits[trait] ?? 'unknown');
    return [...groups]
      .toSorted(
        ([one], [other]) => Number(one === 'unknown') - Number(other === 'unknown') || (one < other ? -1 : 1),
      )
      .flatMap(([group, own]) => {
        const [ownTold, ownAnswers] = [pick(told, own), pick(answers, own)];
        const share = meanOf(ownAnswers);
        if (share === 0 || share === 1) return [];
        const keys = own.map((at) => who[at]?.key ?? '');
        const hit = (answer: 0 | 1): { rate: number; error: number } =>
          rateOf(
            own
              .filter((at) => answers[at] === answer)
              .map((at) => ({ key: who[at]?.key ?? '', flag: flags[at] ?? 0 })),
          );
        const [caught, mistaken] = [hit(1), hit(0)];
        return [
          {
            trait,
            group,
            learners: new Set(keys).size,
            rows: own.length,
            share,
            told: meanOf(ownTold),
            auc: aucOf(ownTold, ownAnswers),
            recall: caught.rate,
            falseAlarm: mistaken.rate,
            recallError: caught.error,
            falseAlarmError: mistaken.error,
          },
        ];
      });
  });
}

function meanOf(values: Float32Array | Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / Math.max(1, values.length);
}

/** What share is flagged, and its standard error: the moments of one learner are much alike, so each learner counts as one draw. */
function rateOf(moments: readonly { key: string; flag: number }[]): { rate: number; error: number } {
  const rate = moments.reduce((sum, { flag }) => sum + flag, 0) / Math.max(1, moments.length);
  const apart = new Map<string, number>();
  for (const { key, flag } of moments) apart.set(key, (apart.get(key) ?? 0) + flag - rate);
  const squares = [...apart.values()].reduce((sum, own) => sum + own * own, 0);
  return { rate, error: Math.sqrt(squares) / Math.max(1, moments.length) };
}
