import { describe, expect, test } from 'vitest';
import { alertsOf } from './alert.ts';
import type { Attendance } from './event.ts';
import { usualScoring } from './scoring.ts';
import { type WeekRecord, weekOf } from './week.ts';

const dates = ['08', '09', '10', '11', '12', '13', '14'].map((day) => `2026-03-${day}`);
const hour = { scheduledStart: 0, scheduledEnd: 3_600_000 };
const there: Attendance = { status: 'present', ...hour, minutesAttended: 60, participation: 'high' };

describe('a week', () => {
  test('of nothing but absence has every flag but the mood, and says what it counted', () => {
    const week = weekOf(dates, absences(5), 60);
    expect(week).toMatchObject({
      attendance: 0,
      lms: 0,
      sentiment: null,
      score: 0,
      level: 'high',
      change: -60,
      trend: 'critical_decline',
      flags: ['low_attendance', 'inactive_lms', 'disengaged'],
    });
    expect(alertsOf(week, usualScoring)).toEqual([
      { type: 'attendance', severity: 'critical', trigger: { attendance: 0, sessions: 5, missed: 5 } },
      { type: 'lms_inactivity', severity: 'high', trigger: { lms: 0, silentDays: 7 } },
      { type: 'overall_engagement', severity: 'critical', trigger: { score: 0, flags: 2 } },
    ]);
  });

  test('in which one session was missed raises no alert for it', () => {
    const week = weekOf(dates, [...absences(1), ...sessions(1)], null);
    expect(week.flags).toContain('low_attendance');
    expect(alertsOf(week, usualScoring).map(({ type }) => type)).not.toContain('attendance');
  });

  test('says of each day what it held: nothing planned is no absence', () => {
    const { days } = weekOf(dates, [...sessions(1), text(1, 40), text(1, -60)], null);
    expect(days[dates[1] ?? '']).toEqual({ attendance: true, lms_minutes: 0, sentiment: -0.1 });
    expect(days[dates[2] ?? '']).toEqual({ attendance: null, lms_minutes: 0, sentiment: null });
  });

  test('is worse the darker its texts are', () => {
    const severityAt = (mood: number) =>
      alertsOf(weekOf(dates, [text(1, mood)], null), usualScoring).find(
        ({ type }) => type === 'negative_sentiment',
      )?.severity;
    expect([10, -10, -40, -70].map(severityAt)).toEqual([undefined, 'medium', 'high', 'critical']);
  });

  test('does not depend on the order in which its records came', () => {
    const records = [...absences(2), ...sessions(2), text(3, 20)];
    expect(weekOf(dates, records.toReversed(), null)).toEqual(weekOf(dates, records, null));
  });
});

function absences(count: number): WeekRecord[] {
  return attended(count, { status: 'absent' }, 1);
}

function sessions(count: number): WeekRecord[] {
  return attended(count, there, 1);
}

function attended(count: number, attendance: Attendance, from: number): WeekRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    date: dates[from + index] ?? '',
    event: { type: 'attendance', attendance },
  }));
}

function text(day: number, mood: number): WeekRecord {
  return { date: dates[day] ?? '', event: { type: 'message', sentiment: { score: mood / 100 } } };
}
