import { describe, expect, test } from 'vitest';
import { dayMs } from '#engagement/day.ts';
import { nudgeKinds } from '#engagement/nudge.ts';
import { differenceOf } from '#engagement/nudging/difference.ts';
import { effectOf } from '#engagement/nudging/effect.ts';
import { harmOf } from '#engagement/nudging/harm.ts';
import { otherWaysOf } from '#engagement/nudging/other-ways.ts';
import { watchedOf } from '#engagement/nudging/watched.ts';
import { cellsOf, looksAt } from './nudge-trial-cells.ts';
import { type TrialSettings, type Tried, tryNudges } from './nudge-trial.ts';

// The long form, with the figures of docs/effect.md, is `npm run bench -- nudges`.

const usual = { rule: 'work_due', learners: 300, days: 40, occasionsEach: 1, holdOutPercent: 20 } as const;
const runs = 100;

describe('of learners to whom nudges do what was planted', () => {
  test('five points are recovered: the interval covers them in at least 93 of 100 trials', () => {
    const told = trials('five', 0.05).map((cells) => effectOf(cells, { today: 0, severalKinds: 0 }));
    const covered = told.filter(({ uplift }) => uplift && uplift.low <= 0.05 && uplift.high >= 0.05);
    expect(covered.length).toBeGreaterThanOrEqual(93);
    const mean = told.reduce((sum, { uplift }) => sum + (uplift?.value ?? 0), 0) / runs;
    expect(mean).toBeCloseTo(0.05, 1);
    const always = told.filter(({ watched: { low, high } }) => low <= 0.05 && high >= 0.05);
    expect(always.length).toBeGreaterThanOrEqual(97);
  });

  test('of what does nothing hardly anything is ever claimed, though it is looked at each day', () => {
    const claimed = trials('nothing', 0).filter((cells) =>
      looksAt(cells).some((look) => {
        const { low, high } = watchedOf(look);
        return low > 0 || high < 0;
      }),
    );
    expect(claimed.length).toBeLessThanOrEqual(5);
  });

  test('a harm of twenty points is stopped before 1,500 learners had it', () => {
    for (let run = 0; run < 10; run++) {
      const cells = trial({ seed: `harm ${run}`, learners: 1_500, effectOf: () => -0.2 });
      expect(looksAt(cells).some((look) => harmOf(look) !== null)).toBe(true);
    }
  });
});

describe('choosing among kinds', () => {
  const settings: TrialSettings = {
    seed: 'choice',
    rule: 'quiet_days',
    learners: 500,
    days: 120,
    occasionsEach: 6,
    holdOutPercent: 20,
    effectOf: (kind) => (kind === 'peer_challenge' ? 0.3 : 0.02),
  };
  const chosen = (['uniform', 'product', 'truth'] as const).map((chosenBy) =>
    tryNudges({ ...settings, chosenBy }),
  );

  test('as the product does brings back more than by chance, and less than who knows the truth', () => {
    const [uniform = 0, product = 0, truth = 0] = chosen.map(raisedByEach);
    expect(product).toBeGreaterThan(1.15 * uniform);
    expect(truth).toBeGreaterThan(product);
  });

  test('leaves behind what tells how another way would have done', () => {
    const product = chosen[1]?.filter(({ arm }) => arm === 'treated') ?? [];
    const [uniform] = otherWaysOf(product);
    expect(uniform?.apart.value).toBeLessThan(0);
    expect(uniform?.effective).toBeGreaterThan(100);
  });

  test('keeps the rules of nudging: no learner has two in a day, none when caps are used up, and a learner stays in an arm', () => {
    for (const own of Map.groupBy(chosen[1] ?? [], ({ learner }) => learner).values()) {
      const sent = own.filter(({ arm }) => arm === 'treated').map(({ sendAt }) => Math.floor(sendAt / dayMs));
      expect(new Set(sent).size).toBe(sent.length);
      for (const day of sent)
        expect(sent.filter((one) => one > day - 7 && one <= day).length).toBeLessThanOrEqual(4);
      const arms = new Set(own.map(({ kind, arm }) => `${kind} ${arm}`));
      expect(arms.size).toBe(new Set(own.map(({ kind }) => kind)).size);
    }
  });

  test('holds out of each kind the share that was asked for, whatever is held out of the others', () => {
    for (const kind of nudgeKinds) {
      const own = (chosen[0] ?? []).filter((one) => one.kind === kind);
      const learners = new Map(own.map(({ learner, arm }) => [learner, arm]));
      expect(learners.size).toBeGreaterThan(250);
      const held = [...learners.values()].filter((arm) => arm === 'held_out').length;
      const beside = differenceOf({ of: learners.size, hits: held }, { of: 1e9, hits: 0.2 * 1e9 });
      expect(beside?.low).toBeLessThan(0);
      expect(beside?.high).toBeGreaterThan(0);
    }
  });
});

function trials(name: string, effect: number): ReturnType<typeof cellsOf>[] {
  return Array.from({ length: runs }, (_, run) => trial({ seed: `${name} ${run}`, effectOf: () => effect }));
}

function trial(settings: Pick<TrialSettings, 'seed' | 'effectOf'> & { learners?: number }) {
  return cellsOf(tryNudges({ ...usual, ...settings }), usual.holdOutPercent);
}

function raisedByEach(tried: readonly Tried[]): number {
  const sent = tried.filter(({ arm }) => arm === 'treated');
  return sent.reduce((sum, { raisedBy }) => sum + raisedBy, 0) / sent.length;
}
