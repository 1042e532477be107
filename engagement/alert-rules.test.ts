import { describe, expect, test } from 'vitest';
import { alertRules } from './alert-rules.ts';
import { type AlertType, alertTypes, alertsOf } from './alert.ts';
import { flags, flagsOf } from './flag.ts';
import { type Scoring, usualScoring } from './scoring.ts';
import { type Threshold, thresholdNames, withThreshold } from './threshold.ts';

const facts = { sessions: 5, missed: 2, silentDays: 3, texts: 2, help: 0 };
/** Just below every line and just short of worse, and just above the lines with every flag still up. */
const standings = [
  { of: { attendance: 69, lms: 59, sentiment: 36, score: 41 }, before: [] },
  { of: { attendance: 71, lms: 61, sentiment: 51, score: 51 }, before: flags },
];
/** Each line on the other side of one of the two. */
const moved: Partial<Record<Threshold, number>> = {
  steadyPoints: 0,
  'flags.lowAttendance': 60,
  'flags.inactiveLms': 50,
  'flags.negativeSentiment': 30,
  'flags.disengaged': 40,
  'flags.disengagedFlags': 4,
  'alerts.silentDays': 4,
  'alerts.silentDaysCritical': 3,
  'alerts.missedSessions': 3,
  'alerts.attendanceCritical': 70,
  'alerts.sentimentHigh': 40,
  'alerts.sentimentCritical': 40,
  'alerts.overallCritical': 42,
};

describe('the thresholds of an alert', () => {
  test('are those of the scoring that holds, by its names', () => {
    const strict = withThreshold(usualScoring, 'alerts.missedSessions', 1);
    expect(alertRules('attendance', strict)).toEqual({
      'flags.lowAttendance': 70,
      'alerts.missedSessions': 1,
      'alerts.attendanceCritical': 25,
      steadyPoints: 2,
    });
  });

  test.each(alertTypes)('of %s are all that decide it, and no others', (type) => {
    const deciding = thresholdNames.filter((name) => {
      const changed = withThreshold(usualScoring, name, moved[name] ?? elsewhere);
      return severitiesOf(type, changed) !== severitiesOf(type, usualScoring);
    });
    expect(deciding.toSorted()).toEqual(Object.keys(alertRules(type, usualScoring)).toSorted());
  });
});

/** What decides no alert may be anything. */
const elsewhere = 1;

function severitiesOf(type: AlertType, scoring: Scoring): string {
  const severities = standings.map(({ of, before }) => {
    const standing = { ...of, flags: flagsOf(of, scoring, before), facts };
    return alertsOf(standing, scoring).find((alert) => alert.type === type)?.severity ?? 'none';
  });
  return severities.join();
}
