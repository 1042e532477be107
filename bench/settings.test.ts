import { expect, test } from 'vitest';
import { readSettings } from './settings.ts';

test('a bench can be asked for less, and for JSON', () => {
  expect(readSettings(['--json', '--for', '10s', '--learners', '100000', '--quick'])).toEqual({
    isJson: true,
    isQuick: true,
    withWorkers: false,
    forMs: 10_000,
    learners: 100_000,
  });
});

test('an option that is none is named', () => {
  expect(() => readSettings(['--fro', '10s'])).toThrow('there is no option --fro; did you mean --for?');
});
