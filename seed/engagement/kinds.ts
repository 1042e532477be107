import type { AlertType, Severity } from '#engagement/alert.ts';
import type { EventType } from '#engagement/event.ts';
import type { Flag } from '#engagement/flag.ts';
import type { Level } from '#engagement/score.ts';
import type { SentimentLabel } from '#engagement/sentiment/label.ts';

/*
 * What the weeks of the set are like. The counts of brief A13 are dealt out here, so that they are
 * exact whatever chance makes of the rest; level, flags and alerts of a kind are what the product's
 * own rules have to find in it, and a week in which they do not is drawn again.
 */

export type WeekKind =
  | 'engaged'
  | 'low'
  /** Otherwise well, but what they write is not. */
  | 'downcast'
  /** Comes, but hardly learns, and says so. */
  | 'medium'
  /** The same, and misses sessions. */
  | 'absent'
  | 'high'
  /** Not once in a session. */
  | 'vanished'
  /** Brief A14, and the week that it fell from. */
  | 'before_golden'
  | 'golden';

/** A session of a day: present, late, absent, or excused. */
export type SessionLetter = 'P' | 'L' | 'A' | 'X';

/** What the rules must find. */
export interface Demand {
  level: Level;
  flags: readonly Flag[];
  alerts: readonly (readonly [AlertType, Severity])[];
  /** Exactly, for the two weeks of brief A14. */
  score?: number;
}

const sad = ['negative_sentiment', 'medium'] as const;
const idle = ['lms_inactivity', 'high'] as const;
const missing = ['attendance', 'high'] as const;
const gone = ['overall_engagement', 'critical'] as const;
const low: Demand = { level: 'low', flags: [], alerts: [] };
const absent: Demand = {
  level: 'medium',
  flags: ['low_attendance', 'inactive_lms', 'negative_sentiment'],
  alerts: [missing, idle, sad],
};
const high: Demand = {
  level: 'high',
  flags: ['low_attendance', 'inactive_lms', 'negative_sentiment', 'disengaged'],
  alerts: [missing, idle, sad, gone],
};

export const demands: Record<WeekKind, Demand> = {
  engaged: { level: 'fully_engaged', flags: [], alerts: [] },
  low,
  downcast: { level: 'low', flags: ['negative_sentiment'], alerts: [sad] },
  medium: { level: 'medium', flags: ['inactive_lms', 'negative_sentiment'], alerts: [idle, sad] },
  absent,
  high,
  vanished: { ...high, alerts: [['attendance', 'critical'], idle, sad, gone] },
  before_golden: { ...low, score: 66.5 },
  golden: { ...absent, score: 52 },
};

/** How a kind of week goes about the platform: which days, how long, how well. */
export interface Effort {
  /** Days after Sunday on which they may be there, and whether these are all different. */
  days: readonly [first: number, last: number];
  spread: boolean;
  /** Of the usual time of an activity. */
  time: number;
  /** Mean of results, 0..1. */
  result: number;
  /** Chance that something begun is finished. */
  finishes: number;
}

const keen: Effort = { days: [0, 5], spread: true, time: 1.25, result: 0.88, finishes: 0.97 };
const middling: Effort = { days: [0, 5], spread: true, time: 0.9, result: 0.74, finishes: 0.85 };
const slack: Effort = { days: [0, 3], spread: false, time: 0.6, result: 0.58, finishes: 0.6 };

export const efforts: Record<Exclude<WeekKind, 'golden'>, Effort> = {
  engaged: keen,
  low: middling,
  downcast: middling,
  before_golden: middling,
  medium: slack,
  // Little, but in earnest: who missed two sessions would otherwise be high at once.
  absent: { ...slack, time: 0.9, result: 0.7, finishes: 0.8 },
  high: { ...slack, days: [0, 2], result: 0.45 },
  vanished: { ...slack, days: [0, 1], result: 0.4 },
};

/** How many weeks of a group have which five sessions. Together: 186 present, 56 late, 48 absent, 10 excused. */
export const sessionDecks: readonly {
  kinds: readonly WeekKind[];
  deck: readonly (readonly [sessions: string, weeks: number])[];
}[] = [
  {
    kinds: ['engaged'],
    deck: [
      ['PPPPL', 9],
      ['PPPLL', 6],
      ['PPPPA', 5],
      ['PPPPX', 4],
    ],
  },
  {
    kinds: ['low', 'downcast', 'before_golden'],
    deck: [
      ['PPPLA', 18],
      ['PPPLX', 6],
    ],
  },
  { kinds: ['medium'], deck: [['PPPLA', 4]] },
  { kinds: ['absent'], deck: [['PPLAA', 4]] },
  { kinds: ['high'], deck: [['PLAAA', 2]] },
  { kinds: ['vanished'], deck: [['AAAAA', 1]] },
];

/** How many weeks of a group have so many LMS activities: 236, and the golden week's three. */
export const activityDecks: readonly {
  kinds: readonly WeekKind[];
  deck: readonly (readonly [activities: number, weeks: number])[];
}[] = [
  {
    kinds: ['engaged'],
    deck: [
      [6, 13],
      [5, 11],
    ],
  },
  {
    kinds: ['low', 'downcast', 'before_golden'],
    deck: [
      [4, 12],
      [3, 12],
    ],
  },
  { kinds: ['medium', 'absent'], deck: [[2, 8]] },
  { kinds: ['high', 'vanished'], deck: [[1, 3]] },
];

/** Brief A13's 239, without the three of the golden week. */
export const activityTypes: readonly (readonly [type: EventType, count: number])[] = [
  ['quiz_attempt', 43],
  ['video_watch', 37],
  ['content_view', 36],
  ['forum_post', 35],
  ['assignment_submission', 30],
  ['resource_download', 30],
  ['login', 25],
];

/** What has a result. A week of signing in and downloading alone would be next to nothing. */
export const finishable: readonly EventType[] = [
  'quiz_attempt',
  'video_watch',
  'content_view',
  'assignment_submission',
];

/** Of so many activities in a week these can be finished at least. */
export function finishableLeast(activities: number): number {
  if (activities <= 2) return activities;
  return activities <= 4 ? 1 : 0;
}

/** How many weeks of a group have which texts: 31 very positive, 37 positive, 24 neutral, 2 negative, and the golden week's four neutral ones. */
export const textDecks: readonly {
  kinds: readonly WeekKind[];
  deck: readonly (readonly [texts: readonly SentimentLabel[], weeks: number])[];
}[] = [
  {
    kinds: ['engaged'],
    deck: [
      [['very_positive', 'very_positive'], 7],
      [['very_positive', 'positive'], 17],
    ],
  },
  {
    kinds: ['low', 'before_golden'],
    deck: [
      [['positive'], 20],
      [[], 3],
    ],
  },
  {
    kinds: ['downcast', 'medium', 'absent'],
    deck: [
      [['neutral', 'neutral'], 8],
      [['neutral', 'neutral', 'neutral'], 1],
    ],
  },
  {
    kinds: ['high', 'vanished'],
    deck: [
      [['neutral', 'negative'], 1],
      [['neutral', 'neutral', 'negative'], 1],
      [['neutral', 'neutral'], 1],
    ],
  },
];
