import type { EventType, LearnerEvent } from './event.ts';

/** What one event leaves in an enrolment's windows. */
export interface Mark {
  /** Of the event, since 1970. */
  second: number;
  /** Null for what is recorded of a learner but is nothing they did, such as being absent. */
  kind: Kind | null;
  /** Active seconds. */
  seconds: number;
  /** A result, 0..100. */
  percent?: number;
  /** The mood of a text, -100..100. */
  mood?: number;
  attendance?: AttendanceMark;
}

export interface AttendanceMark {
  status: 'present' | 'late' | 'absent' | 'excused';
  minutesLate: number;
  minutesAttended: number;
  /** None 0 to high 3; null when the session did not say. */
  participation: number | null;
}

/** Kinds of activity that scores and risk tell apart. */
export const kinds = ['content', 'login', 'quiz', 'assignment', 'discussion', 'live', 'session'] as const;
export type Kind = (typeof kinds)[number];

const kindOf: Record<EventType, Kind> = {
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
  message: 'discussion',
  live_session_join: 'live',
  attendance: 'live',
  session_start: 'session',
  session_heartbeat: 'session',
  session_end: 'session',
};

const participationPoints = { none: 0, low: 1, medium: 2, high: 3 } as const;

/** Older events go to history alone: their buckets may long have been read and acted on. */
export const lateLimitMs = 7 * 86_400_000;

/** Whether an event that arrived at `receivedAt` belongs into the windows or to history alone. */
export function isCounted(event: Pick<LearnerEvent, 'at'>, receivedAt: number): boolean {
  return event.at >= receivedAt - lateLimitMs;
}

export function markOf(event: Omit<LearnerEvent, 'id' | 'learner'>): Mark {
  const { attendance } = event;
  const isAway = attendance?.status === 'absent' || attendance?.status === 'excused';
  const mark: Mark = {
    second: Math.floor(event.at / 1000),
    kind: isAway ? null : kindOf[event.type],
    seconds: isAway ? 0 : Math.round(event.durationS ?? (attendance?.minutesAttended ?? 0) * 60),
  };
  if (kindOf[event.type] === 'quiz' || kindOf[event.type] === 'assignment') {
    const percent = event.percent ?? (event.correct === undefined ? undefined : event.correct ? 100 : 0);
    if (percent !== undefined) mark.percent = Math.round(percent);
  }
  if (event.mood !== undefined) mark.mood = event.mood;
  if (attendance) {
    const { status, participation } = attendance;
    mark.attendance = {
      status,
      minutesLate: Math.round(attendance.minutesLate ?? 0),
      minutesAttended: Math.round(attendance.minutesAttended ?? 0),
      participation: participation === undefined ? null : participationPoints[participation],
    };
  }
  return mark;
}
