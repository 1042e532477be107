import { expect, test } from 'vitest';
import { type NudgeKind, nudgeKinds } from '../nudge.ts';
import { drawsOf } from './draw.ts';
import { type LoggedChoice, otherWaysOf } from './other-ways.ts';

const chances = [0.1, 0.2, 0.3, 0.4];
const comesBack = { reminder: 0.6, micro_assessment: 0.4, peer_challenge: 0.3, mentor_connection: 0.2 };

test('what another way would have brought is told from what ours did, for as far as it goes', () => {
  const choices = chosen(8_000, () => nudgeKinds);
  const ours = nudgeKinds.reduce((sum, kind, at) => sum + comesBack[kind] * (chances[at] ?? 0), 0);
  const [uniform, always] = otherWaysOf(choices);
  expect(uniform?.returned).toBeCloseTo((0.6 + 0.4 + 0.3 + 0.2) / 4, 1);
  expect(always?.returned).toBeCloseTo(0.6, 1);
  for (const [way, truth] of [
    [uniform, 0.375 - ours],
    [always, 0.6 - ours],
  ] as const) {
    expect(way?.apart.low).toBeLessThan(truth);
    expect(way?.apart.high).toBeGreaterThan(truth);
  }
  // One in ten of ours was a reminder.
  expect(always?.effective).toBeCloseTo(choices.filter(({ kind }) => kind === 'reminder').length, 0);
  expect(uniform?.effective).toBeGreaterThan(always?.effective ?? 0);
});

test('where no reminder may be sent, always a reminder is as we do', () => {
  const [, always] = otherWaysOf(chosen(500, () => nudgeKinds.slice(1)));
  expect(always?.apart.value).toBeCloseTo(0, 10);
  expect(always?.effective).toBeCloseTo(500, 6);
});

test('a learner who was sent ten is one learner', () => {
  const once = chosen(400, () => nudgeKinds);
  const often = once.flatMap((choice) => Array.from({ length: 10 }, () => choice));
  const [[one], [ten]] = [otherWaysOf(once), otherWaysOf(often)];
  expect(ten?.apart.high).toBeCloseTo(one?.apart.high ?? 0, 10);
});

test('of nothing nothing is told', () => {
  expect(otherWaysOf([])).toEqual([]);
});

function chosen(count: number, openTo: (index: number) => readonly NudgeKind[]): LoggedChoice[] {
  const draw = drawsOf(`other ways ${count}`);
  return Array.from({ length: count }, (_, index) => {
    const open = openTo(index);
    const sum = open.reduce((all, kind) => all + (chances[nudgeKinds.indexOf(kind)] ?? 0), 0);
    const candidates = open.map((kind) => {
      return { kind, chance: (chances[nudgeKinds.indexOf(kind)] ?? 0) / sum, not: null };
    });
    let left = draw();
    const { kind } = candidates.find(({ chance }) => (left -= chance) < 0) ?? {
      kind: 'mentor_connection' as const,
    };
    return { learner: String(index), kind, candidates, returned: draw() < comesBack[kind] };
  });
}
