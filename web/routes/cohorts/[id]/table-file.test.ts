import { expect, test } from 'vitest';
import { csvOf } from './table-file.ts';

test.each([
  ['plain', 'Maya', 'Maya'],
  ['a comma', 'Maya, R.', '"Maya, R."'],
  ['quotes', 'Maya "M"', '"Maya ""M"""'],
  ['lines', 'a\nb', '"a\nb"'],
  ['a formula', '=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['another', '@SUM(A1)', "'@SUM(A1)"],
])('a name with %s is a name', (_, name, expected) => {
  expect(csvOf([[name]])).toBe(expected);
});

test('numbers are numbers, and nothing is empty, not zero', () => {
  expect(
    csvOf([
      ['who', 'risk'],
      ['a', -0.5],
      ['b', null],
    ]),
  ).toBe('who,risk\r\na,-0.5\r\nb,');
});
