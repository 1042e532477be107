import { expect, test } from 'vitest';
import { changedAlike, policyChanges } from './policy-change.ts';
import { type NudgePolicy, usualPolicy } from './policy.ts';

const mine: NudgePolicy = {
  ...usualPolicy,
  rules: { ...usualPolicy.rules, low_results: false },
  quietHours: { from: 20 * 60, to: usualPolicy.quietHours.to },
  perDay: 2,
};

test('a policy differs from itself in nothing, and from another leaf by leaf', () => {
  expect(policyChanges(usualPolicy, structuredClone(usualPolicy))).toEqual([]);
  expect(policyChanges(usualPolicy, mine)).toEqual([
    { field: 'rules.low_results', from: true, to: false },
    { field: 'perDay', from: 1, to: 2 },
    { field: 'quietHours.from', from: 21 * 60, to: 20 * 60 },
  ]);
});

test('of two who changed a policy at once both keep what only one of them changed', () => {
  const theirs = { ...usualPolicy, perDay: 3, perWeek: 6, isOn: false };
  const both = changedAlike(usualPolicy, mine, theirs);
  expect(both).toEqual({ ...mine, perWeek: 6, isOn: false });
  expect(changedAlike(usualPolicy, usualPolicy, theirs)).toEqual(theirs);
});
