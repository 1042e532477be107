import { sessionPoints } from './attendance.ts';
import { dayOf } from './day.ts';
import type { Attendance, EventType, LearnerEvent } from './event.ts';
import { resultOf } from './lms.ts';
import type { KeptSentiment } from './sentiment.ts';

/** What one event leaves in an enrolment's windows. */
export interface Mark {
  /** Of the event, since 1970. */
  second: number;
  /** That it counts for, since 1970, by the cohort's calendar. */
  day: number;
  /** Null for what is recorded of a learner but is nothing they did, such as being absent, or a mark that came later. */
  kind: Kind | null;
  /** Active seconds. */
  seconds: number;
  /** What came of it, 0..100. */
  percent?: number;
  text?: TextMark;
  attendance?: AttendanceMark;
}

export interface TextMark {
  /** -100..100; null where it could not be scored. */
  mood: number | null;
  asksForHelp: boolean;
}

export interface AttendanceMark {
  status: Attendance['status'];
  minutesAttended: number;
  /** What the session is worth, in tenths of a point of 100; nothing where the learner was excused. */
  points: number;
  /** None 0 to high 3; null when the session did not say. */
  participation: number | null;
}

/** Kinds of activity that scores and risk tell apart. All but the last are on the platform; that one is with people. */
export const kinds = ['content', 'login', 'quiz', 'assignment', 'discussion', 'live', 'contact'] as const;
export type Kind = (typeof kinds)[number];

export const kindOf: Record<EventType, Kind> = {
  login: 'login',
  content_view: 'content',
  video_watch: 'content',
  resource_download: 'content',
  progress: 'content',
  quiz_attempt: 'quiz',
  answer: 'quiz',
  assignment_submission: 'assignment',
  peer_review: 'assignment',
  forum_post: 'discussion',
  live_session_join: 'live',
  attendance: 'contact',
  message: 'contact',
  session_start: 'contact',
  session_heartbeat: 'contact',
  session_end: 'contact',
};

/** Whether it was done on the platform, rather than noted of a learner or said between people. */
export function isOnPlatform({ kind }: Pick<Mark, 'kind'>): boolean {
  return kind !== null && kind !== 'contact';
}

const participationPoints = { none: 0, low: 1, medium: 2, high: 3 } as const;

/** Older events go to history alone: their buckets may long have been read and acted on. */
export const lateLimitMs = 7 * 86_400_000;

/** Whether an event that arrived at `receivedAt` belongs into the windows or to history alone. */
export function isCounted(event: Pick<LearnerEvent, 'at'>, receivedAt: number): boolean {
  return event.at >= receivedAt - lateLimitMs;
}

export function markOf(event: Omit<LearnerEvent, 'id' | 'learner'>, timeZone: string): Mark {
  const attendance = attendanceIn(event);
  const isAway = attendance?.status === 'absent' || attendance?.status === 'excused';
  const isRecorded = isAway || event.graded === true;
  const kind = isRecorded ? null : kindOf[event.type];
  const mark: Mark = {
    second: Math.floor(event.at / 1000),
    day: dayOf(event.at, timeZone),
    kind,
    seconds: isRecorded ? 0 : Math.round(event.durationS ?? (attendance?.minutesAttended ?? 0) * 60),
  };
  if (isOnPlatform(mark) || event.graded === true) {
    const percent = resultOf(event);
    if (percent !== null) mark.percent = percent;
  }
  if (event.sentiment !== undefined) mark.text = textMarkOf(event.sentiment);
  if (attendance) mark.attendance = attendanceMarkOf(attendance);
  return mark;
}

/** A session with a mentor is one that somebody came to, or did not, though nobody kept a register. */
function attendanceIn({
  type,
  attendance,
  session,
  durationS,
}: Omit<LearnerEvent, 'id' | 'learner'>): Attendance | undefined {
  if (attendance !== undefined || session === undefined || type !== 'session_end') return attendance;
  const { outcome = 'completed' } = session;
  switch (outcome) {
    case 'learner_no_show':
      return { status: 'absent' };
    case 'mentor_no_show':
    case 'rescheduled':
      return { status: 'excused' };
    case 'completed':
      return { status: 'present', minutesAttended: Math.round((durationS ?? 0) / 60) };
  }
}

function textMarkOf({ score, asksForHelp = false }: KeptSentiment): TextMark {
  return { mood: score === null ? null : Math.round(100 * score), asksForHelp };
}

function attendanceMarkOf(attendance: Attendance): AttendanceMark {
  const { status, participation, minutesAttended = 0 } = attendance;
  return {
    status,
    minutesAttended: Math.round(minutesAttended),
    points: Math.round(10 * (sessionPoints(attendance) ?? 0)),
    participation: participation === undefined ? null : participationPoints[participation],
  };
}
