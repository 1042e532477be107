/*
 * Brief D1 and D2, line by line. The brief's tutor is a mentor here, its student a learner. What stands
 * under "ours" the brief leaves open: we set it so that its stories come out.
 */

export type Range = readonly [least: number, most: number];

export type MentorPersonaName = keyof typeof mentorPersonas;
export type LearnerPersonaName = keyof typeof learnerPersonas;

export interface MentorPersona {
  count: number;
  /** Of what is said in a session, the mentor's share. */
  talkPercent: Range;
  /** How often they check that the learner understood. */
  checks: Range;
  /** 0..10. */
  engagement: Range;
  stars: Range;
  firstSessionSuccess: number;
  noShow: number;
  /** Ours: how readily a learner who looks for a mentor chooses this one. */
  liking: number;
  /** Ours: how often a session of theirs goes as a struggling mentor's would (D5, "off days"). */
  offDays: number;
}

/** D1. */
export const mentorPersonas = {
  star: {
    count: 2,
    talkPercent: [35, 45],
    checks: [10, 15],
    engagement: [8.0, 9.5],
    stars: [4.5, 5.0],
    firstSessionSuccess: 0.9,
    noShow: 0.02,
    liking: 1.4,
    offDays: 0.08,
  },
  solid: {
    count: 2,
    talkPercent: [45, 55],
    checks: [6, 10],
    engagement: [6.5, 8.0],
    stars: [3.8, 4.5],
    firstSessionSuccess: 0.75,
    noShow: 0.05,
    liking: 1.2,
    offDays: 0,
  },
  struggling: {
    count: 1,
    talkPercent: [60, 75],
    checks: [2, 5],
    engagement: [4.0, 6.5],
    stars: [2.5, 3.8],
    firstSessionSuccess: 0.5,
    noShow: 0.15,
    liking: 0.7,
    offDays: 0,
  },
  at_risk: {
    count: 1,
    talkPercent: [70, 85],
    checks: [0, 3],
    engagement: [2.0, 4.5],
    stars: [1.5, 3.0],
    firstSessionSuccess: 0.3,
    noShow: 0.25,
    liking: 0.4,
    offDays: 0,
  },
} as const satisfies Record<string, MentorPersona>;

export interface LearnerPersona {
  count: number;
  /** 0..10. */
  engagement: Range;
  replyS: Range;
  questions: Range;
  /** How often they are frustrated in a session: above 5 of 10. */
  frustrated: number;
  /** How often they rate a session. */
  feedback: number;
  /** How many of them leave within the 30 days. */
  churn: number;
  /** Ours, 0..10. */
  confusion: Range;
  /** Ours: times the usual rate at which learners do not come. */
  noShowTimes: number;
  /** Ours: how often they come five minutes late or more. */
  late: number;
  /** Ours: how often their answers come from elsewhere than their own head. */
  gaming: number;
}

/** D2. */
export const learnerPersonas = {
  high: {
    count: 8,
    engagement: [7.5, 9.5],
    replyS: [1, 3],
    questions: [5, 10],
    frustrated: 0.05,
    feedback: 0.6,
    churn: 0.1,
    confusion: [0.5, 3],
    noShowTimes: 0.6,
    late: 0.05,
    gaming: 0.005,
  },
  average: {
    count: 8,
    engagement: [5.0, 7.5],
    replyS: [2, 5],
    questions: [2, 5],
    frustrated: 0.15,
    feedback: 0.4,
    churn: 0.25,
    confusion: [1.5, 4.5],
    noShowTimes: 1.2,
    late: 0.15,
    gaming: 0.015,
  },
  struggling: {
    count: 4,
    engagement: [2.0, 5.0],
    replyS: [4, 8],
    questions: [0, 2],
    frustrated: 0.35,
    feedback: 0.2,
    churn: 0.5,
    confusion: [3, 6],
    noShowTimes: 2.2,
    late: 0.3,
    gaming: 0.04,
  },
} as const satisfies Record<string, LearnerPersona>;
