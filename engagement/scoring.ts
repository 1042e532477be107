/** How a programme scores its learners: every weight and every threshold (brief A1 to A7). A tenant decides, its programmes may differ. */
export interface Scoring {
  /** What each part counts for, in percent: 100 together. */
  weights: Record<PartName, number>;
  /** A score below the number has the level; from `low` on it is fully engaged. */
  levels: { high: number; medium: number; low: number };
  /** A level gets better only this many points past its threshold, so that nobody flickers. It gets worse at once. */
  steadyPoints: number;
  /** Points of change in a week from which a trend has its name; stable lies between the first two. */
  trends: { improving: number; declining: number; critical: number };
  /** A part, and for `disengaged` the score, below the number raises the flag. */
  flags: {
    lowAttendance: number;
    inactiveLms: number;
    negativeSentiment: number;
    disengaged: number;
    /** And with at least so many other flags. */
    disengagedFlags: number;
  };
  /** Of a learner in a week on the platform. */
  expected: { activeDays: number; minutes: number };
  alerts: {
    /** Days without LMS activity until there is an alert, and until it is critical. */
    silentDays: number;
    silentDaysCritical: number;
    missedSessions: number;
    /** Below these a week is worse than its alert's usual severity. */
    attendanceCritical: number;
    sentimentHigh: number;
    sentimentCritical: number;
    overallCritical: number;
  };
  /** From which risk on, in percent, a learner is at medium, high and critical risk; and how far below it they must come to be so no more. */
  risk: {
    medium: number;
    high: number;
    critical: number;
    steadyPercent: number;
    /** As many are flagged as so many mentors can take, so many cases each; with no mentors, whoever is at high risk. */
    mentors: number;
    casesEach: number;
  };
  /** When nothing is expected of anybody: silence on these days is none. */
  daysOff: { restDays: Weekday[]; holidays: Holiday[] };
}

export const partNames = ['attendance', 'lms', 'sentiment'] as const;
export type PartName = (typeof partNames)[number];

export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;
/** As ISO 8601 numbers them: 1 is Monday. */
export type Weekday = (typeof weekdays)[number];

/** Dates by the cohort's calendar, both included. */
export interface Holiday {
  from: string;
  to: string;
  name: string;
}

/** The brief's own numbers: A1, A3, and rows 4, 5 and 7 of its contradictions. */
export const usualScoring: Scoring = {
  weights: { attendance: 40, lms: 35, sentiment: 25 },
  levels: { high: 50, medium: 65, low: 80 },
  steadyPoints: 2,
  trends: { improving: 5, declining: 5, critical: 10 },
  flags: { lowAttendance: 70, inactiveLms: 60, negativeSentiment: 50, disengaged: 50, disengagedFlags: 2 },
  expected: { activeDays: 4, minutes: 120 },
  alerts: {
    silentDays: 2,
    silentDaysCritical: 14,
    missedSessions: 2,
    attendanceCritical: 25,
    sentimentHigh: 35,
    sentimentCritical: 20,
    overallCritical: 40,
  },
  risk: { medium: 15, high: 30, critical: 60, steadyPercent: 3, mentors: 0, casesEach: 5 },
  daysOff: { restDays: [], holidays: [] },
};

/** Workers know rules by heart for so long, so that PostgreSQL is not asked at each look. */
export const rulesHeldForMs = 2_000;
/** After a change learners are looked at again this much later: by then nobody goes by the rules of before. */
export const rescoredAfterMs = 3_000;
