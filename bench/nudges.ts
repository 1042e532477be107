import { nudgeKinds } from '#engagement/nudge.ts';
import { differenceOf } from '#engagement/nudging/difference.ts';
import { effectOf } from '#engagement/nudging/effect.ts';
import type { EffectCell } from '#engagement/nudging/effect-cell.ts';
import { harmOf } from '#engagement/nudging/harm.ts';
import { watchedOf } from '#engagement/nudging/watched.ts';
import { cellsOf, looksAt } from '#seed/nudge-trial-cells.ts';
import { type TrialSettings, tryNudges } from '#seed/nudge-trial.ts';
import type { Bench } from './bench.ts';
import { type Row, median, row } from './row.ts';

const usualRuns = 400;
const quickRuns = 50;

/** How right the product is about the good and the harm of nudges, among learners of whom the truth was planted. */
export function nudges({ settings, say }: Bench): Promise<Row[]> {
  const runs = settings.isQuick ? quickRuns : usualRuns;
  const rows: Row[] = [];
  for (const holdOut of [10, 25]) {
    say(`nothing planted, one learner in ${100 / holdOut} held out`);
    rows.push(...nothingRows(runs, holdOut));
    say(`five points planted, one learner in ${100 / holdOut} held out`);
    rows.push(...coverRows(runs, holdOut));
  }
  for (const holdOut of [10, 25]) {
    for (const points of [-10, -20]) {
      say(`${points} points planted, one learner in ${100 / holdOut} held out`);
      rows.push(...untilRows(runs / 10, holdOut, points));
    }
    say(`how long until five and ten points are seen, one learner in ${100 / holdOut} held out`);
    rows.push(...untilRows(runs / 10, holdOut, 5), ...untilRows(runs / 10, holdOut, 10));
  }
  say('choosing among kinds');
  rows.push(...choiceRows(settings.isQuick ? 1 : 4));
  return Promise.resolve(rows);
}

const trial = { rule: 'work_due', days: 90, occasionsEach: 1 } as const satisfies Partial<TrialSettings>;

function cellsWith(seed: string, learners: number, holdOutPercent: number, effect: number): EffectCell[] {
  return cellsOf(
    tryNudges({ ...trial, seed, learners, holdOutPercent, effectOf: () => effect }),
    holdOutPercent,
  );
}

/** How often something is claimed of what does nothing, when it is looked at each day. */
function nothingRows(runs: number, holdOut: number): Row[] {
  let [claimed, claimedPlainly] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const cells = cellsWith(`nothing ${holdOut} ${run}`, 1_000, holdOut, 0);
    const looks = [...looksAt(cells)];
    if (looks.some((look) => isSure(watchedOf(look)))) claimed++;
    if (looks.some((look) => isSure(plainOf(look)))) claimedPlainly++;
  }
  const name = `nothing planted, ${holdOut} % held out: claimed within 90 daily looks`;
  return [
    row(name, '%', (100 * claimed) / runs),
    row(`${name}, by the interval for one look`, '%', (100 * claimedPlainly) / runs),
  ];
}

function coverRows(runs: number, holdOut: number): Row[] {
  let [covered, coveredAlways, sum] = [0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const cells = cellsWith(`five ${holdOut} ${run}`, 1_000, holdOut, 0.05);
    const { uplift } = effectOf(cells, { today: 0, severalKinds: 0 });
    if (uplift !== null && uplift.low <= 0.05 && uplift.high >= 0.05) covered++;
    sum += uplift?.value ?? 0;
    const isAlways = [...looksAt(cells)].map(watchedOf).every(({ low, high }) => low <= 0.05 && high >= 0.05);
    if (isAlways) coveredAlways++;
  }
  const name = `+5 points planted, ${holdOut} % held out`;
  return [
    row(`${name}: mean of what was told`, 'points', (100 * sum) / runs),
    row(`${name}: interval for one look covers it`, '%', (100 * covered) / runs),
    row(`${name}: interval for all looks covers it at each of 90`, '%', (100 * coveredAlways) / runs),
  ];
}

const learnersMost = 20_000;

/** How many learners it takes until what was planted is told. */
function untilRows(runs: number, holdOut: number, points: number): Row[] {
  const took: number[] = [];
  for (let run = 0; run < runs; run++) {
    const cells = cellsWith(`until ${holdOut} ${points} ${run}`, learnersMost, holdOut, points / 100);
    const seen = looksAt(cells).find((look) =>
      points < 0 ? harmOf(look) !== null : watchedOf(look).low > 0,
    );
    took.push(seen === undefined ? Number.POSITIVE_INFINITY : learnersOf(seen));
  }
  const sorted = took.toSorted((one, other) => one - other);
  const name = `${points > 0 ? '+' : ''}${points} points planted, ${holdOut} % held out: ${points < 0 ? 'stopped' : 'told'}`;
  const found = took.filter(Number.isFinite).length;
  const after = [
    row(`${name} after, median`, 'learners', median(sorted)),
    row(`${name} after, 95 of 100`, 'learners', sorted[Math.ceil(0.95 * runs) - 1] ?? 0),
  ];
  return [
    // Where too few were told within as many learners as there are, there is no such figure.
    ...after.filter(({ value }) => Number.isFinite(value)),
    row(`${name} within ${learnersMost} learners`, '%', (100 * found) / runs),
  ];
}

/** What is best differs with the risk, and is not known beforehand. */
const bestBy = { low: 0, medium: 1, high: 2, critical: 3 } as const;

function choiceRows(runs: number): Row[] {
  const rows: Row[] = [];
  for (const chosenBy of ['uniform', 'product', 'truth'] as const) {
    const gained: number[] = [];
    for (let run = 0; run < runs; run++) {
      const tried = tryNudges({
        seed: `choice ${run}`,
        learners: 2_000,
        days: 120,
        rule: 'quiet_days',
        occasionsEach: 8,
        holdOutPercent: 10,
        effectOf: (kind, band) => (nudgeKinds.indexOf(kind) === bestBy[band] ? 0.2 : 0.02),
        chosenBy,
      }).filter(({ arm }) => arm === 'treated');
      gained.push((100 * tried.reduce((sum, { raisedBy }) => sum + raisedBy, 0)) / tried.length);
    }
    rows.push(row(`chosen by ${chosenBy}: a nudge brings back, of a hundred`, 'learners', mean(gained)));
  }
  return rows;
}

function plainOf(cells: readonly EffectCell[]): { low: number; high: number } {
  const sum = (wanted: EffectCell['arm']) => {
    const own = cells.filter(({ arm }) => arm === wanted);
    return {
      of: own.reduce((all, { learners }) => all + learners, 0),
      hits: own.reduce((all, { returned72 }) => all + returned72, 0),
    };
  };
  return differenceOf(sum('treated'), sum('held_out')) ?? { low: -1, high: 1 };
}

function isSure({ low, high }: { low: number; high: number }): boolean {
  return low > 0 || high < 0;
}

function learnersOf(cells: readonly EffectCell[]): number {
  return cells.reduce((sum, { learners }) => sum + learners, 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
