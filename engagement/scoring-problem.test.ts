import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Holiday, type Scoring, type Weekday, usualScoring } from './scoring.ts';
import { scoringProblem } from './scoring-problem.ts';
import { type Threshold, boundsOf, thresholdNames, thresholdOf, withThreshold } from './threshold.ts';

const off = (daysOff: Partial<Scoring['daysOff']>): Scoring => ({
  ...usualScoring,
  daysOff: { ...usualScoring.daysOff, ...daysOff },
});
const christmas: Holiday = { from: '2026-12-24', to: '2026-12-26', name: 'Christmas' };

test('the usual scoring may be used', () => {
  expect(scoringProblem(usualScoring)).toBeNull();
});

describe('a number that is out of bounds is named', () => {
  test.each(thresholdNames)('%s', (name) => {
    const { least, most } = boundsOf(name);
    for (const value of [least - 0.00001, most + 0.1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(scoringProblem(withThreshold(usualScoring, name, value))?.field).toBe(name);
    }
  });
});

describe('what does not fit together is named', () => {
  test.each<[string, [Threshold, number][], string]>([
    ['weights that are not 100 together', [['weights.lms', 36]], 'weights'],
    ['a level that nobody could have', [['levels.medium', 50]], 'levels.medium'],
    ['levels that descend', [['levels.low', 60]], 'levels.low'],
    ['a critical decline smaller than a decline', [['trends.critical', 4.9]], 'trends.critical'],
    [
      'silence that is critical before it is an alert',
      [['alerts.silentDays', 14]],
      'alerts.silentDaysCritical',
    ],
    [
      'a mood that is critical before it is high',
      [['alerts.sentimentCritical', 36]],
      'alerts.sentimentCritical',
    ],
    ['half a flag', [['flags.disengagedFlags', 2.5]], 'flags.disengagedFlags'],
    ['half a session', [['alerts.missedSessions', 1.5]], 'alerts.missedSessions'],
  ])('%s', (_, values, field) => {
    const wrong = values.reduce((so, [name, value]) => withThreshold(so, name, value), usualScoring);
    expect(scoringProblem(wrong)?.field).toBe(field);
  });

  test('the weights say what they are together', () => {
    const wrong = withThreshold(usualScoring, 'weights.attendance', 47.5);
    expect(scoringProblem(wrong)?.message).toBe('The three weights must be 100 together; they are 107.5.');
  });
});

describe('days off', () => {
  const week: Weekday[] = [1, 2, 3, 4, 5, 6, 7];
  test.each<[string, Partial<Scoring['daysOff']>, string]>([
    ['seven rest days leave nothing to score', { restDays: week }, 'daysOff.restDays'],
    ['a rest day cannot be named twice', { restDays: [6, 6] }, 'daysOff.restDays'],
    [
      'a holiday begins on a real day',
      { holidays: [{ ...christmas, from: '2026-02-30' }] },
      'daysOff.holidays.0.from',
    ],
    ['a holiday ends on a real day', { holidays: [{ ...christmas, to: 'soon' }] }, 'daysOff.holidays.0.to'],
    [
      'a holiday ends after it began',
      { holidays: [christmas, { ...christmas, to: '2026-12-23' }] },
      'daysOff.holidays.1.to',
    ],
    ['a name has an end', { holidays: [{ ...christmas, name: 'x'.repeat(81) }] }, 'daysOff.holidays.0.name'],
    [
      'holidays are not the whole history of a country',
      { holidays: Array.from({ length: 101 }, () => christmas) },
      'daysOff.holidays',
    ],
  ])('%s', (_, daysOff, field) => {
    expect(scoringProblem(off(daysOff))?.field).toBe(field);
  });

  test('a weekend and a hundred holidays are fine', () => {
    const holidays = Array.from({ length: 100 }, () => christmas);
    expect(scoringProblem(off({ restDays: [6, 7], holidays }))).toBeNull();
  });
});

test('a minute may be a threshold of silence', () => {
  expect(scoringProblem(withThreshold(usualScoring, 'alerts.silentDays', 1 / 1440))).toBeNull();
});

test('every number is written where it is read, and nowhere else', () => {
  fc.assert(
    fc.property(fc.constantFrom(...thresholdNames), fc.double({ noNaN: true }), (name, value) => {
      const other = withThreshold(usualScoring, name, value);
      for (const one of thresholdNames) {
        expect(thresholdOf(other, one)).toBe(one === name ? value : thresholdOf(usualScoring, one));
      }
    }),
  );
});
