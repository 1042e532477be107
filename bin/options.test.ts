import { describe, expect, test } from 'vitest';
import { BadOption, durationOption, nearest, numberOption, readOptions } from './options.ts';

const names = ['demo', 'url', 'key', 'learners', 'rate', 'speed', 'for'] as const;

describe('options of a command', () => {
  test('are read with the value after them or behind =', () => {
    expect(readOptions(names, ['--url', 'http://127.0.0.1:4100', '--rate=2'])).toEqual({
      url: 'http://127.0.0.1:4100',
      rate: '2',
    });
    expect(readOptions(names, ['--key=a=b'])).toEqual({ key: 'a=b' });
    expect(readOptions(names, [])).toEqual({});
  });

  test.each([
    ['--lerners', 'learners'],
    ['--learner', 'learners'],
    ['--Rate', 'rate'],
    ['--rates=3', 'rate'],
    ['--sped', 'speed'],
    ['--foor', 'for'],
  ])('%s is refused, and --%s named instead', (word, meant) => {
    expect(() => readOptions(names, [word, '5'])).toThrow(BadOption);
    expect(() => readOptions(names, [word, '5'])).toThrow(`did you mean --${meant}?`);
  });

  test('are refused without a value and without their dashes', () => {
    expect(() => readOptions(names, ['--url'])).toThrow('--url needs a value');
    expect(() => readOptions(names, ['--url='])).toThrow('--url needs a value');
    expect(() => readOptions(names, ['fast'])).toThrow("'fast' is not an option");
  });

  test('the nearest of equally near names is the first', () => {
    expect(nearest('', ['ab', 'cd'])).toBe('ab');
  });

  test('numbers keep within their bounds', () => {
    expect(numberOption('rate', '2.5', 1, 10)).toBe(2.5);
    for (const text of ['0', '11', 'fast', ' ', '1e9', 'NaN']) {
      expect(() => numberOption('rate', text, 1, 10)).toThrow(
        `--rate ${text} is not valid: expected a number from 1 to 10`,
      );
    }
  });

  test('durations have a unit', () => {
    expect(['90s', '10m', '1.5h'].map((text) => durationOption('for', text))).toEqual([
      90_000, 600_000, 5_400_000,
    ]);
    for (const text of ['10', 'm', '0m', '10 m', '-1s', '1d']) {
      expect(() => durationOption('for', text)).toThrow('expected a duration such as 90s, 10m or 2h');
    }
  });
});
