import type { Attendance, EventType, LearnerEvent } from '#engagement/event.ts';
import { type KeptSentiment, sentimentOf } from '#engagement/sentiment.ts';
import type { SentimentLabel } from '#engagement/sentiment/label.ts';
import type { Random } from '../random.ts';
import type { TrainingClass } from './classes.ts';
import { goldenActivities, goldenSessions, goldenTexts } from './golden.ts';
import { type Effort, type SessionLetter, type WeekKind, efforts } from './kinds.ts';
import { atLocal } from './local-time.ts';
import { postsByLabel } from './texts.ts';

/** What was dealt to a week; chance makes the rest. */
export interface Hand {
  kind: WeekKind;
  /** Sunday to Saturday. */
  dates: readonly string[];
  sessions: readonly SessionLetter[];
  activities: readonly EventType[];
  texts: readonly SentimentLabel[];
}

/** An event of the set and the day it counts for. */
export interface SetRecord {
  date: string;
  event: LearnerEvent;
}

type What = Omit<LearnerEvent, 'id' | 'learner' | 'at'>;
interface Planned {
  date: string;
  at: number;
  what: What;
}

/** There is one a day, from Monday to Friday. */
const sessionMinutes = 60;

/** The records of a learner's week, in order of time. */
export function drawWeek(random: Random, learner: string, hand: Hand, where: TrainingClass): SetRecord[] {
  const planned = hand.kind === 'golden' ? golden(hand, where) : drawn(random, hand, where, hand.kind);
  return planned
    .toSorted((one, other) => one.at - other.at)
    .map(({ date, at, what }, index) => ({
      date,
      event: {
        id: `${learner}-${hand.dates[0]}-${index + 1}`,
        learner,
        at,
        course: where.course,
        ...what,
        ...(what.text === undefined ? {} : { sentiment: sentimentOnce(what.text) }),
      },
    }));
}

/** There are a few hundred posts, and a week is drawn until it fits: each of them is read once. */
const readPosts = new Map<string, KeptSentiment>();

function sentimentOnce(text: string): KeptSentiment {
  const known = readPosts.get(text);
  if (known) return known;
  const sentiment = sentimentOf(text);
  readPosts.set(text, sentiment);
  return sentiment;
}

function drawn(
  random: Random,
  hand: Hand,
  where: TrainingClass,
  kind: Exclude<WeekKind, 'golden'>,
): Planned[] {
  const effort = efforts[kind];
  const unit = random.pick(where.units);
  return [
    ...hand.sessions.map((letter, day) =>
      sessionOn(hand.dates, day, where, sessionOf(random, letter, effort)),
    ),
    ...daysOf(random, hand.activities.length, effort).map((day, index) => {
      const type = hand.activities[index] ?? 'login';
      const hour = random.between(8, 22);
      return planAt(hand.dates, day, hour, where, activityOf(random, type, unit, effort));
    }),
    ...hand.texts.map((label) => {
      const text = random.pick(postsByLabel[label]).replaceAll('{unit}', unit.toLowerCase());
      const what: What = { type: 'message', module: unit, text: `${text[0]?.toUpperCase()}${text.slice(1)}` };
      return planAt(hand.dates, Math.floor(random.between(1, 6)), random.between(9, 21.5), where, what);
    }),
  ];
}

function golden({ dates }: Hand, where: TrainingClass): Planned[] {
  return [
    ...goldenSessions.map((session, day) => sessionOn(dates, day, where, session)),
    ...goldenActivities.map(([day, hour, what]) =>
      planAt(dates, day, hour, where, { ...what, module: 'Medication' }),
    ),
    ...goldenTexts.map(([day, hour, text]) =>
      planAt(dates, day, hour, where, { type: 'message', module: 'Medication', text }),
    ),
  ];
}

/** Recorded when the session ends. */
function sessionOn(
  dates: readonly string[],
  day: number,
  where: TrainingClass,
  session: Attendance,
): Planned {
  const date = dates[day + 1] ?? '';
  const scheduledStart = atLocal(date, where.sessionHour, where.timeZone);
  const scheduledEnd = scheduledStart + sessionMinutes * 60_000;
  const attendance = { ...session, scheduledStart, scheduledEnd };
  return { date, at: scheduledEnd, what: { type: 'attendance', attendance } };
}

function planAt(
  dates: readonly string[],
  day: number,
  hour: number,
  where: TrainingClass,
  what: What,
): Planned {
  const date = dates[day] ?? '';
  return { date, at: atLocal(date, hour, where.timeZone), what };
}

function sessionOf(random: Random, letter: SessionLetter, effort: Effort): Attendance {
  switch (letter) {
    case 'P':
      return there(random, 'present', Math.floor(random.chance(0.8) ? 0 : random.between(1, 5)), effort);
    case 'L':
      return there(random, 'late', Math.floor(random.between(5, 19)), effort);
    case 'A':
      return { status: 'absent' };
    case 'X':
      return { status: 'excused' };
  }
}

function there(
  random: Random,
  status: 'present' | 'late',
  minutesLate: number,
  { result }: Effort,
): Attendance {
  const participation = random.weighted([
    ['high', 3 * result],
    ['medium', 2],
    ['low', 1 - result],
    ['none', 0.3 * (1 - result)],
  ] as const);
  return { status, minutesLate, minutesAttended: sessionMinutes - minutesLate, participation };
}

/** The days on which something is done, in order; as different as there are days. */
function daysOf(random: Random, count: number, { days: [first, last], spread }: Effort): number[] {
  const all = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const left = [...all];
  return Array.from({ length: count }, () => {
    const day = random.pick(spread && left.length > 0 ? left : all);
    if (left.includes(day)) left.splice(left.indexOf(day), 1);
    return day;
  }).toSorted((one, other) => one - other);
}

/** How long each kind of activity takes, in minutes, from and to. */
const usualMinutes: Partial<Record<EventType, readonly [number, number]>> = {
  quiz_attempt: [10, 30],
  video_watch: [12, 45],
  content_view: [10, 45],
  forum_post: [6, 25],
  assignment_submission: [35, 90],
  resource_download: [3, 9],
  login: [3, 12],
};

function activityOf(random: Random, type: EventType, unit: string, effort: Effort): What {
  const [least, most] = usualMinutes[type] ?? [1, 5];
  const what: What = {
    type,
    module: unit,
    durationS: Math.round(random.between(least, most) * effort.time) * 60,
  };
  const isDone = random.chance(effort.finishes);
  const result = Math.max(0.2, Math.min(1, random.normal(effort.result, 0.08)));
  switch (type) {
    case 'quiz_attempt':
      return { ...what, completed: true, percent: Math.round(100 * result) };
    case 'assignment_submission':
      return { ...what, completed: isDone, quality: Math.round(100 * result) / 100 };
    case 'video_watch':
      return { ...what, completed: isDone, percent: isDone ? 100 : Math.round(random.between(20, 90)) };
    case 'content_view':
      return { ...what, completed: isDone };
    case 'login':
    case 'forum_post':
    case 'resource_download':
    case 'live_session_join':
    case 'peer_review':
    case 'session_start':
    case 'session_heartbeat':
    case 'session_end':
    case 'answer':
    case 'progress':
    case 'attendance':
    case 'message':
      return what;
  }
}
