import { describe, expect, test } from 'vitest';
import { seedWishes } from './seed-wishes.ts';

describe('what the seed is asked for', () => {
  test.each([
    ['', { what: 'demo', ifEmpty: false, out: null }],
    ['--set demo --if-empty --out x.json', { what: 'demo', ifEmpty: true, out: 'x.json' }],
    ['--set engagement', { what: 'engagement' }],
    ['--set tutoring', { what: 'tutoring', sessions: 150 }],
    ['--set tutoring --sessions 3000', { what: 'tutoring', sessions: 3_000 }],
    ['--scale', { what: 'scale', learners: 100_000 }],
    ['--scale --seed 7', { what: 'scale', learners: 100_000 }],
    ['--scale 500', { what: 'scale', learners: 500 }],
    [
      '--from ../oulad --presentation BBB_2014B --day 90',
      { what: 'presentation', folder: '../oulad', presentation: 'BBB_2014B', day: 90 },
    ],
    ['--clear', null],
  ])('%s', (line, filling) => {
    expect(seedWishes(wordsOf(line)).filling).toEqual(filling);
  });

  test.each([
    ['--clear', ['demo']],
    ['--clear --set engagement', ['demo-melbourne', 'demo-harbour', 'demo-riverside']],
    ['--clear --scale 10', ['demo-scale']],
    ['--clear --tenant dev', ['dev']],
    ['--clear --tenant acme --force', ['acme']],
    ['--set engagement', []],
  ])('%s removes %j', (line, tenants) => {
    expect(seedWishes(wordsOf(line)).clear).toEqual(tenants);
  });
});

test.each([
  ['--clear --tenant acme', 'add --force'],
  ['--clear --tenant demolition', 'add --force'],
  ['--tenant demo', 'give both'],
  ['--set engagment', 'did you mean engagement?'],
  ['--sett demo', 'did you mean --set?'],
  ['--scale 0', 'from 1 to'],
  ['--scale -1', 'from 1 to'],
  ['--scale 1e9', 'from 1 to'],
  ['--scale 1.5', 'whole number'],
  ['--scale many', 'from 1 to'],
  ['--set demo --scale 10', 'give one'],
  ['--from ../oulad', 'give both'],
  ['--presentation BBB_2014B', 'give both'],
  ['--set tutoring --day 3', '--day goes with --from'],
  ['--sessions 100', '--sessions goes with --set tutoring'],
  ['--set engagement --if-empty', '--if-empty goes with --set demo'],
  ['--set engagement --truth t.ndjson', 'nothing is known'],
  ['--clear=no', 'takes no value'],
])('%s is refused: %s', (line, why) => {
  expect(() => seedWishes(wordsOf(line))).toThrow(why);
});

function wordsOf(line: string): string[] {
  return line.split(' ').filter((word) => word !== '');
}
