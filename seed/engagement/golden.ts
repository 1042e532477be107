import type { AlertType } from '#engagement/alert.ts';
import type { Attendance, LearnerEvent } from '#engagement/event.ts';

/*
 * Brief A14: Michael Brown's week of 2 to 8 November 2025. These are its records; that they come to
 * 52.5, 53.6 and 48.9, and together to 52.0, is for the rules to find.
 */

/** The five sessions of an hour, Monday to Friday. */
export const goldenSessions: readonly Omit<Attendance, 'scheduledStart' | 'scheduledEnd'>[] = [
  { status: 'present', minutesLate: 0, minutesAttended: 60, participation: 'high' },
  { status: 'present', minutesLate: 0, minutesAttended: 60, participation: 'high' },
  { status: 'late', minutesLate: 16, minutesAttended: 44, participation: 'medium' },
  { status: 'absent' },
  { status: 'absent' },
];

/** Days after Sunday, hour of the day, and what was done. */
export const goldenActivities: readonly (readonly [
  day: number,
  hour: number,
  what: Pick<LearnerEvent, 'type' | 'durationS' | 'completed' | 'percent' | 'quality'>,
])[] = [
  [1, 19.2, { type: 'quiz_attempt', durationS: 18 * 60, percent: 62, completed: true }],
  [1, 19.6, { type: 'video_watch', durationS: 8 * 60, percent: 64, completed: false }],
  [2, 20.1, { type: 'assignment_submission', durationS: 30 * 60, quality: 0.7, completed: true }],
];

export const goldenTexts: readonly (readonly [day: number, hour: number, text: string])[] = [
  [1, 11.6, 'The video was helpful, but I am stuck on the written part about medication.'],
  [2, 12.1, 'Interesting reading this week. It is hard to fit in and I am behind on two chapters.'],
  [3, 12.4, 'Not bad so far, but hard to concentrate after a night shift.'],
  [5, 21.3, 'I managed the first page of the worksheet, then I got stuck.'],
];

/** What its two interventions answered; the third alert still waits. */
export const goldenAnswered: readonly AlertType[] = ['attendance', 'lms_inactivity'];
