import { expect, test } from 'vitest';
import { clockOf, minutesOf } from './clock-time.ts';

test.each([
  [0, '00:00'],
  [8 * 60 + 5, '08:05'],
  [23 * 60 + 59, '23:59'],
])('%i minutes after midnight are %s, and that again as many', (minutes, text) => {
  expect(clockOf(minutes)).toBe(text);
  expect(minutesOf(text)).toBe(minutes);
});

test('the end of a day is the beginning of the next', () => {
  expect(clockOf(1_440)).toBe('00:00');
});

test.each(['', '8', 'x:y'])('"%s" is no time of day', (text) => {
  expect(minutesOf(text)).toBeNull();
});
