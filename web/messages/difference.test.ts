import { expect, test } from 'vitest';
import type { Finding } from '#engagement/differing/finding.ts';
import { claimNames, numberNames } from '#engagement/differing/measures.ts';
import { difference } from './en-difference.ts';

const judged = {
  apart: { value: -0.6, low: -0.8, high: -0.3 },
  falseFinds: 0.004,
  isSure: true,
  goesWith: null,
};
const share = { these: { of: 12, hits: 3 }, others: { of: 100, hits: 80 } } as const;
const middle = (usual: number) => ({ of: 10, usual, low: usual, high: usual });
const number = (of: Finding['of'], usual: number): Finding => ({
  ...judged,
  of,
  as: 'number',
  these: middle(usual),
  others: middle(9),
});

test('every measure can be said, more and less, as a number and as a share', () => {
  const said = new Set<string>();
  for (const of of numberNames) {
    for (const value of [-0.6, 0.6]) {
      const finding = { ...number(of, 2), apart: { value, low: -1, high: 1 } };
      said.add(difference.headline(finding, 'week'));
    }
    for (const than of [{ is: 'more', value: 0 } as const, { is: 'less', value: 1 } as const])
      said.add(difference.headline({ ...judged, ...share, of, as: 'share', than }, 'week'));
  }
  for (const of of claimNames)
    said.add(difference.headline({ ...judged, ...share, of, as: 'share', than: null }, 'week'));
  expect(said.size).toBe(4 * numberNames.length + claimNames.length);
});

test.each<[string, Finding, string]>([
  ['counts are told of a week', number('quiz', 2.14), '2.1 a week'],
  ['one day is no days', number('active_days', 1), '1 day a week'],
  ['a little is not none', number('risk', 0.003), 'under 1%'],
  ['work may be early', number('work_late', -1.5), '1.5 days early'],
  ['moods have a sign', number('mood', -0.4), '−0.40'],
])('%s', (_, finding, said) => {
  expect(difference.side(finding, 'these', 'week')).toBe(said);
});

test('a finding says how sure it is and how much', () => {
  expect(difference.strength(number('quiz', 2))).toBe('Very sure, so in 80 of 100 pairs');
  const finding: Finding = { ...judged, ...share, of: 'help', as: 'share', than: null };
  expect(difference.strength(finding)).toBe('Very sure, 60 of a hundred fewer');
  expect(difference.headline(finding, 'week')).toBe('Fewer of them asked for help');
});
