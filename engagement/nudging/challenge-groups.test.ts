import { describe, expect, test } from 'vitest';
import { type Willing, areNear, goalOf, groupsOf } from './challenge-groups.ts';
import { drawsOf } from './draw.ts';

function cohortOf(size: number, seed: string): Willing[] {
  const draw = drawsOf(seed);
  return Array.from({ length: size }, (_, index) => ({
    learner: `l${index}`,
    activeDays: Math.round(7 * draw() * 3) / 3,
    answers: Math.floor(30 * draw()),
    percent: draw() < 0.2 ? null : Math.round(30 + 70 * draw()),
  }));
}

function someone(learner: string, activeDays: number, percent: number | null = 70, answers = 0): Willing {
  return { learner, activeDays, answers, percent };
}

describe('groups', () => {
  test('have two to four members who are all near each other, and nobody is in two', () => {
    for (let run = 0; run < 200; run++) {
      const willing = cohortOf(run % 60, `cohort ${run}`);
      const groups = groupsOf(willing, 'week');
      const members = groups.flat().map(({ learner }) => learner);
      expect(new Set(members).size).toBe(members.length);
      for (const group of groups) {
        expect(group.length).toBeGreaterThanOrEqual(2);
        expect(group.length).toBeLessThanOrEqual(4);
        for (const one of group) for (const other of group) expect(areNear(one, other)).toBe(true);
      }
    }
  });

  test('are the same whenever and in whatever order they are asked for', () => {
    const willing = cohortOf(30, 'cohort');
    expect(groupsOf(willing.toReversed(), 'week')).toEqual(groupsOf(willing, 'week'));
  });

  test('change from week to week where several are as good', () => {
    const alike = Array.from({ length: 12 }, (_, index) => someone(`l${index}`, 3));
    const withFirst = ['w1', 'w2', 'w3', 'w4'].map((week) =>
      groupsOf(alike, week)
        .find((group) => group.some(({ learner }) => learner === 'l0'))
        ?.map(({ learner }) => learner)
        .toSorted()
        .join(' '),
    );
    expect(new Set(withFirst).size).toBeGreaterThan(1);
  });

  test('leave alone who is near nobody, by days or by results', () => {
    const willing = [someone('a', 1), someone('b', 1.5), someone('often', 6), someone('unlike', 1, 20)];
    expect(groupsOf(willing, 'week').map((group) => group.map(({ learner }) => learner).toSorted())).toEqual([
      ['a', 'b'],
    ]);
  });

  test('leave nobody alone whom they could take', () => {
    for (const size of [2, 3, 4, 5, 6, 7, 9, 13]) {
      const alike = Array.from({ length: size }, (_, index) => someone(`l${index}`, 3));
      expect(groupsOf(alike, 'week').flat()).toHaveLength(size);
    }
  });
});

test.each([
  ['come once a week', [someone('a', 1), someone('b', 1.4)], { what: 'active_days', each: 2 }],
  ['come on three days', [someone('a', 3), someone('b', 3.6)], { what: 'active_days', each: 4 }],
  ['come every day and answer little', [someone('a', 7), someone('b', 7)], { what: 'active_days', each: 6 }],
  [
    'come often and answer',
    [someone('a', 5, 70, 12), someone('b', 4, 70, 20)],
    { what: 'answers', each: 20 },
  ],
])('those who %s aim a little higher', (_, group, goal) => {
  expect(goalOf(group, 7)).toEqual(goal);
});

test('a goal of a week that has begun can still be reached', () => {
  expect(goalOf([someone('a', 6), someone('b', 6)], 4)).toEqual({ what: 'active_days', each: 4 });
});
