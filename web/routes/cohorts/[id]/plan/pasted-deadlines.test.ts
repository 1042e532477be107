import { expect, test } from 'vitest';
import { pastedDeadlines } from './pasted-deadlines.ts';

test.each([
  ['tabs', 'Essay\t2026-03-20\t40'],
  ['commas', 'Essay,2026-03-20,40'],
  ['semicolons and a quoted title', '"Essay";2026-03-20;40'],
  ['names of columns above', 'Title\tDue\tWeight\nEssay\t20.03.2026\t40 %'],
  ['a day with dots', 'Essay\t20.3.2026\t40%'],
  ['a month by its name', 'Essay\t20 March 2026\t40'],
  ['a day before the month', 'Essay\t20/3/2026\t40'],
  ['a month before the day', 'Essay\t3/20/2026\t40,0'],
  ['a time after the date, and lines without anything', '\t\t\nEssay\t2026-03-20 12:00\t40.0\r\n\n'],
])('a line with %s is read', (_, text) => {
  expect(pastedDeadlines(text)).toEqual({
    deadlines: [{ title: 'Essay', dueOn: '2026-03-20', weight: 40 }],
    wrong: [],
  });
});

test('a line that cannot be read is told with the reason, and the others are read', () => {
  const text = [
    'Essay\t3/4/2026\t10',
    'Test\t2026-02-30\t10',
    '\t2026-03-20\t10',
    'Talk\t2026-03-20\tmuch',
    'Report\t3/3/2026',
  ].join('\n');
  expect(pastedDeadlines(text)).toEqual({
    deadlines: [{ title: 'Report', dueOn: '2026-03-03', weight: 0 }],
    wrong: [
      { line: 1, why: 'two_dates', text: 'Essay 3/4/2026 10' },
      { line: 2, why: 'no_date', text: 'Test 2026-02-30 10' },
      { line: 3, why: 'no_title', text: '2026-03-20 10' },
      { line: 4, why: 'no_weight', text: 'Talk 2026-03-20 much' },
    ],
  });
});
