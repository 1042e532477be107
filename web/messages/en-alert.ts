import type { AlertType, Severity, AlertStep } from '#engagement/alert.ts';
import { count, format } from './en-format.ts';

// What one alert says; a part of en.ts.

const { whole } = format;

/** Counted from the records that raised it, never typed. */
export function alertSaid(type: AlertType, trigger: Record<string, number>): string {
  switch (type) {
    case 'attendance':
      return `missed ${whole(trigger['missed'] ?? 0)} of ${count(trigger['sessions'] ?? 0, 'session')}`;
    case 'lms_inactivity':
      return `no activity for ${count(trigger['silentDays'] ?? 0, 'day')}`;
    case 'negative_sentiment':
      return `${count(trigger['texts'] ?? 0, 'text')} of a rather dark mood`;
    case 'overall_engagement':
      return `${count(trigger['flags'] ?? 0, 'flag')} at once and a score of ${format.fixedTenths(trigger['score'] ?? 0)}`;
  }
}

export const severityNames: Record<Severity, string> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
};

export const alertTypeNames: Record<AlertType, string> = {
  attendance: 'Attendance',
  lms_inactivity: 'Inactivity',
  negative_sentiment: 'Mood',
  overall_engagement: 'Overall',
};

export function alertStep(step: AlertStep, severity: Severity): string {
  switch (step) {
    case 'raised':
      return `Raised as ${severityNames[severity].toLowerCase()}`;
    case 'worsened':
      return `Became ${severityNames[severity].toLowerCase()}`;
    case 'eased':
      return 'No longer so';
    case 'acknowledged':
      return 'Acknowledged';
    case 'resolved':
      return 'Resolved';
    case 'dismissed':
      return 'Dismissed';
    case 'reopened':
      return 'Opened again';
  }
}
