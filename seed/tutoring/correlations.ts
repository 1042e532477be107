import { type MentorPersonaName } from './personas.ts';

/*
 * Brief D4, line by line. The rules read what was drawn; all that multiply come first, then all that
 * add, then the bounds of each scale, then the caps, which nothing comes after (row 26). The brief's
 * "score" of a session is its engagement.
 */

/** What the rules act on. Engagement, confusion and frustration 0..10; stars 1..5; the last two are probabilities. */
export interface Values {
  engagement: number;
  questions: number;
  confusion: number;
  frustration: number;
  stars: number;
  rebooking: number;
  feedback: number;
}

/** What the rules ask about: as drawn, before any rule. */
export interface Circumstances {
  talkPercent: number;
  checks: number;
  /** The first session that these two completed. */
  isFirst: boolean;
  hasTechnicalIssue: boolean;
  isGaming: boolean;
  /** Of a first session, whether it went as one hopes (D1); true for the others. */
  isSuccess: boolean;
  /** The session before it was missed, by either. */
  isAfterNoShow: boolean;
}

export interface Correlation {
  name: string;
  when: (session: Circumstances) => boolean;
  times?: Partial<Values>;
  plus?: Partial<Values>;
}

export const correlations = [
  {
    name: 'talk above 65 %',
    when: ({ talkPercent }) => talkPercent > 65,
    times: { engagement: 0.7, questions: 0.5 },
    plus: { frustration: 2, stars: -1 },
  },
  {
    name: 'more than 10 checks',
    when: ({ checks }) => checks > 10,
    times: { engagement: 1.3, confusion: 0.5 },
    plus: { stars: 0.5, rebooking: 0.15 },
  },
  {
    name: 'first session',
    when: ({ isFirst }) => isFirst,
    times: { confusion: 1.5, questions: 1.3, feedback: 1.15 },
  },
  {
    name: 'talk 40 to 50 %',
    when: ({ talkPercent }) => talkPercent >= 40 && talkPercent <= 50,
    plus: { engagement: 1.5 },
  },
  {
    name: 'technical issue',
    when: ({ hasTechnicalIssue }) => hasTechnicalIssue,
    plus: { engagement: -1.5 },
  },
  // Ours, so that D1's first-session success and D5's cascade leave a trace.
  {
    name: 'first session without success',
    when: ({ isSuccess }) => !isSuccess,
    plus: { stars: -1, rebooking: -0.2 },
  },
  {
    name: 'after a no-show',
    when: ({ isAfterNoShow }) => isAfterNoShow,
    plus: { engagement: -1.5 },
  },
] as const satisfies readonly Correlation[];

export type CorrelationName = (typeof correlations)[number]['name'] | (typeof caps)[number]['name'];

export interface Cap {
  name: string;
  when: (session: Circumstances, values: Values) => boolean;
  atMost?: Partial<Values>;
  exactly?: Partial<Values>;
}

/** These read what became of the values so far, which is what anybody sees of the session. */
export const caps = [
  { name: 'gaming detected', when: ({ isGaming }) => isGaming, exactly: { engagement: 3.0 } },
  { name: 'frustration above 5', when: (_, { frustration }) => frustration > 5, atMost: { stars: 2 } },
  {
    name: 'first session above 7.0',
    when: ({ isFirst }, { engagement }) => isFirst && engagement > 7.0,
    exactly: { rebooking: 0.85 },
  },
] as const satisfies readonly Cap[];

export const bounds: Record<keyof Values, readonly [least: number, most: number]> = {
  engagement: [0, 10],
  questions: [0, Number.POSITIVE_INFINITY],
  confusion: [0, 10],
  frustration: [0, 10],
  stars: [1, 5],
  rebooking: [0, 1],
  feedback: [0, 1],
};

/** D4: notes longer than 15 minutes are written after sessions of high engagement. Ours: 7 is high, and how often. */
export const notes = { longMinutes: 15, highEngagement: 7, longAfterHigh: 0.45, mostMinutes: 25 } as const;

/** D4, D5 and ours: how sessions tell on whether a learner stays. */
export const churn = {
  /** D4: a first session counts twice. */
  firstSessionTimes: 2,
  /** Ours: what the usual mentor brings, after the rules; every so many points below count one. */
  usualMentorEngagement: 6,
  pointsOfEngagement: 3,
  /** Ours: what else a session counts. */
  frustrated: 0.3,
  withoutSuccess: 0.3,
  learnerNoShow: 0.8,
  mentorNoShow: 1,
  /** Ours: by how much the chance of leaving grows with the mean of all this, as a power of e. */
  steepness: 1.8,
  /** Ours: D2's churn is spread over this many sessions. */
  usualSessions: 8,
  /** However bad it is, somebody may stay. */
  mostAtOnce: 0.8,
  /** A school goes on: nobody leaves one that is as small as this. */
  leastLearners: 7,
} as const;

/** D5: on an off day a star's session goes as this persona's would. */
export const offDayGoesAs: MentorPersonaName = 'struggling';
