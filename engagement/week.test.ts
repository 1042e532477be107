import { describe, expect, test } from 'vitest';
import { alertsOfWeek } from './alert.ts';
import { attendanceScore } from './attendance.ts';
import type { Attendance } from './event.ts';
import { lmsScore } from './lms.ts';
import { moodLabelOf } from './mood.ts';
import { type WeekRecord, compositeOf, weekOf } from './week.ts';

const dates = ['08', '09', '10', '11', '12', '13', '14'].map((day) => `2026-03-${day}`);
const hour = { scheduledStart: 0, scheduledEnd: 3_600_000 };
const there: Attendance = { status: 'present', ...hour, minutesAttended: 60, participation: 'high' };
const late: Attendance = { ...there, status: 'late', minutesLate: 15, minutesAttended: 45 };

describe('attendance', () => {
  test.each<[string, Attendance[], number | null]>([
    ['nothing planned is no zero', [], null],
    ['nor is being excused', [{ status: 'excused' }], null],
    ['being absent is', [{ status: 'absent' }], 0],
    ['all of it', [there], 100],
    ['a quarter of an hour late costs a quarter of presence and all of being on time', [late], 67.5],
    ['saying nothing costs the points of taking part', [{ ...there, participation: 'none' }], 85],
    ['where nobody noted it, it costs nothing', [{ status: 'present' }], 100],
    ['the mean of the sessions that count', [there, { status: 'absent' }, { status: 'excused' }], 50],
  ])('%s', (_, sessions, score) => {
    expect(attendanceScore(sessions)).toEqual(score);
  });

  test('never falls by being there longer', () => {
    let before = 0;
    for (let minutesAttended = 0; minutesAttended <= 60; minutesAttended++) {
      const score = attendanceScore([{ ...there, minutesAttended }]) ?? 0;
      expect(score).toBeGreaterThanOrEqual(before);
      before = score;
    }
  });
});

test('the platform gives points for days, time and results, and zero for nothing', () => {
  const [monday = '', tuesday = ''] = dates;
  expect(lmsScore([])).toBe(0);
  expect(lmsScore([{ date: monday, type: 'login' }])).toBeCloseTo((10 / 70) * 100);
  const quiz = { type: 'quiz_attempt', durationS: 3_600, percent: 50 } as const;
  expect(lmsScore([{ date: monday, ...quiz }])).toBeCloseTo(10 + 15 + 15);
  expect(lmsScore([monday, tuesday].map((date) => ({ date, ...quiz })))).toBeCloseTo(20 + 30 + 15);
});

test.each([
  [{ attendance: 52.5, lms: 53.6, sentiment: 48.9 }, 52],
  [{ attendance: 100, lms: 100, sentiment: null }, 100],
  [{ attendance: null, lms: 40, sentiment: 80 }, 56.7],
  [{ attendance: null, lms: null, sentiment: null }, null],
])('of %o the composite is %s', (parts, score) => {
  expect(compositeOf(parts)).toBe(score);
});

test.each([
  [60, 'very_positive'],
  [20, 'positive'],
  [19, 'neutral'],
  [-19, 'neutral'],
  [-20, 'negative'],
  [-60, 'very_negative'],
] as const)('a mood of %i is called %s', (mood, label) => {
  expect(moodLabelOf(mood)).toBe(label);
});

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
    expect(alertsOfWeek(week)).toEqual([
      { type: 'attendance', severity: 'critical', trigger: { attendance: 0, sessions: 5, missed: 5 } },
      { type: 'lms_inactivity', severity: 'high', trigger: { lms: 0, silentDays: 7 } },
      { type: 'overall_engagement', severity: 'critical', trigger: { score: 0, flags: 2 } },
    ]);
  });

  test('in which one session was missed raises no alert for it', () => {
    const week = weekOf(dates, [...absences(1), ...sessions(1)], null);
    expect(week.flags).toContain('low_attendance');
    expect(alertsOfWeek(week).map(({ type }) => type)).not.toContain('attendance');
  });

  test('says of each day what it held: nothing planned is no absence', () => {
    const { days } = weekOf(dates, [...sessions(1), text(1, 40), text(1, -60)], null);
    expect(days[dates[1] ?? '']).toEqual({ attendance: true, lms_minutes: 0, sentiment: -0.1 });
    expect(days[dates[2] ?? '']).toEqual({ attendance: null, lms_minutes: 0, sentiment: null });
  });

  test('is worse the darker its texts are', () => {
    const severityAt = (mood: number) =>
      alertsOfWeek(weekOf(dates, [text(1, mood)], null)).find(({ type }) => type === 'negative_sentiment')
        ?.severity;
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
  return { date: dates[day] ?? '', event: { type: 'message', mood } };
}
