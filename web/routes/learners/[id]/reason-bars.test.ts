import { expect, test } from 'vitest';
import type { Reason } from '#engagement/risk.ts';
import { reasonBarsOf } from './reason-bars.ts';

const reasons: Reason[] = (
  [
    ['base', -1.8632],
    ['silence', 0.9149],
    ['activity', -0.5049],
    ['work', 0.3149],
    ['cohort', -0.2049],
    ['results', 0.0449],
    ['course', -0.0349],
  ] as const
).map(([code, weight]) => ({ code, weight, params: {} }));

test('what raises a risk stands before what lowers it, and the light ones are one row', () => {
  const bars = reasonBarsOf(reasons, 4);
  expect(bars.map(({ key }) => key)).toEqual(['base', 'silence', 'work', 'activity', 'cohort', 'rest']);
  expect(bars.at(-1)).toMatchObject({ reason: null, of: 2 });
});

test.each([2, 4, 9])(
  'with %i reasons shown each bar begins where the one before ended, up to the sum',
  (most) => {
    const bars = reasonBarsOf(reasons, most);
    const sum = reasons.reduce((total, { weight }) => total + weight, 0);
    expect(bars.at(-1)?.to).toBe(Number(sum.toFixed(2)));
    for (const [index, bar] of bars.entries()) expect(bar.from).toBe(bars[index - 1]?.to ?? 0);
    const shown = bars.reduce((total, { weight }) => total + Math.round(100 * weight), 0);
    expect(shown / 100).toBe(Number(sum.toFixed(2)));
  },
);

test('one reason too many is shown rather than folded away alone', () => {
  expect(reasonBarsOf(reasons, 5)).toHaveLength(reasons.length);
});
