import { describe, expect, test } from 'vitest';
import { alertRules } from '#engagement/alert-rules.ts';
import type { AlertType } from '#engagement/alert.ts';
import { usualScoring } from '#engagement/scoring.ts';
import { withThreshold } from '#engagement/threshold.ts';
import * as en from './en.ts';

describe('how an alert comes about names the lines of its programme', () => {
  test.each<[AlertType, string]>([
    [
      'attendance',
      'Raised as high when attendance is below 70 with at least 2 sessions missed; critical below 25.',
    ],
    [
      'lms_inactivity',
      'Raised as high when the platform part is below 60 and nothing came for 2 days; critical after 14 days.',
    ],
    [
      'negative_sentiment',
      'Raised as medium when the mood of texts is below 50; high below 35, critical below 20.',
    ],
    [
      'overall_engagement',
      'Raised as high when the score is below 50 with at least 2 other flags up; critical below 40.',
    ],
  ])('for %s', (type, said) => {
    expect(en.alerts.how(type, alertRules(type, usualScoring))[1]).toBe(said);
  });

  test('and how far past its line what was below is no longer so', () => {
    const told = (steadyPoints: number) => {
      const scoring = withThreshold(usualScoring, 'steadyPoints', steadyPoints);
      return en.alerts.how('attendance', alertRules('attendance', scoring))[2];
    };
    expect(told(2)).toContain('Once below 70, it counts as below until it reaches 72.');
    expect(told(0)).not.toContain('until it reaches');
  });

  test('and says what is counted while they are not known', () => {
    expect(en.alerts.how('attendance', null)).toHaveLength(1);
  });
});
