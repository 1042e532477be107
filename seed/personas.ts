import type { EventType } from '#engagement/event.ts';

/** How a kind of learner behaves, as numbers. What chance makes of them is `simulate.ts` and `live.ts`. */
export interface Persona {
  /** Sittings in an ordinary week, the live class apart. */
  sessionsPerWeek: number;
  /** How much they like each day for it, Monday first. */
  weekdays: readonly [number, number, number, number, number, number, number];
  /** When in their day they sit down: local hour, how widely spread, and how often that rather than another. */
  hours: readonly { hour: number; spreadHours: number; weight: number }[];
  /** Typical events of one sitting, some ten seconds apart; now and then it is three times as many. */
  eventsPerSession: number;
  activities: readonly (readonly [activity: Activity, weight: number])[];
  /** Chance that an answer is right before any practice, at no difficulty. */
  ability: number;
  /** Chance that trouble becomes a post that asks for help. */
  asksForHelp: number;
  attendsClass: number;
  /**
   * How the appetite changes: days before the present, or before a day of the learner's own in a term
   * that is lived from its start, and what the usual is multiplied by; lines between.
   */
  drift: readonly (readonly [daysAgo: number, rate: number])[];
  /** In live play, how readily they are the next to sit down, compared with others; 0 never does by itself. */
  liveliness: number;
  /** Chance that a first nudge brings them back. */
  answersNudge: number;
}

/** What somebody may do in the middle of a sitting. */
export type Activity = Exclude<EventType, 'session_start' | 'session_end' | 'login' | 'attendance'>;

export type PersonaName = keyof typeof personas;

const workdays = [1, 1, 1, 1, 0.8, 0.4, 0.5] as const;
const everyDay = [1, 1, 1, 1, 1, 1, 1] as const;

const afterWork = [
  { hour: 8, spreadHours: 0.7, weight: 1 },
  { hour: 12.5, spreadHours: 0.6, weight: 1 },
  { hour: 18.5, spreadHours: 1.5, weight: 3 },
];
const evening = [
  { hour: 20.5, spreadHours: 1.2, weight: 3 },
  { hour: 22.5, spreadHours: 0.7, weight: 2 },
];
const anyHour = [
  { hour: 9.5, spreadHours: 2, weight: 1 },
  { hour: 15, spreadHours: 3, weight: 1 },
  { hour: 20, spreadHours: 2, weight: 1 },
];

const usual = [
  ['answer', 10],
  ['content_view', 5],
  ['video_watch', 2.5],
  ['session_heartbeat', 3],
  ['quiz_attempt', 1],
  ['progress', 0.8],
  ['resource_download', 0.6],
  ['forum_post', 0.3],
  ['assignment_submission', 0.25],
  ['message', 0.1],
] as const;
const social = [...usual, ['forum_post', 1], ['peer_review', 0.5]] as const;
const watching = [
  ['video_watch', 5],
  ['content_view', 6],
  ['session_heartbeat', 5],
  ['answer', 3],
  ['resource_download', 1],
] as const;

export const personas = {
  /** The middle of the class: most days, some hours, reliably. */
  steady: {
    sessionsPerWeek: 5,
    weekdays: workdays,
    hours: afterWork,
    eventsPerSession: 26,
    activities: usual,
    ability: 0.74,
    asksForHelp: 0.15,
    attendsClass: 0.93,
    drift: [[0, 1]],
    liveliness: 2,
    answersNudge: 0.6,
  },
  /** Every day, long, and helps others in the forum. */
  keen: {
    sessionsPerWeek: 8,
    weekdays: everyDay,
    hours: anyHour,
    eventsPerSession: 28,
    activities: social,
    ability: 0.85,
    asksForHelp: 0.1,
    attendsClass: 0.99,
    drift: [[0, 1]],
    liveliness: 3,
    answersNudge: 0.8,
  },
  /** Job and children: little from Monday to Friday, long hours at the weekend. */
  weekend_worker: {
    sessionsPerWeek: 4,
    weekdays: [0.2, 0.2, 1.2, 0.2, 0.2, 3, 3],
    hours: [
      { hour: 9, spreadHours: 1.5, weight: 2 },
      { hour: 14, spreadHours: 2, weight: 2 },
    ],
    eventsPerSession: 40,
    activities: usual,
    ability: 0.7,
    asksForHelp: 0.15,
    attendsClass: 0.88,
    drift: [[0, 1]],
    liveliness: 0.5,
    answersNudge: 0.4,
  },
  /** Late, long, most evenings. */
  evening_cramp: {
    sessionsPerWeek: 4.5,
    weekdays: [1.2, 0.8, 1, 0.8, 0.5, 0.4, 1.5],
    hours: evening,
    eventsPerSession: 36,
    activities: usual,
    ability: 0.7,
    asksForHelp: 0.2,
    attendsClass: 0.92,
    drift: [[0, 1]],
    liveliness: 1.5,
    answersNudge: 0.5,
  },
  /** Works hard and gets it wrong: present every day, and asks. */
  struggling: {
    sessionsPerWeek: 5.5,
    weekdays: workdays,
    hours: anyHour,
    eventsPerSession: 28,
    activities: usual,
    ability: 0.42,
    asksForHelp: 0.6,
    attendsClass: 0.93,
    drift: [[0, 1]],
    liveliness: 2,
    answersNudge: 0.7,
  },
  /** Began like the others and comes less each week. */
  fading: {
    sessionsPerWeek: 5,
    weekdays: workdays,
    hours: evening,
    eventsPerSession: 20,
    activities: watching,
    ability: 0.6,
    asksForHelp: 0.1,
    attendsClass: 0.95,
    drift: [
      [21, 1],
      [10, 0.6],
      [0, 0.4],
    ],
    liveliness: 0.15,
    answersNudge: 0.35,
  },
  /** Was away for more than a week in the middle of term and came back, carefully. */
  returning: {
    sessionsPerWeek: 5,
    weekdays: everyDay,
    hours: afterWork,
    eventsPerSession: 20,
    activities: usual,
    ability: 0.66,
    asksForHelp: 0.25,
    attendsClass: 0.93,
    drift: [
      [22, 1],
      [18, 0],
      [9, 0],
      [7, 0.8],
      [0, 0.95],
    ],
    liveliness: 0.4,
    answersNudge: 0.9,
  },
  /** Comes to class, and to the platform once in a while: one longer pause away from not coming back. */
  now_and_then: {
    sessionsPerWeek: 1.1,
    weekdays: workdays,
    hours: evening,
    eventsPerSession: 14,
    activities: watching,
    ability: 0.62,
    asksForHelp: 0.1,
    attendsClass: 0.86,
    drift: [[0, 1]],
    liveliness: 0.1,
    answersNudge: 0.45,
  },
  /** Stopped one day; since when is the learner's own number. */
  gone_quiet: {
    sessionsPerWeek: 3.2,
    weekdays: workdays,
    hours: afterWork,
    eventsPerSession: 22,
    activities: watching,
    ability: 0.58,
    asksForHelp: 0.05,
    attendsClass: 0.95,
    drift: [[0, 1]],
    liveliness: 0,
    answersNudge: 0.12,
  },
  /** Joined days ago and tries everything. */
  new_arrival: {
    sessionsPerWeek: 8,
    weekdays: everyDay,
    hours: anyHour,
    eventsPerSession: 24,
    activities: social,
    ability: 0.65,
    asksForHelp: 0.3,
    attendsClass: 0.95,
    drift: [[0, 1]],
    liveliness: 1.5,
    answersNudge: 0.8,
  },
} as const satisfies Record<string, Persona>;

/** A learner as the simulation knows them. */
export interface SimulatedLearner {
  /** What the senders call them. */
  externalId: string;
  name: string;
  persona: PersonaName;
  /** Joined later than the cohort began. */
  joinedDaysAgo?: number;
  /** Has not been seen for about this long. */
  quietForDays?: number;
  /** Somebody may sign in as this learner: live play never acts for them unasked. */
  isPlayedByPerson?: boolean;
}
