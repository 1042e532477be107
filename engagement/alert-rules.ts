import type { AlertType } from './alert.ts';
import type { Scoring } from './scoring.ts';
import { type Threshold, thresholdOf } from './threshold.ts';

/** Numbers of a scoring by their paths in it. */
export type AlertRules = Partial<Record<Threshold, number>>;

/** From which lines on an alert of a type is raised and gets worse: who is told how it came about can check it. */
export function alertRules(type: AlertType, scoring: Scoring): AlertRules {
  return Object.fromEntries(thresholdsOf[type].map((name) => [name, thresholdOf(scoring, name)]));
}

/** The flag's own, then what the alert needs besides; `steadyPoints` says how far past its line a flag comes down. */
const thresholdsOf: Record<AlertType, readonly Threshold[]> = {
  attendance: ['flags.lowAttendance', 'alerts.missedSessions', 'alerts.attendanceCritical', 'steadyPoints'],
  lms_inactivity: ['flags.inactiveLms', 'alerts.silentDays', 'alerts.silentDaysCritical', 'steadyPoints'],
  negative_sentiment: [
    'flags.negativeSentiment',
    'alerts.sentimentHigh',
    'alerts.sentimentCritical',
    'steadyPoints',
  ],
  overall_engagement: ['flags.disengaged', 'flags.disengagedFlags', 'alerts.overallCritical', 'steadyPoints'],
};
