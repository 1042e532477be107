import { join } from 'node:path';
import { shippedModel } from '#engagement/shipped-model.ts';
import { type RiskView, featureCount, writeFeatures } from '#engagement/risk-features.ts';
import { writeBins, writeReasons } from '#engagement/open-model.ts';
import { bandOf, floorsOf, riskOf } from '#engagement/risk.ts';
import { reasonGroups } from '#engagement/risk-groups.ts';
import { usualScoring } from '#engagement/scoring.ts';
import { viewsOn } from '#engagement/training/class-history.ts';
import { classHistoryOf } from '#seed/oulad/class-history.ts';
import { readPresentation } from '#seed/oulad/presentation.ts';
import type { Bench } from './bench.ts';
import { type Row, median, row, written } from './row.ts';

const usualRuns = 7;
const looksOfRun = 200_000;
const quickLooks = 20_000;
/** Evenings from the sixth week of the course on. */
const [firstDay, lastDay, everyDays] = [42, 224, 7];
const afternoon = 0.6;
/** Of what was done, of what was handed in, and of results. */
const daysOfLook = 3 * 77;
const none = new Float64Array(featureCount);
const shippedSample = join(import.meta.dirname, '../seed/oulad/sample');

/**
 * How many risks a core tells in a second, with all that a look asks of one, on learners as they really were. Beside it: the same
 * numbers read and added up, and nothing else. It needs no stores.
 */
export async function risk({ settings, say }: Bench): Promise<Row[]> {
  const history = classHistoryOf(await readPresentation(shippedSample, 'BBB_2014B'));
  const views: RiskView[] = [];
  for (let day = firstDay; day <= lastDay; day += everyDays) {
    const viewOf = viewsOn(history, day);
    for (const learner of history.learners) views.push(viewOf(learner));
  }
  const isIdle = ({ own: { events } }: RiskView): boolean => events[events.length - 1] === 0;
  const idle = views.filter(isIdle);
  const features = views.map((view) => {
    const own = new Float64Array(featureCount);
    writeFeatures(view, 0, own);
    return own;
  });
  say(`${views.length} evenings of ${history.learners.length} learners`);

  const looks = settings.isQuick ? quickLooks : looksOfRun;
  const runs = settings.isQuick ? 1 : usualRuns;
  const perSecond = (name: string, work: (look: number) => void): number => {
    const figure = secondly(looks, runs, work);
    say(`  ${name}: ${written(figure)} a second`);
    return figure;
  };
  const floors = floorsOf(usualScoring, null);
  const bins = new Uint8Array(featureCount);
  const weights = new Float64Array(reasonGroups.length);
  let kept = 0;
  const told = (some: readonly RiskView[], dayShare: number) => (look: number) => {
    const view = some[look % some.length];
    const one = view === undefined ? null : riskOf(view, shippedModel, dayShare);
    if (one !== null) kept += bandOf(one.value, floors).length;
  };
  const { silence, withdrawal } = shippedModel.heads;
  const limitOf = (count: number): number => {
    const numbers = new Float64Array(count);
    return perSecond(`${count} numbers read`, () => {
      for (let at = 0; at < numbers.length; at++) kept += numbers[at] as number;
    });
  };
  // What one look cannot do without: the days, and what the model says of each feature and pair.
  const ofModel = featureCount + silence.pairs.length;
  const limit = limitOf(daysOfLook + ofModel + featureCount + withdrawal.pairs.length);
  const limitAlone = limitOf(ofModel);
  const whole = perSecond('in the evening', told(views, 1));
  const twice = perSecond('in the afternoon', told(idle, afternoon));
  const alone = perSecond('from features', (look) => {
    writeBins(shippedModel, features[look % features.length] ?? none, bins);
    kept += writeReasons(silence, bins, weights);
  });
  if (Number.isNaN(kept)) throw new Error('a risk was told that is no number');
  return [
    row(
      'told with reasons, withdrawal and band, from what is known of a day',
      'risks/s of a core',
      whole,
      limit,
    ),
    row('the same of who did nothing today: told twice', 'risks/s of a core', twice, limit / 2),
    row('probability and weights of reasons, from features', 'risks/s of a core', alone, limitAlone),
  ];
}

/** By the time of the processor rather than of the clock: what else the machine does is not counted. */
function secondly(looks: number, runs: number, work: (look: number) => void): number {
  const figures = Array.from({ length: runs + 1 }, () => {
    const before = process.cpuUsage();
    for (let look = 0; look < looks; look++) work(look);
    const { user, system } = process.cpuUsage(before);
    return (1e6 * looks) / (user + system);
  });
  // The first run is the compiler's.
  return median(figures.slice(1));
}
