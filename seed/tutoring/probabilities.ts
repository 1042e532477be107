/*
 * Brief D3 and D6, line by line. What stands under "ours" the brief leaves open.
 */

/** D6. The summary at these values: 1 admin, 6 mentors, 20 learners, 150 sessions, 132 completed, 53 feedback, 412 highlights. */
export const tutoringDefaults = {
  seedValue: 42,
  totalSessions: 150,
  /** The same data every time although it is "the past 30 days" (row 27): they end here, whatever today is. */
  seedNow: Date.UTC(2026, 2, 1),
  /** Whoever clears asks first whether the tenant is a made-up one (row 28). */
  clearExistingData: true,
} as const;

/** D3: sessions of the span, and of as many people as D1 and D2 count. More sessions have more people. */
export const span = { days: 30, sessions: 150 } as const;

/** London's clock stands at UTC all winter, so that an hour of the span is an hour on the wall. */
export const timeZone = 'Europe/London';

/** D3: peak 15 to 20 h. By the hour in which a session begins. */
export const hours: readonly (readonly [hour: number, weight: number])[] = [
  [9, 1],
  [10, 1.2],
  [11, 1.2],
  [12, 1],
  [13, 1.4],
  [14, 2],
  [15, 5],
  [16, 6],
  [17, 6],
  [18, 6],
  [19, 5],
  [20, 1.8],
];

/** D3: Tuesday to Thursday busiest. From Monday on. */
export const weekdays = [0.9, 1.35, 1.4, 1.3, 0.8, 0.5, 0.35] as const;

/** D3: recent bias. The first day's weight, and the last one's. */
export const recentBias = { firstDay: 0.6, lastDay: 1.4 } as const;

/** D3: 45 to 60 minutes mostly, some 30 or 90. */
export const lengths: readonly (readonly [minutes: number, weight: number])[] = [
  [30, 10],
  [45, 35],
  [60, 45],
  [90, 10],
];

/** Ours: after the hour. */
export const startMinutes: readonly (readonly [minute: number, weight: number])[] = [
  [0, 5],
  [15, 1],
  [30, 3],
  [45, 1],
];

/**
 * D3: 88 / 6 / 3 / 3 %. `completed` is a quota: of every 150 sessions 132, dealt out by lot, whatever the
 * seed. Of the rest each mentor stays away as often as their persona does, which is more than 3 % (row 23);
 * the other two share what is left, two to one.
 */
export const outcomes = {
  completed: 0.88,
  learnerNoShow: 0.06,
  mentorNoShow: 0.03,
  rescheduled: 0.03,
} as const;

/** D3: about 5 %, whatever the outcome (row 24); slightly more for a learner's first two sessions (D5). */
export const technicalIssue = { usual: 0.045, newLearner: 0.065, newForSessions: 2 } as const;

/**
 * D3: of completed sessions. `feedback` is a quota as well: of 132 sessions 53, dealt out by lot in
 * proportion to how readily each learner rates.
 */
export const dataPresent = { audio: 1, video: 0.5, screen: 0.4, feedback: 0.4 } as const;

/**
 * Ours: how often a session would be rated if there were no quota. More than the personas' mean, since
 * first sessions are rated more, and those who rate stay longer.
 */
export const usualFeedback = 0.51;

/** Ours. 0..10, drawn for a learner who is frustrated and for one who is not: the line is at 5. */
export const frustration = { yes: [5.2, 8], no: [0, 4.6] } as const;

/** Ours: whether a session is followed by another of the same two. */
export const rebooking = {
  /** For each point of the engagement drawn, of 10. */
  perEngagement: 0.08,
  /** How often somebody who booked again comes to the same mentor next. */
  sameMentor: 0.95,
  /** And somebody who did not. */
  otherwise: 0.45,
} as const;

/** Ours: half of the learners are there from the first day, the others join within these. */
export const joining = { fromTheFirstDay: 10, withinDays: 15 } as const;

/**
 * Ours: how many moments of each kind a session leaves, times how many of them are found. That last
 * figure is calibrated: with it the summary says 412 at seed 42.
 */
export const highlights = {
  found: 0.2045,
  perQuestion: 1,
  perCheck: 0.5,
  /** For each point of confusion of 10. */
  perConfusion: 0.6,
  /** For each point of engagement above 6. */
  perBreakthrough: 1,
  /** For each second above 3 that answers took. */
  perSilence: 0.8,
} as const;
