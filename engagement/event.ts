import { flagProblem, isPresent, numberProblem, textProblem } from './field.ts';
import type { KeptSentiment } from './sentiment.ts';
import { type TutoredSession, sessionOf, sessionProblem } from './session.ts';

/** What a learner did, as a source reports it. Parsed once, here; everything behind trusts the type. */
export interface LearnerEvent {
  id: string;
  learner: string;
  type: EventType;
  /** Milliseconds since 1970. */
  at: number;
  course?: string;
  module?: string;
  skill?: string;
  durationS?: number;
  completed?: boolean;
  quality?: number;
  correct?: boolean;
  percent?: number;
  /** Only the mark of something that was handed in before: a result, and nothing that the learner did now. */
  graded?: boolean;
  text?: string;
  /** Of the text, as `withSentiment` found it when the event arrived; no sender says it. */
  sentiment?: KeptSentiment;
  attendance?: Attendance;
  /** Of a `session_end`, or of the `attendance` of one that did not take place. */
  session?: TutoredSession;
}

export interface Attendance {
  status: AttendanceStatus;
  scheduledStart?: number;
  scheduledEnd?: number;
  minutesLate?: number;
  minutesAttended?: number;
  participation?: Participation;
}

export const eventTypes = [
  'login',
  'content_view',
  'video_watch',
  'quiz_attempt',
  'assignment_submission',
  'forum_post',
  'resource_download',
  'live_session_join',
  'peer_review',
  'session_start',
  'session_heartbeat',
  'session_end',
  'answer',
  'progress',
  'attendance',
  'message',
] as const;
export type EventType = (typeof eventTypes)[number];

const attendanceStatuses = ['present', 'late', 'absent', 'excused'] as const;
type AttendanceStatus = (typeof attendanceStatuses)[number];

const participations = ['high', 'medium', 'low', 'none'] as const;
type Participation = (typeof participations)[number];

/** Why an event was refused. The list is closed: each reason is counted by its code. */
export interface Refusal {
  code: RefusalCode;
  message: string;
}
export type RefusalCode =
  | 'not_an_object'
  | 'missing_field'
  | 'invalid_field'
  | 'unknown_type'
  | 'invalid_time'
  | 'in_future'
  | 'unknown_learner'
  | 'unknown_course'
  | 'over_limit'
  | 'not_json';

export type ParsedEvent = { ok: true; event: LearnerEvent } | { ok: false; refusal: Refusal };

/** A sender's clock may run ahead by this much before we stop believing it. */
export const futureToleranceMs = 5 * 60_000;

const idMaxChars = 64;
const learnerMaxChars = 128;
const labelMaxChars = 256;
const textMaxChars = 10_000;
const dayS = 86_400;

/**
 * Reads one event from decoded JSON. Unknown fields are left behind rather than refused, so that
 * a sender may be newer than we are; nothing of the input object itself is kept.
 */
export function parseEvent(input: unknown, now: number): ParsedEvent {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return refuse('not_an_object', 'an event is a JSON object');
  }
  const raw = input as Record<string, unknown>;
  const at = parseTime(raw['at']);
  const problem =
    textProblem(raw, 'id', idMaxChars, true) ??
    textProblem(raw, 'learner', learnerMaxChars, true) ??
    typeProblem(raw['type']) ??
    timeProblem(raw['at'], at, now) ??
    textProblem(raw, 'course', labelMaxChars, false) ??
    textProblem(raw, 'module', labelMaxChars, false) ??
    textProblem(raw, 'skill', labelMaxChars, false) ??
    textProblem(raw, 'text', textMaxChars, false) ??
    numberProblem(raw, 'durationS', 0, dayS) ??
    numberProblem(raw, 'quality', 0, 1) ??
    numberProblem(raw, 'percent', 0, 100) ??
    flagProblem(raw, 'completed') ??
    flagProblem(raw, 'correct') ??
    flagProblem(raw, 'graded') ??
    attendanceProblem(raw['attendance'], raw['type']) ??
    (mayHoldSession(raw) ? sessionProblem(raw['session']) : undefined);
  if (problem) return { ok: false, refusal: problem };

  const event: LearnerEvent = {
    id: raw['id'] as string,
    learner: raw['learner'] as string,
    type: raw['type'] as EventType,
    at: at as number,
  };
  for (const field of ['course', 'module', 'skill', 'text'] as const) {
    if (typeof raw[field] === 'string' && raw[field] !== '') event[field] = raw[field];
  }
  for (const field of ['durationS', 'quality', 'percent'] as const) {
    if (typeof raw[field] === 'number') event[field] = raw[field];
  }
  for (const field of ['completed', 'correct', 'graded'] as const) {
    if (typeof raw[field] === 'boolean') event[field] = raw[field];
  }
  if (isPresent(raw['attendance'])) {
    event.attendance = attendanceOf(raw['attendance'] as Record<string, unknown>);
  }
  if (mayHoldSession(raw)) event.session = sessionOf(raw['session'] as Record<string, unknown>);
  return { ok: true, event };
}

const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;
/** Every month has as many days. */
const daysOfAnyMonth = 28;

/** Milliseconds of an RFC 3339 time, or undefined. Date.parse alone would accept 30 February. */
export function parseTime(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length > 40 || !rfc3339.test(value)) return undefined;
  const day = Number(value.slice(8, 10));
  if (day > daysOfAnyMonth) {
    const [year, month] = [Number(value.slice(0, 4)), Number(value.slice(5, 7))];
    if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined;
  }
  const at = Date.parse(value.toUpperCase());
  return Number.isNaN(at) ? undefined : at;
}

function refuse(code: RefusalCode, message: string): ParsedEvent {
  return { ok: false, refusal: { code, message } };
}

function typeProblem(value: unknown): Refusal | undefined {
  if (!isPresent(value)) return { code: 'missing_field', message: 'type is required' };
  if (!eventTypes.includes(value as EventType)) {
    return { code: 'unknown_type', message: `type must be one of ${eventTypes.join(', ')}` };
  }
  return undefined;
}

function timeProblem(value: unknown, at: number | undefined, now: number): Refusal | undefined {
  if (!isPresent(value)) return { code: 'missing_field', message: 'at is required: an RFC 3339 time' };
  if (at === undefined || at < 0) {
    return {
      code: 'invalid_time',
      message: 'at must be an RFC 3339 time with a zone, such as 2026-03-02T14:05:00Z',
    };
  }
  if (at > now + futureToleranceMs) {
    return {
      code: 'in_future',
      message: "at is more than 5 minutes ahead of the server's clock",
    };
  }
  return undefined;
}

function attendanceProblem(value: unknown, type: unknown): Refusal | undefined {
  if (!isPresent(value)) {
    return type === 'attendance'
      ? { code: 'missing_field', message: 'attendance is required for an attendance event' }
      : undefined;
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    return { code: 'invalid_field', message: 'attendance must be an object' };
  }
  const raw = value as Record<string, unknown>;
  if (!attendanceStatuses.includes(raw['status'] as AttendanceStatus)) {
    return {
      code: 'invalid_field',
      message: `attendance.status must be one of ${attendanceStatuses.join(', ')}`,
    };
  }
  if (isPresent(raw['participation']) && !participations.includes(raw['participation'] as Participation)) {
    return {
      code: 'invalid_field',
      message: `attendance.participation must be one of ${participations.join(', ')}`,
    };
  }
  for (const field of ['scheduledStart', 'scheduledEnd']) {
    if (isPresent(raw[field]) && parseTime(raw[field]) === undefined) {
      return { code: 'invalid_field', message: `attendance.${field} must be an RFC 3339 time` };
    }
  }
  return numberProblem(raw, 'minutesLate', 0, 1440) ?? numberProblem(raw, 'minutesAttended', 0, 1440);
}

/** On any other type it is a field we do not know. */
function mayHoldSession(raw: Record<string, unknown>): boolean {
  return isPresent(raw['session']) && (raw['type'] === 'session_end' || raw['type'] === 'attendance');
}

function attendanceOf(raw: Record<string, unknown>): Attendance {
  const attendance: Attendance = { status: raw['status'] as AttendanceStatus };
  for (const field of ['scheduledStart', 'scheduledEnd'] as const) {
    const at = parseTime(raw[field]);
    if (at !== undefined) attendance[field] = at;
  }
  for (const field of ['minutesLate', 'minutesAttended'] as const) {
    if (typeof raw[field] === 'number') attendance[field] = raw[field];
  }
  if (isPresent(raw['participation'])) {
    attendance.participation = raw['participation'] as Participation;
  }
  return attendance;
}
