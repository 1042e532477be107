import { expect, test } from 'vitest';
import { type NudgePolicy, policyProblem, usualPolicy } from './policy.ts';
import { snoozedAt, usualPreferences } from './preferences.ts';

test('the usual policy is a good one', () => {
  expect(policyProblem(usualPolicy)).toBeNull();
});

test.each<[string, Partial<NudgePolicy>]>([
  ['perDay', { perDay: 0 }],
  ['perDay', { perDay: 1.5 }],
  ['perWeek', { perWeek: 21 }],
  ['perWeek', { perDay: 3, perWeek: 2 }],
  ['quietHours.from', { quietHours: { from: 1_440, to: 0 } }],
  ['quietHours.to', { quietHours: { from: 0, to: -1 } }],
  ['quietHours', { quietHours: { from: 600, to: 599 } }],
  ['quietHours', { quietHours: { from: 11 * 60, to: 8 * 60 } }],
  ['holdOutPercent', { holdOutPercent: 51 }],
  ['holdOutPercent', { holdOutPercent: Number.NaN }],
  ['unansweredMost', { unansweredMost: 0 }],
  [
    'kinds.peer_challenge.coolDownDays',
    { kinds: { ...usualPolicy.kinds, peer_challenge: { isOn: true, coolDownDays: 61 } } },
  ],
])('what is wrong is told by its field: %s', (field, wrong) => {
  expect(policyProblem({ ...usualPolicy, ...wrong })).toMatchObject({ field });
});

test('four hours a day are enough for nudges to come, and no quiet hours at all are fine', () => {
  expect(policyProblem({ ...usualPolicy, quietHours: { from: 12 * 60, to: 8 * 60 } })).toBeNull();
  expect(policyProblem({ ...usualPolicy, quietHours: { from: 0, to: 0 } })).toBeNull();
});

test('"later" lets everything wait for a day, and never shortens a longer wait', () => {
  const now = Date.UTC(2026, 10, 17, 12);
  expect(snoozedAt(usualPreferences, now).snoozedUntil).toBe(now + 86_400_000);
  const longer = { ...usualPreferences, snoozedUntil: now + 5 * 86_400_000 };
  expect(snoozedAt(longer, now)).toEqual(longer);
});
